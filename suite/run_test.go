package suite_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/catalogue"
	"github.com/smtpspec/smtpspec/scenarios/target"
	"github.com/smtpspec/smtpspec/suite"
)

// TestPlan decides which cases cannot run, and why.
func TestPlan(t *testing.T) {
	o := startFake(t).options(t, `
  - {id: offered, title: t, level: MUST, needs: [PIPELINING, AUTH PLAIN, no STARTTLS], play: [{connect: {}, S: 220}]}
  - {id: keyword, title: t, level: MUST, needs: [STARTTLS], play: [{connect: {}, S: 220}]}
  - {id: parameter, title: t, level: MUST, needs: [AUTH LOGIN], play: [{connect: {}, S: 220}]}
  - {id: absence, title: t, level: MUST, needs: [no PIPELINING], play: [{connect: {}, S: 220}]}
  - {id: port, title: t, level: MUST, play: [{connect: {port: lmtp}, S: 220}]}
  - {id: fact, title: t, level: MUST, play: [{connect: {}, S: 220}, {delivered: {}}]}
  - {id: variable, title: t, level: MUST, play: [{connect: {}, S: 220}, {C: "RCPT TO:<${foreign}>", S: 250}]}
  - {id: no-fact, title: t, level: MUST, needs: [no delivery], play: [{connect: {}, S: 220}]}
  - {id: gate, title: t, level: MUST, play: [{connect: {}, S: 220}, {C: X, S: 550, when: STARTTLS}, {C: Y, S: 250, when: no STARTTLS}]}
  - {id: profile, title: t, level: MUST, profiles: submission, play: [{connect: {}, S: 220}]}
  - {id: client, title: t, level: MUST, subject: client, play: [{accept: {}}, {S: 220 hi}]}
`)
	r := run(t, o)
	for _, want := range []struct {
		id      string
		verdict reports.Verdict
		reason  string
	}{
		{"offered", reports.Pass, ""},
		{"keyword", reports.Skip, "STARTTLS is not offered"},
		{"parameter", reports.Skip, "AUTH LOGIN is not offered"},
		{"absence", reports.Skip, "applies only to a server with no PIPELINING"},
		{"port", reports.Skip, "target.yaml has no port lmtp"},
		{"fact", reports.Unknown, "target.yaml does not give delivery.dir"},
		{"variable", reports.Unknown, "target.yaml does not give mailboxes.foreign"},
		{"no-fact", reports.Pass, ""},
		{"gate", reports.Pass, ""},
		{"profile", reports.Skip, "does not apply to the profile receiver"},
		{"client", reports.Skip, "the scenario tests a client; this version tests servers"},
	} {
		i := slices.IndexFunc(r.Cases, func(c reports.Case) bool { return c.ID == want.id })
		if c := r.Cases[i]; c.Verdict != want.verdict || c.Why() != want.reason {
			t.Errorf("%s: %s %q, want %s %q", want.id, c.Verdict, c.Why(), want.verdict, want.reason)
		}
	}
	if r.Target.Greeting != `220 fake.example hi\r\n` || !slices.Equal(r.Target.Capabilities, []string{"PIPELINING", "AUTH PLAIN"}) {
		t.Errorf("target %+v", r.Target)
	}
}

func TestResolve(t *testing.T) {
	for host, want := range map[string]string{"127.0.0.1": "127.0.0.1", "127.1.2.3": "127.1.2.3", "::1": "::1", "localhost": "127.0.0.1"} {
		if got, err := suite.Resolve(t.Context(), host, false); err != nil || got != want {
			t.Errorf("%s: %s %v", host, got, err)
		}
	}
	for _, host := range []string{"192.0.2.1", "0.0.0.0", "::", "2001:db8::1", "::ffff:192.0.2.1"} {
		var remote *suite.RemoteError
		if got, err := suite.Resolve(t.Context(), host, false); !errors.As(err, &remote) || got != "" {
			t.Errorf("%s: %s %v", host, got, err)
		}
		if _, err := suite.Resolve(t.Context(), host, true); err != nil {
			t.Errorf("%s authorized: %v", host, err)
		}
	}
	if _, err := suite.Resolve(t.Context(), "", true); err == nil {
		t.Error("no host")
	}
}

