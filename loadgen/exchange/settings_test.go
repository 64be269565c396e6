package exchange

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/loadgen/mix"
	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
	"github.com/smtpspec/smtpspec/scenarios/wire"
)

func TestCompile_senders(t *testing.T) {
	for _, c := range []struct {
		from    string
		n       int
		message uint64
		want    string
	}{
		{"", 0, 5, "<sender@client.example>"},
		{"", 1, 5, "<load1@client.example>"},
		{"", 10, 0, "<load01@client.example>"},
		{"", 10, 9, "<load10@client.example>"},
		{"", 10, 10, "<load01@client.example>"},
		{"a@b.example", 0, 7, "<a@b.example>"},
		{"{n}@b.example", 1_000_000, 41, "<0000042@b.example>"},
		{"me@h{n}.example", 100, 41, "<me@h042.example>"},
	} {
		set := settings()
		set.From, set.Senders = c.from, c.n
		if r := receive(t, sent(compiled(t, "load.pipelined", set), c.message)); r.from != c.want || !bytes.HasPrefix(r.content, []byte("From: "+c.want+"\r\n")) {
			t.Errorf("%s %d, message %d: got %s, want %s", c.from, c.n, c.message, r.from, c.want)
		}
	}
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"a{n}@b.example", 0, "say with --senders how many"},
		{"a@b.example", 5, "5 senders need {n} once"},
		{"{n}@{n}.example", 5, "5 senders need {n} once"},
		{"a b@c.example", 0, "--from:1:2: "},
		{"a{n}@b..c", 5, "--from:1:8: "},
		{"a>\r\nRCPT TO:<x@y.example", 0, "--from:1:"},
		{"", mix.MaxSenders + 1, "want 1 to 1000000"},
	} {
		set := settings()
		set.From, set.Senders = c.from, c.n
		if _, err := Compile(bundled(t, "load.classic"), set); err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\r") {
			t.Errorf("%s %d: got %v, want %s", c.from, c.n, err, c.want)
		}
	}
}

func TestCompile_settings(t *testing.T) {
	const head = "section: x\nscenarios:\n  - id: x.y\n    title: x\n    level: INFO\n    play:\n      - use: greeted\n"
	const data = "      - C: DATA\n        S: 354\n      - data: \"%s\"\n        S: 250\n      - C: QUIT\n        S: 221\n"
	const mail, rcpt = "      - C: MAIL FROM:<%s>\n        S: 250\n", "      - C: RCPT TO:<%s>\n        S: 250\n"
	folder, err := mix.ReadFolder(folderWith(t, map[string]string{"x": "Subject: x\n\nbody\n"}))
	if err != nil {
		t.Fatal(err)
	}
	own := fmt.Sprintf(head+mail+rcpt+data, "me@client.example", "bob@example.com", "a\\r\\n")
	for name, c := range map[string]struct {
		text string
		edit func(*Settings)
		want string
	}{
		"sender":     {own, func(s *Settings) { s.From = "you@client.example" }, "x.yaml:8:9: a sender was asked for"},
		"senders":    {own, func(s *Settings) { s.Senders = 3 }, "x.yaml:8:9: a sender was asked for"},
		"recipients": {own, func(s *Settings) { s.Recipients = mix.Fixed(2) }, "x.yaml:10:9: a number of recipients was asked for"},
		"folder":     {own, func(s *Settings) { s.Bodies = folder }, "x.yaml:14:9: a folder of messages was given"},
		"twice":      {fmt.Sprintf(head+mail+rcpt+data, "${sender}", "${mailbox}", "${message}${message}"), nil, "x.yaml:14:9: ${message} can be only once"},
		"command":    {fmt.Sprintf(head+mail+rcpt+data, "${sender}", "${mailbox}", "${message}") + "      - C: NOOP ${message}\n        S: 250\n", nil, "x.yaml:18:9: ${message} is for data and bdat"},
	} {
		loader, _ := exchanges(t)
		file, err := loader.Load("x.yaml", []byte(c.text))
		if err != nil {
			t.Fatal(err)
		}
		set := settings()
		if c.edit != nil {
			c.edit(&set)
		}
		_, err = Compile(file.Cases[0], set)
		if _, ok := strictyaml.AsProblems(err); !ok || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
	// What follows ${message} is sent after the body.
	loader, _ := exchanges(t)
	file, err := loader.Load("x.yaml", []byte(fmt.Sprintf(head+mail+rcpt+data, "${sender}", "${mailbox}", "${message}..${id}\\r\\n")))
	if err != nil {
		t.Fatal(err)
	}
	set := settings()
	set.Size = sizesOf(t, "10,10KiB")
	p, err := Compile(file.Cases[0], set)
	if err != nil {
		t.Fatal(err)
	}
	for n := range uint64(4) {
		if r := receive(t, sent(p, n)); !bytes.HasSuffix(r.content, fmt.Appendf(nil, "x\r\n.l0a1b2c3d-%012x\r\n", n)) || len(r.content) != p.variant(n).size {
			t.Errorf("got %d octets, want %d: %s", len(r.content), p.variant(n).size, wire.Visible(r.content[len(r.content)-60:]))
		}
	}
}
