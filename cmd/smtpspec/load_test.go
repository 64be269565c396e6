package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
	"github.com/smtpspec/smtpspec/fixtures/refserver"
	"github.com/smtpspec/smtpspec/fixtures/refserver/server"
)

// called runs the program as main does and returns its exit code.
func called(ctx context.Context, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	root := rootCommand()
	root.SetArgs(args)
	root.SetOut(&out)
	root.SetErr(&errs)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return output.ExitOK, out.String(), errs.String()
	}
	e := &output.Exit{Code: output.ExitUsage, Err: err}
	errors.As(err, &e)
	if e.Err != nil {
		report(root, e.Err)
	}
	return e.Code, out.String(), errs.String()
}

func TestLoad_bundledServer(t *testing.T) {
	for _, args := range []string{
		"", "--exchange pipelined", "--exchange chunking --size 100KiB", "--exchange chunking --depth 16", "--tls starttls", "--tls implicit --exchange pipelined",
		"--recipients 3", "--size lognormal(4KiB,1) --recipients 1..5 --senders 20", "--size 1KiB,1MiB --exchange chunking --depth 4 --seed 9", "--from me@client.example", "load.many-recipients --recipients 1..20", "load.one-message --size 1KiB,2KiB", "load.lmtp --recipients 1..4 --size 10KiB,20KiB",
		"--messages-per-connection 1", "--rate 1000", "load.submission", "load.submission-login", "load.submission-scram", "load.lmtp", "load.lmtp --recipients 3", "load.lmtp-pipelined --recipients 2", "load.lmtp --tls starttls", "--warmup 50ms", "--connect-rate 500 --messages-per-connection 10",
	} {
		t.Run(args, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "result.json")
			line := append([]string{"load", "--messages", "200", "--connections", "5", "--quiet", "--json", file, "--threshold", "errors<0.1%"}, strings.Fields(args)...)
			code, out, errs := called(t.Context(), line...)
			if code != output.ExitOK || !strings.Contains(out, "met: 200 attempted, 200 accepted, 0 rejected, 0 failed") {
				t.Fatalf("exit %d\n%s%s", code, out, errs)
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var got struct {
				Format string
				Counts map[string]int
			}
			if err := json.Unmarshal(text, &got); err != nil || got.Format != "smtpspec.load/2" || got.Counts["accepted"] != 200 {
				t.Errorf("%v, format %q, counts %v", err, got.Format, got.Counts)
			}
		})
	}
}

func TestLoad_exitCodes(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	target := file("target.yaml", "host: 127.0.0.1\nports: {smtp: 1}\ndomain: example.com\nmailboxes: {known: [alice@example.com]}\n")
	bodies := filepath.Join(dir, "bodies")
	if err := os.Mkdir(bodies, 0o700); err != nil {
		t.Fatal(err)
	}
	file(filepath.Join("bodies", "crlf.txt"), "Subject: a\rb\n")
	pause := file("pause.yaml", "section: x\nscenarios:\n  - id: x.y\n    title: x\n    level: INFO\n    play:\n      - use: greeted\n      - pause: 1s\n")
	for _, c := range []struct {
		args string
		code int
		want string
	}{
		{"--messages 10 --threshold p99<1ns", output.ExitViolation, "missed       p99<1ns"},
		{"--config " + target, output.ExitNoVerdict, "nobody answers at 127.0.0.1:1"},
		{"--target 127.0.0.1:1", output.ExitUsage, "mailboxes.known"},
		{"--config " + target + " --target 192.0.2.1:25", output.ExitUsage, "is not on loopback"},
		{"--config " + target + " --tls implicit", output.ExitUsage, "ports.submissions"},
		{"--threshold p99(tls)<1s", output.ExitUsage, "load.classic has no phase tls; it has connect, greeting, ehlo, mail, rcpt, data, content, transaction; use --tls"},
		{"--threshold p99(data)<1s --exchange chunking", output.ExitUsage, "load.chunking has no phase data"},
		{"--threshold p99(auth)<1s", output.ExitUsage, "load.classic has no phase auth"},
		{"--threshold p99(connect)<1s --warmup 300ms --messages 10 --connections 1", output.ExitNoVerdict, "no connect was measured, as every connection was opened in the warm-up"},
		{"--hdr " + filepath.Join(dir, "no", "where.hlog"), output.ExitUsage, "does not exist"},
		{"--hdr " + dir, output.ExitUsage, "it is a folder"},
		{"--messages 10 --hdr /dev/full", output.ExitNoVerdict, "the latency log is incomplete"},
		{"--threshold p99", output.ExitUsage, "want p99(transaction)<50ms"},
		{"--depth 4", output.ExitUsage, "invalid --depth 4: load.classic awaits replies"},
		{"--exchange chunking --depth 1000", output.ExitUsage, "invalid --depth 1000: use 1 to 256"},
		{"--source 127.0.0.9-127.0.0.2", output.ExitUsage, "--source: invalid range \"127.0.0.9-127.0.0.2\""},
		{"--source 192.0.2.1", output.ExitUsage, "no address 192.0.2.1"},
		{"--source ::1", output.ExitUsage, "same family"},
		{"--exchange quick", output.ExitUsage, `invalid --exchange "quick": use classic, pipelined or chunking`},
		{"--tls yes", output.ExitUsage, `invalid --tls "yes": use none, starttls or implicit`},
		{"--size 1GB", output.ExitUsage, "--size:1:1: invalid size \"1GB\"\n  1GB\n  ^"},
		{"load.one-message --messages-per-connection 4", output.ExitUsage, "load.one-message opens a connection for each message"},
		{"--recipients 0", output.ExitUsage, "--recipients:1:1: 0 is out of range"},
		{"--senders 0", output.ExitUsage, "invalid --senders 0: use 1 to 1000000"},
		{"--senders 5 --from a@b.example", output.ExitUsage, "5 senders need {n} once"},
		{"--from a@b..example", output.ExitUsage, "--from:1:5: "},
		{"--bodies " + filepath.Join(dir, "none"), output.ExitUsage, "--bodies: open "},
		{"--bodies " + bodies, output.ExitUsage, "crlf.txt:1: a CR without its LF"},
		{"--bodies " + bodies + " --size 1KiB", output.ExitUsage, "--size cannot be used with --bodies"},
		{"--connections 0", output.ExitUsage, "--connections"},
		{"--connections 1000000", output.ExitUsage, "open files"},
		{"--json " + filepath.Join(dir, "no", "where.json"), output.ExitUsage, "does not exist"},
		{"--exchange classic load.classic", output.ExitUsage, "--exchange cannot be used with a SCENARIO"},
		{"load", output.ExitUsage, "load repeats one exchange"},
		{"load.clasic", output.ExitUsage, "did you mean load.classic?"},
		{pause, output.ExitUsage, "pause.yaml:8:9: pause cannot be compiled for load"},
	} {
		code, out, errs := called(t.Context(), append([]string{"load", "--duration", "1s"}, strings.Fields(c.args)...)...)
		if code != c.code || !strings.Contains(out+errs, c.want) {
			t.Errorf("%s: exit %d, want %d with %q\n%s%s", c.args, code, c.code, c.want, out, errs)
		}
	}
}

