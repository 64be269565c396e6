package exchange

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/smtpspec/smtpspec/loadgen/mix"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

func settings() Settings {
	return Settings{
		Facts: map[string]string{"mailbox": "alice@example.com"}, Mailboxes: []string{"alice@example.com", "bob@example.com"},
		User: "test", Password: "secret", Run: "0a1b2c3d", Date: "Mon, 02 Jan 2006 15:04:05 +0000", Size: mix.Fixed(20),
	}
}

func sizesOf(t testing.TB, text string) mix.Distribution {
	t.Helper()
	d, err := mix.ParseSizes("--size", text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func countsOf(t testing.TB, text string) mix.Distribution {
	t.Helper()
	d, err := mix.ParseCounts("--recipients", text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// exchanges loads the bundled exchanges and a loader that knows their fragments.
func exchanges(t testing.TB) (*scenarios.Loader, []*scenarios.Case) {
	t.Helper()
	files := fstest.MapFS{}
	for _, name := range []string{"fragments.yaml", "load/exchanges.yaml"} {
		text, err := os.ReadFile("../../scenarios/catalogue/" + name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: text}
	}
	loader := &scenarios.Loader{}
	set, err := loader.LoadFS(files)
	if err != nil {
		t.Fatal(err)
	}
	return loader, set.Cases
}

func bundled(t testing.TB, id string) *scenarios.Case {
	t.Helper()
	_, cases := exchanges(t)
	for _, c := range cases {
		if c.ID == id {
			return c
		}
	}
	t.Fatalf("no scenario %s", id)
	return nil
}

func compiled(t testing.TB, id string, set Settings) *Program {
	t.Helper()
	p, err := Compile(bundled(t, id), set)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// shape shows what a program writes and awaits, a line for each group.
func shape(p *Program) string {
	var b strings.Builder
	for _, part := range []struct {
		name   string
		groups []group
	}{{"open", p.opening}, {"mail", p.variants[0].groups}, {"end", p.ending}} {
		for _, t := range part.groups {
			verbs := []string{}
			for line := range strings.SplitSeq(string(t.out.head), "\r\n") {
				if word, _, _ := strings.Cut(line, " "); word != "" && word == strings.ToUpper(word) && !strings.HasSuffix(word, ":") {
					verbs = append(verbs, word)
				}
			}
			if t.tls {
				verbs = append(verbs, "(tls)")
			}
			fmt.Fprintf(&b, "%s %s %d\n", part.name, strings.Join(verbs, "+"), len(t.awaits))
		}
	}
	if p.joined {
		b.WriteString("joined\n")
	}
	if p.Single {
		b.WriteString("single\n")
	}
	return b.String()
}

func TestCompile(t *testing.T) {
	for _, c := range []struct {
		id   string
		edit func(*Settings)
		want string
	}{
		{"load.classic", nil, "open  1\nopen EHLO 1\nmail MAIL 1\nmail RCPT 1\nmail DATA 1\nmail . 1\nend QUIT 1\n"},
		{"load.classic", func(s *Settings) { s.Recipients = mix.Fixed(3) }, "open  1\nopen EHLO 1\nmail MAIL 1\nmail RCPT 1\nmail RCPT 1\nmail RCPT 1\nmail DATA 1\nmail . 1\nend QUIT 1\n"},
		{"load.classic", func(s *Settings) { s.TLS = StartTLS }, "open  1\nopen EHLO 1\nopen STARTTLS 1\nopen (tls) 0\nopen EHLO 1\nmail MAIL 1\nmail RCPT 1\nmail DATA 1\nmail . 1\nend QUIT 1\n"},
		{"load.pipelined", nil, "open  1\nopen EHLO 1\nmail MAIL+RCPT+DATA 3\nmail . 1\nend QUIT 1\njoined\n"},
		{"load.pipelined", func(s *Settings) { s.Recipients = mix.Fixed(2) }, "open  1\nopen EHLO 1\nmail MAIL+RCPT+RCPT+DATA 4\nmail . 1\nend QUIT 1\njoined\n"},
		{"load.chunking", nil, "open  1\nopen EHLO 1\nmail MAIL+RCPT+BDAT 3\nend QUIT 1\n"},
		{"load.many-recipients", nil, "open  1\nopen EHLO 1\nmail MAIL 1\nmail RCPT+RCPT+RCPT+RCPT+RCPT+RCPT+RCPT+RCPT+RCPT+RCPT 10\nmail DATA 1\nmail . 1\nend QUIT 1\n"},
		{"load.many-recipients", func(s *Settings) { s.Recipients = mix.Fixed(3) }, "open  1\nopen EHLO 1\nmail MAIL 1\nmail RCPT+RCPT+RCPT 3\nmail DATA 1\nmail . 1\nend QUIT 1\n"},
		{"load.many-recipients", func(s *Settings) { s.Recipients = mix.Fixed(1) }, "open  1\nopen EHLO 1\nmail MAIL 1\nmail RCPT 1\nmail DATA 1\nmail . 1\nend QUIT 1\n"},
		{"load.one-message", nil, "open  1\nopen EHLO 1\nmail MAIL 1\nmail RCPT 1\nmail DATA 1\nmail . 1\nend QUIT 1\nsingle\n"},
		{"load.one-message", func(s *Settings) { s.TLS = StartTLS }, "open  1\nopen EHLO 1\nopen STARTTLS 1\nopen (tls) 0\nopen EHLO 1\nmail MAIL 1\nmail RCPT 1\nmail DATA 1\nmail . 1\nend QUIT 1\nsingle\n"},
		{"load.submission", nil, "open  1\nopen EHLO 1\nopen STARTTLS 1\nopen (tls) 0\nopen EHLO 1\nopen AUTH 1\nmail MAIL 1\nmail RCPT 1\nmail DATA 1\nmail . 1\nend QUIT 1\n"},
	} {
		set := settings()
		if c.edit != nil {
			c.edit(&set)
		}
		if got := shape(compiled(t, c.id, set)); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.id, got, c.want)
		}
	}
}

func TestProgram_MessageSize(t *testing.T) {
	set := settings()
	classic, chunking := compiled(t, "load.classic", set), compiled(t, "load.chunking", set)
	if classic.MessageSize != chunking.MessageSize {
		t.Errorf("got %d octets by DATA and %d by BDAT, want as many", classic.MessageSize, chunking.MessageSize)
	}
	set.Size = mix.Fixed(1 << 20)
	if got := compiled(t, "load.classic", set).MessageSize - classic.MessageSize; got != 1<<20-20 {
		t.Errorf("got a message %d octets longer, want %d", got, 1<<20-20)
	}
}

func TestCompile_error(t *testing.T) {
	const head = "section: x\nscenarios:\n  - id: x.y\n    title: x\n    level: INFO\n    play:\n      - use: greeted\n"
	const mail = "      - C: MAIL FROM:<${sender}>\n        S: 250\n"
	const rcpt = "      - C: RCPT TO:<${mailbox}>\n        S: 250\n"
	const data = "      - C: DATA\n        S: 354\n      - data: \"${message}\"\n        S: 250\n"
	const again = "      - use: greeted\n"
	const quit = "      - C: QUIT\n        S: 221\n"
	for name, c := range map[string]struct{ play, want string }{
		"pause":              {"      - pause: 1s\n" + mail + rcpt + data + quit, "x.yaml:8:9: pause cannot be compiled"},
		"pattern":            {"      - C: NOOP\n        S: {code: 250, text: ok}\n" + mail + rcpt + data + quit, "x.yaml:8:9: an expectation beyond reply codes"},
		"grammar":            {"      - C: NOOP\n        S: {code: 250, grammar: greeting}\n" + mail + rcpt + data + quit, "x.yaml:8:9: grammar cannot be compiled"},
		"skip":               {"      - C: NOOP\n        S: {code: 250, skip: 502}\n" + mail + rcpt + data + quit, "x.yaml:8:9: skip cannot be compiled"},
		"handshake options":  {"      - C: STARTTLS\n        S: 220\n      - tls: {may_fail: true}\n" + mail + rcpt + data + quit, "x.yaml:10:9: a handshake with options cannot be compiled"},
		"forged auth":        {"      - auth: {mechanism: SCRAM-SHA-256, forge: nonce}\n        S: 535\n" + mail + rcpt + data + quit, "x.yaml:8:9: auth with forge or message cannot be compiled"},
		"stranger":           {mail + "      - C: RCPT TO:<who@elsewhere.example>\n        S: 250\n" + data + quit, "x.yaml:10:9: load goes only to mailboxes.known"},
		"no transaction":     {quit, "x.yaml:3:5: scenario x.y has no transaction"},
		"reply not awaited":  {mail + rcpt + data + "      - C: QUIT\n        unread: true\n", "x.yaml:16:9: the reply to this is not awaited"},
		"replies too many":   {mail + "      - C: RCPT TO:<${mailbox}>\n        S: [250, 250]\n" + data + quit, "x.yaml:10:9: 2 replies are expected here, and 1 commands"},
		"two transactions":   {mail + rcpt + data + mail + rcpt + data + quit, "x.yaml:16:9: an exchange for load has one transaction"},
		"order":              {rcpt + mail + data + quit, "x.yaml:12:9: this is not in the order"},
		"no quit":            {mail + rcpt + data, "x.yaml:3:5: after the transaction"},
		"end in the content": {mail + rcpt + "      - C: DATA\n        S: 354\n      - data: \"a\\r\\n.\\r\\nb\\r\\n\"\n        S: 250\n" + quit, "x.yaml:14:9: the content contains the end of data"},
		"own content, size":  {mail + rcpt + "      - C: DATA\n        S: 354\n      - data: \"a\\r\\n\"\n        S: 250\n" + quit, "x.yaml:14:9: a size was asked for"},
		"silence":            {mail + "      - C: RCPT TO:<${mailbox}>\n        S: 250|close\n" + data + quit, "x.yaml:11:12: only a reply code"},
		"another session":    {mail + rcpt + data + quit + again + mail + "      - C: RCPT TO:<bob@example.com>\n        S: 250\n" + data + quit, "x.yaml:21:9: the second session differs from the first here"},
		"shorter session":    {mail + rcpt + data + quit + again + quit, "x.yaml:19:9: the second session differs from the first here"},
		"third session":      {mail + rcpt + data + quit + again + mail + rcpt + data + quit + again + mail + rcpt + data + quit, ": an exchange for load begins with connect, and connects once, or twice"},
		"second connection":  {mail + rcpt + data + again + quit, ": an exchange for load begins with connect, and connects once, or twice"},
		"after quit":         {mail + rcpt + data + quit + "      - C: NOOP\n        S: 250\n", "x.yaml:18:9: nothing can be sent after QUIT"},
	} {
		t.Run(name, func(t *testing.T) {
			loader, _ := exchanges(t)
			set, err := loader.Load("x.yaml", []byte(head+c.play))
			if err != nil {
				t.Fatal(err)
			}
			settings := settings()
			settings.SizeAsked = true
			_, err = Compile(set.Cases[0], settings)
			if _, ok := strictyaml.AsProblems(err); !ok || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}