// recorder notes the order in which cases end, and can do something after one.
type recorder struct {
	total   int
	started map[string]bool
	early   []string // done without being started
	order   []string
	after   func(n int)
}

func (r *recorder) Begin(cases []*scenarios.Case) {
	r.total, r.started = len(cases), map[string]bool{}
}

func (r *recorder) Started(c *scenarios.Case) { r.started[c.ID] = true }

func (r *recorder) Done(c *reports.Case) {
	if !r.started[c.ID] {
		r.early = append(r.early, c.ID)
	}
	r.order = append(r.order, c.ID)
	if r.after != nil {
		r.after(len(r.order))
	}
}

// many is a catalogue of n plain cases between the sanity cases, and more.
func many(n int, more string) string {
	var b strings.Builder
	b.WriteString(sanity + more)
	for i := range n {
		fmt.Fprintf(&b, "  - {id: plain-%d, title: t, level: MUST, play: [{connect: {}, S: 220}, {C: PLAIN, S: 250}]}\n", i)
	}
	return b.String()
}

const special = `
  - {id: watching, title: t, proves: R-must, watch: [bare-lf], play: [{connect: {}, S: 220}, {C: WATCH, S: 250}]}
  - {id: serial, title: t, level: MUST, serial: true, play: [{connect: {}, S: 220}, {C: ALONE, S: 250}, {pause: 20ms}, {C: ALONE, S: 250}]}
`

// TestOrder runs the sanity cases first and last, and serial ones alone.
func TestOrder(t *testing.T) {
	for _, parallel := range []int{1, 16} {
		f := startFake(t)
		rec := &recorder{}
		o := f.options(t, many(40, special))
		o.Parallel, o.Progress = parallel, rec
		r := run(t, o)
		if r.Verdict != reports.Conformant {
			t.Errorf("%s: %s", r.Verdict, r.Reason)
		}
		if n := len(rec.order); rec.total != n || n != 44 || rec.order[0] != "sanity.first" || rec.order[41] != "serial" || rec.order[42] != "watching" || rec.order[43] != "sanity.last" {
			t.Errorf("order %q", rec.order)
		}
		if len(rec.early) > 0 {
			t.Errorf("done before they were started: %q", rec.early)
		}
		verbs := slices.DeleteFunc(f.verbs(), func(v string) bool { return v == "EHLO" })
		if verbs[0] != "FIRST" || verbs[len(verbs)-1] != "LAST" {
			t.Errorf("verbs %q", verbs)
		}
		if i := slices.Index(verbs, "ALONE"); verbs[i+1] != "ALONE" {
			t.Errorf("got %s while a serial case was running", verbs[i+1])
		}
		if r.Cases[0].ID != "sanity.first" || r.Cases[1].ID != "sanity.last" {
			t.Error("the report is not in the order of the cases")
		}
	}
}

// TestOrder_idleFirst starts what waits for the idle time-out before the others.
func TestOrder_idleFirst(t *testing.T) {
	rec := &recorder{}
	o := startFake(t).options(t, many(3, "")+"  - {id: idle, title: t, level: MUST, play: [{connect: {}, S: 220}, {S: silence, within: idle_timeout}]}\n")
	o.Parallel, o.Progress = 1, rec
	o.Target.Declares = target.Declares{"idle_timeout": {"1us"}}
	run(t, o)
	if rec.order[1] != "idle" {
		t.Errorf("order %q", rec.order)
	}
}

