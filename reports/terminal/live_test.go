package terminal

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/reporttest"
	"github.com/smtpspec/smtpspec/reports/reporttest/sample"
	"github.com/smtpspec/smtpspec/reports/text"
)

// liveStyles are the terminals that golden files show.
func liveStyles() map[string]LiveOptions {
	return map[string]LiveOptions{
		"120": {Width: 120}, "80": {Width: 80}, "40": {Width: 40}, "80-color": {Width: 80, Color: true},
		"80-ascii": {Width: 80, ASCII: true}, "plain": {},
	}
}

// finishedLive is a run in which something of every kind happens, as a terminal shows
// it: what is printed, and in between the bar.
func finishedLive(o LiveOptions, strict bool) []string {
	var planned []LiveCase
	plan := func(section, id string, n int) {
		for i := range n {
			planned = append(planned, LiveCase{fmt.Sprintf("%s-%d", id, i), section})
		}
	}
	plan("RFC 5321 §4.5.2, transparency", "dots", 12)
	plan("End of data (RFC 5321 §4.1.1.4), false ends in every place and at every pace", "smuggling", 103)
	plan("our relay", "relay", 3)
	plan("RFC 3030 §2, CHUNKING", "bdat", 2)
	l := NewLiveRun(planned, strict)
	var out []string
	add := func(lines []string) { out = append(out, lines...) }
	end := func(id string, v reports.Verdict, change func(*reports.Case)) {
		c := reports.Case{ID: id, Title: "t", Level: "MUST NOT", Verdict: v, Requirements: []string{"RFC5321-4.5.2-dots"}}
		if change != nil {
			change(&c)
		}
		add(l.Done(&c, o))
	}
	add(l.Bar(0, o))
	l.Started("relay-2", 100*time.Millisecond)
	for i := range 11 {
		end(fmt.Sprintf("dots-%d", i), reports.Pass, nil)
	}
	end("dots-11", reports.Skip, nil)
	for i := range 100 {
		end(fmt.Sprintf("smuggling-%d", i), reports.Pass, nil)
	}
	add(l.Bar(1200*time.Millisecond, o))
	end("smuggling-100", reports.Fail, func(c *reports.Case) {
		c.Findings = []reports.Finding{
			{Verdict: reports.Warn, Detail: "not this one"},
			{
				Verdict: reports.Fail, Requirement: "SEC-smuggling-eod-lf-dot-lf", Expected: sample.Outcomes("4yz", "5yz", "close", "silence"),
				Got: sample.Received("250 2.0.0 Message accepted as dn41116eoezl-3-1, and a reply that is much longer than a terminal is wide, which goes on and on and on and on and on and on\\r\\n"),
			},
		}
	})
	end("smuggling-101", reports.Unknown, nil)
	end("smuggling-102", reports.Warn, func(c *reports.Case) {
		c.Findings = []reports.Finding{{Verdict: reports.Warn, Detail: "nobody\x1b[2J said so\xff"}}
	})
	end("relay-0", reports.Error, func(c *reports.Case) { c.Reason = reports.Because(reports.ReasonDied, "3 tries in a row") })
	end("relay-1", reports.Info, nil)
	add(l.Bar(61*time.Second, o))
	end("bdat-0", reports.Skip, nil)
	end("bdat-1", reports.Skip, nil)
	end("relay-2", reports.Waived, nil)
	add(l.Bar(62*time.Second, o))
	return append(out, l.Line(63*time.Second))
}

func TestLiveRun_golden(t *testing.T) {
	for name, o := range liveStyles() {
		reporttest.Golden(t, "testdata/live-run-"+name+".txt", []byte(strings.Join(finishedLive(o, false), "\n")+"\n"))
	}
}

func liveLoads() []LiveLoad {
	l := LiveLoad{Elapsed: 500 * time.Millisecond, Left: 12 * time.Second, Part: 0.04, Warming: true}
	measured := l
	measured.Elapsed, measured.Left, measured.Part, measured.Warming, measured.Measured = 6*time.Second, 6*time.Second, 0.5, false, true
	measured.PerSecond, measured.P50, measured.P99, measured.Open = 24_690, 250*time.Microsecond, 4200*time.Microsecond, 100
	measured.Rates = []float64{0, 3000, 12_000, 24_690, 22_000, 24_690}
	failing := measured
	failing.Elapsed, failing.Left, failing.Part, failing.P99 = 71*time.Minute, -1, 0.99, 12*time.Second
	failing.Rejected, failing.Failures = 7, map[string]int64{"reset": 3, "timeout": 12_345, "unexpected-reply": 1}
	failing.Rates = make([]float64, 300)
	for i := range failing.Rates {
		failing.Rates[i] = float64(i % 60)
	}
	over := measured
	over.Over, over.Part, over.P50, over.P99, over.PerSecond = true, 1.3, 0, 0, 0
	return []LiveLoad{l, measured, failing, over}
}

