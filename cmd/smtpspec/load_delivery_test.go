package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/bundled"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
	"github.com/smtpspec/smtpspec/fixtures/refserver"
	"github.com/smtpspec/smtpspec/fixtures/refserver/server"
	"github.com/smtpspec/smtpspec/reports"
)

// forgetful is a store that loses or doubles one message.
type forgetful struct {
	*refserver.MaildirStore
	times int // that the hundredth message is stored
	taken atomic.Int64
}

func (s *forgetful) Deliver(env *refserver.Envelope, message []byte) error {
	times := 1
	if s.taken.Add(1) == 100 {
		times = s.times
	}
	for range times {
		if err := s.MaildirStore.Deliver(env, message); err != nil {
			return err
		}
	}
	return nil
}

// keeping starts a server that delivers to a spool, and writes a target.yaml.
func keeping(t *testing.T, times int, fault string) (config string) {
	t.Helper()
	dir := t.TempDir()
	spool := filepath.Join(dir, "spool")
	folder, err := refserver.NewMaildirStore(spool, false)
	if err != nil {
		t.Fatal(err)
	}
	cfg := refserver.DefaultConfig("example.com")
	cfg.Listeners = cfg.Listeners[:1]
	rules, err := bundled.Rules(strings.Fields(fault)...)
	if err != nil {
		t.Fatal(err)
	}
	server, err := server.Start(cfg, rules, refserver.NewBackend(cfg, &forgetful{MaildirStore: folder, times: times}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Shutdown(context.Background()) })
	config = filepath.Join(dir, "target.yaml")
	text := fmt.Sprintf("host: 127.0.0.1\nports: {smtp: %d}\ndomain: example.com\nmailboxes: {known: [%s]}\ndelivery: {dir: ./spool, settle: 100ms}\n",
		server.Addr(0).(*net.TCPAddr).Port, strings.Join(cfg.Mailboxes[:2], ", "))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return config
}

func TestLoad_verifyDelivery(t *testing.T) {
	for _, c := range []struct {
		name, fault, args string
		times, code       int
		want              reports.LoadDelivery
		says              string
	}{
		{"right", "", "", 1, output.ExitOK, reports.LoadDelivery{Once: 200, Expected: 200}, "200 accepted, 200 delivered once, 0 missing"},
		{"chunks", "", "--exchange chunking --depth 8", 1, output.ExitOK, reports.LoadDelivery{Once: 200, Expected: 200}, "200 delivered once"},
		{"two mailboxes", "", "--recipients 2", 1, output.ExitOK, reports.LoadDelivery{Once: 200, Expected: 400}, "200 delivered once"},
		{"open loop", "", "--rate 1000 --exchange pipelined", 1, output.ExitOK, reports.LoadDelivery{Once: 200, Expected: 200}, "200 delivered once"},
		{"one lost", "", "", 0, output.ExitViolation, reports.LoadDelivery{Once: 199, Expected: 200, Missing: 1}, "missed: 1 message accepted and not delivered"},
		{"one doubled", "", "", 2, output.ExitViolation, reports.LoadDelivery{Once: 199, Expected: 200, Duplicated: 1}, "missed: 1 message delivered more than once"},
		{"all lost", "message-lost", "", 1, output.ExitViolation, reports.LoadDelivery{Expected: 200, Missing: 200, Unrelated: 1}, "200 messages accepted and not delivered"},
		{"all doubled", "message-duplicated", "", 1, output.ExitViolation, reports.LoadDelivery{Expected: 200, Duplicated: 200}, "200 messages delivered more than once"},
		{
			"a recipient lost", "first-recipient-only", "--recipients 2", 1, output.ExitViolation,
			reports.LoadDelivery{Expected: 400, Missing: 200},
			"200 messages accepted and not delivered",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := keeping(t, c.times, c.fault)
			if c.want.Unrelated > 0 {
				older(t, config)
			}
			file := filepath.Join(t.TempDir(), "result.json")
			args := append([]string{"load", "--config", config, "--messages", "200", "--verify-delivery", "--settle", "500ms", "--json", file}, strings.Fields(c.args)...)
			code, out, errs := called(t.Context(), args...)
			if code != c.code || !strings.Contains(out, c.says) {
				t.Fatalf("exit %d\n%s%s", code, out, errs)
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var result reports.Load
			if err := json.Unmarshal(text, &result); err != nil {
				t.Fatal(err)
			}
			d := *result.Delivery
			wrong := len(d.Examples)
			c.want.Accepted, d.WaitedS, d.Examples = 200, 0, nil
			if got, want := fmt.Sprintf("%+v", d), fmt.Sprintf("%+v", c.want); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if (wrong > 0) != (c.code == output.ExitViolation) {
				t.Errorf("%d kinds of examples", wrong)
			}
		})
	}
}

// older puts a message of another run into the spool.
func older(t *testing.T, config string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(filepath.Dir(config), "spool", "older.eml"), []byte("Subject: older\n\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestLoad_emptySpool has no verdict: the server may deliver
// elsewhere.
func TestLoad_emptySpool(t *testing.T) {
	code, out, errs := called(t.Context(), "load", "--config", keeping(t, 1, "message-lost"), "--messages", "20", "--verify-delivery", "--settle", "500ms")
	if code != output.ExitNoVerdict || !strings.Contains(out, "name the folder to which the server delivers") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
}

func TestLoad_deliveryFlags(t *testing.T) {
	config := keeping(t, 1, "")
	blind := filepath.Join(t.TempDir(), "target.yaml")
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(blind, []byte(strings.Split(string(text), "delivery:")[0]), 0o600); err != nil {
		t.Fatal(err)
	}
	for args, want := range map[string]string{
		"--verify-delivery": "needs --config with delivery.dir",
		"--settle 5s":       "--settle needs --verify-delivery",
		"--verify-delivery --find-rate p99<50ms --config " + config: "--verify-delivery cannot be used with --find-rate",
		"--verify-delivery --settle 1ms --config " + config:         "invalid --settle 1ms: use 100ms to 1h",
		"--verify-delivery --config " + blind:                       "needs delivery.dir in target.yaml",
		"--verify-delivery --recipients 3 --config " + config:       "as many mailboxes.known, of which there are 2",
	} {
		code, out, errs := called(t.Context(), append([]string{"load"}, strings.Fields(args)...)...)
		if code != output.ExitUsage || !strings.Contains(errs, want) {
			t.Errorf("%s: exit %d\n%s%s", args, code, out, errs)
		}
	}
}