// ender is a store that ends the run at a message half-way.
type ender struct {
	end   func()
	taken atomic.Int64
}

func (e *ender) Deliver(*refserver.Envelope, []byte) error {
	if e.taken.Add(1) == 100 {
		e.end()
	}
	return nil
}

func TestLoad_interrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cfg := refserver.DefaultConfig("example.com")
	cfg.Listeners = cfg.Listeners[:1]
	store := &ender{end: cancel}
	server, err := server.Start(cfg, nil, refserver.NewBackend(cfg, store))
	if err != nil {
		t.Fatal(err)
	}
	defer server.Shutdown(context.Background())
	dir := t.TempDir()
	target, file := filepath.Join(dir, "target.yaml"), filepath.Join(dir, "result.json")
	text := fmt.Sprintf("host: 127.0.0.1\nports: {smtp: %d}\ndomain: example.com\nmailboxes: {known: [alice@example.com]}\n", server.Addr(0).(*net.TCPAddr).Port)
	if err := os.WriteFile(target, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := called(ctx, "load", "--duration", "1m", "--config", target, "--json", file)
	if _, err := os.Stat(file); code != output.ExitInterrupted || !strings.Contains(out, "(interrupted)") || err != nil {
		t.Errorf("exit %d, %v\n%s%s", code, err, out, errs)
	}
}

// keeper is a store that keeps what is delivered.
type keeper struct {
	mu        sync.Mutex
	messages  [][]byte
	envelopes []refserver.Envelope
}

func (k *keeper) Deliver(e *refserver.Envelope, content []byte) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.messages, k.envelopes = append(k.messages, bytes.Clone(content)), append(k.envelopes, *e)
	return nil
}

// TestLoad_bodies sends files of every kind, and looks at
// what a strict server keeps.
func TestLoad_bodies(t *testing.T) {
	store, dir := &keeper{}, t.TempDir()
	files := map[string]string{
		"a": "Subject: dots\n\n.\n..\n", "b": "Subject: crlf\r\n\r\nbody\r\n", "c": "Subject: 8bit\n\n\xe4\n", "d": "Subject: big\n\n" + strings.Repeat(".x\n", 10_000),
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cfg := refserver.DefaultConfig("example.com")
	cfg.Listeners = cfg.Listeners[:1]
	server, err := server.Start(cfg, nil, refserver.NewBackend(cfg, store))
	if err != nil {
		t.Fatal(err)
	}
	defer server.Shutdown(context.Background())
	target := filepath.Join(t.TempDir(), "target.yaml")
	text := fmt.Sprintf("host: 127.0.0.1\nports: {smtp: %d}\ndomain: example.com\nmailboxes: {known: [alice@example.com, bob@example.com]}\n", server.Addr(0).(*net.TCPAddr).Port)
	if err := os.WriteFile(target, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	line := "load --messages 1000 --connections 3 --recipients 1,2 --senders 10 --config " + target + " --bodies " + dir
	if code, out, errs := called(t.Context(), strings.Fields(line)...); code != output.ExitOK || !strings.Contains(out, "4 messages from "+dir) {
		t.Fatalf("exit %d\n%s%s", code, out, errs)
	}
	kept, ids, senders, recipients := map[string]int{}, map[string]bool{}, map[string]int{}, 0
	for i, m := range store.messages {
		_, m, _ := strings.Cut(string(m), "X-Smtpspec-Id: ") // after the trace fields of the server
		id, content, _ := strings.Cut(m, "\r\n")
		ids[id] = true
		kept[strings.ReplaceAll(content, "\r\n", "\n")]++
		senders[store.envelopes[i].From.Raw]++
		recipients += len(store.envelopes[i].Recipients)
	}
	if len(store.messages) != 1000 || len(ids) != 1000 || len(senders) != 10 {
		t.Errorf("%d messages with %d ids from %d senders", len(store.messages), len(ids), len(senders))
	}
	if recipients < 1450 || recipients > 1550 {
		t.Errorf("%d recipients of 1000 messages that have one or two", recipients)
	}
	for name, text := range files {
		if n := kept[strings.ReplaceAll(text, "\r\n", "\n")]; n < 200 || n > 300 {
			t.Errorf("%s came %d times", name, n)
		}
	}
}