func TestLiveLoad_golden(t *testing.T) {
	for name, o := range liveStyles() {
		var out []string
		for _, l := range liveLoads() {
			out = append(out, l.Lines(o)...)
		}
		reporttest.Golden(t, "testdata/live-load-"+name+".txt", []byte(strings.Join(out, "\n")+"\n"))
	}
}

func TestLiveFaults_golden(t *testing.T) {
	var out []string
	for _, width := range []int{120, 80, 40} {
		for _, l := range []LiveFaults{
			{}, {Phase: "cases without a fault", Done: 812, Total: 1680}, {Done: 120, Total: 603}, {Done: 600, Total: 603, Survived: 2},
		} {
			out = append(append(out, l.Lines(9*time.Second, LiveOptions{Width: width})...), l.Line(9*time.Second))
		}
	}
	reporttest.Golden(t, "testdata/live-faults.txt", []byte(strings.Join(out, "\n")+"\n"))
}

var escapes = regexp.MustCompile(`\x1b\[[0-9;]*m`)

func TestLive_width(t *testing.T) {
	for width := 20; width <= 130; width += 10 {
		for _, o := range []LiveOptions{{Width: width}, {Width: width, ASCII: true}, {Width: width, Color: true}} {
			lines := finishedLive(o, true)
			lines = lines[:len(lines)-1] // the plain one
			for _, l := range liveLoads() {
				lines = append(lines, l.Lines(o)...)
			}
			for _, line := range lines {
				plain := escapes.ReplaceAllString(line, "")
				if n := utf8.RuneCountInString(plain); n > max(width, labelWidth+text.MinWidth) {
					t.Errorf("width %d: %d characters in %q", width, n, line)
				}
				if o.ASCII && strings.ContainsFunc(plain, func(r rune) bool { return r > utf8.RuneSelf }) || strings.ContainsRune(plain, '\x1b') {
					t.Errorf("width %d: %q", width, line)
				}
			}
		}
	}
}

func TestLiveRun_colorAddsNoText(t *testing.T) {
	plain, colored := LiveOptions{Width: 80}, LiveOptions{Width: 80, Color: true}
	got := escapes.ReplaceAllString(strings.Join(finishedLive(colored, true), "\n"), "")
	if want := strings.Join(finishedLive(plain, true), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestLiveRun_hostileText has a reply that would take over the terminal.
func TestLiveRun_hostileText(t *testing.T) {
	hostile := strings.Repeat("250 \x1b[2J\x1b]0;title\a\xff\u202e\u0301\u0301\u0301\r\n\x9b31m", 100_000)
	for name, o := range liveStyles() {
		o.Color = false
		l := NewLiveRun([]LiveCase{{"a", hostile}}, false)
		l.Started(hostile, 0)
		lines := append(l.Bar(time.Minute, o), l.Done(&reports.Case{
			ID: "a", Verdict: reports.Fail, Level: hostile, Reason: reports.Because(reports.ReasonStated, hostile), Requirements: []string{hostile},
			Findings: []reports.Finding{{Verdict: reports.Fail, Got: sample.Received(hostile), Expected: sample.Outcomes(hostile), Detail: hostile}},
		}, o)...)
		shown := strings.Join(lines, "\n")
		if len(shown) > 10*maxLiveText || len(lines) > 15 {
			t.Errorf("%s: %d octets in %d lines", name, len(shown), len(lines))
		}
		for _, line := range lines {
			if clean := text.Clean(line, len(line)+100); clean != line {
				t.Errorf("%s: got %q, want %q", name, line, clean)
			}
		}
	}
}

func TestLiveRun_manyFailures(t *testing.T) {
	l := NewLiveRun(nil, false)
	var lines []string
	for i := range 1000 {
		lines = append(lines, l.Done(&reports.Case{ID: fmt.Sprint(i), Verdict: reports.Fail, Findings: []reports.Finding{{Got: sample.Received(strings.Repeat(`\n`, 9999))}}}, LiveOptions{Width: 80})...)
	}
	if len(lines) > 5*maxLiveFailures || lines[len(lines)-1] != "more have failed; the report at the end shows them" {
		t.Errorf("%d lines, the last %q", len(lines), lines[len(lines)-1])
	}
}