// TestWatch checks what was seen in other cases.
func TestWatch(t *testing.T) {
	o := startFake(t).options(t, many(2, special+"  - {id: meets-it, title: t, level: MUST, play: [{connect: {}, S: 220}, {C: LF, S: 250}]}\n"))
	r := run(t, o)
	i := slices.IndexFunc(r.Cases, func(c reports.Case) bool { return c.ID == "watching" })
	c := r.Cases[i]
	if c.Verdict != reports.Fail || !strings.Contains(c.Why(), "bare-lf in a reply (seen in meets-it)") || len(c.Findings) != 1 {
		t.Fatalf("%s: %s %v", c.Verdict, c.Why(), c.Findings)
	}
	if f := c.Findings[0]; f.Sent != `LF\r\n` || f.Came() != `250 bare\n` || f.Requirement != "R-must" || f.Line != c.Line {
		t.Errorf("finding %+v", f)
	}
	if v := verdicts(r)["meets-it"]; v != reports.Pass {
		t.Errorf("meets-it: %s", v)
	}
	if _, ok := r.Requirements["R-must"]; !ok {
		t.Error("the requirement is not described")
	}
}

// TestDeadTarget ends or hangs the target in the middle of a run: what was
// with it and after it is not a finding, and the run has no verdict.
func TestDeadTarget(t *testing.T) {
	for _, way := range []string{"DIE", "HANG"} {
		for _, parallel := range []int{1, 8} {
			t.Run(fmt.Sprintf("%s parallel %d", way, parallel), func(t *testing.T) {
				t.Parallel()
				o := startFake(t).options(t, strings.Replace(many(300, special), "{id: plain-30, title: t, level: MUST, play: [{connect: {}, S: 220}, {C: PLAIN",
					"{id: plain-30, title: t, level: MUST, probe: true, play: [{connect: {}, S: 220}, {C: "+way, 1))
				o.Parallel = parallel
				r := run(t, o)
				n := r.Counts
				if r.Verdict != reports.NoVerdict || n.Fail > 0 || n.Pass < 10 || n.Error < 2 || n.Error > 2+parallel || n.Unknown == 0 || n.Total() != 304 {
					t.Errorf("%s %s %+v", r.Verdict, r.Reason, n)
				}
				v := verdicts(r)
				if v["sanity.first"] != reports.Pass || v["sanity.last"] != reports.Error || v["plain-30"] != reports.Error || v["watching"] != reports.Unknown {
					t.Errorf("%v", v)
				}
			})
		}
	}
}

// TestOneLostConnection is not a dead server.
func TestOneLostConnection(t *testing.T) {
	o := startFake(t).options(t, many(3, "  - {id: closes, title: t, level: MUST, play: [{connect: {}, S: 220}, {C: QUIT, S: 250}, {S: 250}]}\n"))
	r := run(t, o)
	if v := verdicts(r); r.Verdict != reports.NonConformant || v["closes"] != reports.Fail || r.Counts.Pass != 5 {
		t.Errorf("%s %v", r.Verdict, v)
	}
}

// TestInterrupt keeps the results so far.
func TestInterrupt(t *testing.T) {
	for _, parallel := range []int{1, 8} {
		ctx, cancel := context.WithCancel(t.Context())
		rec := &recorder{after: func(n int) {
			if n == 10 {
				cancel()
			}
		}}
		o := startFake(t).options(t, many(60, special))
		o.Parallel, o.Progress = parallel, rec
		s, err := suite.Prepare(ctx, o)
		if err != nil {
			t.Fatal(err)
		}
		r := s.Run(ctx)
		reports.Conclude(r, false)
		if n := len(r.Cases); !r.Interrupted || n < 10 || n > 10+parallel || r.Verdict != reports.NoVerdict || r.Counts.Pass != n {
			t.Errorf("%d cases, interrupted %t, %s, %+v", n, r.Interrupted, r.Verdict, r.Counts)
		}
	}
}

// TestUnreachable names what prevents any verdict.
func TestUnreachable(t *testing.T) {
	prepare := func(t *testing.T, f *fake) error {
		t.Helper()
		_, err := suite.Prepare(t.Context(), f.options(t, sanity))
		var unreachable *suite.UnreachableError
		if !errors.As(err, &unreachable) {
			t.Fatalf("have %v, want an UnreachableError", err)
		}
		return err
	}
	for name, c := range map[string]struct {
		change func(*fake)
		want   string
	}{
		"nobody":             {(*fake).die, "nobody answers at 127.0.0.1"},
		"silent":             {func(f *fake) { f.greeting = "" }, "sent no greeting within 300ms"},
		"another protocol":   {func(f *fake) { f.greeting = "HTTP/1.1 400 \x1b[2J\r\n" }, `does not speak SMTP, it began with HTTP/1.1 400 \x1b[2J\r\n`},
		"garbage":            {func(f *fake) { f.greeting = strings.Repeat("x", 1<<20) }, "sent no greeting: no end of what the server sends"},
		"replies":            {func(f *fake) { f.greeting = strings.Repeat("220 hi\r\n", 1<<16) }, "sends replies without end"},
		"refused":            {func(f *fake) { f.greeting = "554 go away\r\n" }, `refuses its service: 554 go away\r\n`},
		"nothing to EHLO":    {func(f *fake) { f.hello = "" }, "sent a greeting, and nothing to EHLO client.example within 300ms"},
		"half a reply there": {func(f *fake) { f.hello = "250-" }, "nothing to EHLO client.example within"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := startFake(t, c.change)
			if err := prepare(t, f); !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
	f := startFake(t, func(f *fake) { f.greeting = "554 no\r\n" })
	r := suite.Unreached(t.Context(), f.options(t, many(3, special)), prepare(t, f))
	reports.Conclude(r, false)
	if r.Counts.Error != 1 || r.Counts.Unknown != 6 || reports.ExitCode(r, false) != 3 {
		t.Errorf("%+v", r.Counts)
	}
}

// TestWrongTarget is not a network error.
func TestWrongTarget(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*suite.Options)
		want   string
	}{
		"remote":   {func(o *suite.Options) { o.Target.Host = "192.0.2.1" }, "is not on loopback"},
		"port":     {func(o *suite.Options) { o.Profile = "lmtp" }, "profile lmtp needs ports.lmtp"},
		"ca":       {func(o *suite.Options) { o.Target.TLS.CA = "/nowhere.pem" }, "tls.ca: "},
		"delivery": {func(o *suite.Options) { o.Target.Delivery.Dir = "/nowhere" }, "delivery.dir: "},
	} {
		f := startFake(t)
		o := f.options(t, sanity)
		c.change(&o)
		_, err := suite.Prepare(t.Context(), o)
		var unreachable *suite.UnreachableError
		if err == nil || errors.As(err, &unreachable) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		if v := f.verbs(); len(v) > 0 {
			t.Errorf("%s: the server received %q", name, v)
		}
	}
}

// TestRun_parallel runs a part of the catalogue on the bundled
// server, one case at a time and many concurrently.
func TestRun_parallel(t *testing.T) {
	if testing.Short() {
		t.Skip("runs one case at a time")
	}
	catalogue, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	all, err := suite.Selection{}.Match(catalogue.Cases)
	if err != nil {
		t.Fatal(err)
	}
	var cases []*scenarios.Case // one in so many, and what has to be there
	for i, c := range all {
		if i%20 == 0 || strings.HasPrefix(c.ID, "sanity.") || c.Serial {
			cases = append(cases, c)
		}
	}
	var got [2]map[string]reports.Verdict
	var playing sync.WaitGroup
	for i, parallel := range []int{1, 64} {
		target, roots := bundled(t)
		playing.Go(func() {
			got[i] = verdicts(run(t, suite.Options{Cases: cases, Requirements: catalogue.Requirements, Target: target, Roots: roots, Parallel: parallel, Bundled: true}))
		})
	}
	playing.Wait()
	if !maps.Equal(got[0], got[1]) {
		for id, v := range got[0] {
			if got[1][id] != v {
				t.Errorf("%s: %s and %s", id, v, got[1][id])
			}
		}
	}
}
