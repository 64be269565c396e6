package reports

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"
	"time"
)

func sampleLoad() *Load {
	some := LoadLatency{Count: 90, Min: 100, Mean: 900, P50: 800, P90: 2000, P99: 40_000, P999: 1_200_000, P9999: 1_300_000, Max: 1_300_000}
	l := &Load{
		Tool: Tool{Name: "smtpspec", Version: "1"}, Target: Target{Name: "a server", Address: "127.0.0.1:25"},
		Started: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), ElapsedMS: 2000,
		Plan:   LoadPlan{Scenario: "load.classic", Exchange: "classic", TLS: "none", Connections: 10, Messages: 100, Size: 1024, MessageSize: 1200, Recipients: 2, Loop: "closed"},
		Counts: LoadCounts{Attempted: 100, Accepted: 90, Rejected: 6, Failed: 4}, Failures: map[string]int64{"reset": 3, "timeout": 1},
		Replies: map[string]int64{"250": 400, "354": 90, "451": 6}, Connections: LoadConnections{Opened: 14},
		Throughput: LoadThroughput{MessagesPerS: 45, BytesPerS: 54_000}, LatencyUS: LoadLatencies{},
		Histogram: []string{"Tag=transaction,0.000,2.000,1300.000,HISTFAAAA"},
	}
	for _, name := range LoadPhases() {
		l.LatencyUS[name] = LoadLatency{}
	}
	l.LatencyUS["rcpt"], l.LatencyUS["transaction"] = some, some
	return l
}

func concluded(t *testing.T, l *Load, expressions ...string) *Load {
	t.Helper()
	var ts []Threshold
	for _, e := range expressions {
		parsed, err := ParseThreshold(e)
		if err != nil {
			t.Fatal(err)
		}
		ts = append(ts, parsed)
	}
	ConcludeLoad(l, ts)
	return l
}

func TestThresholds(t *testing.T) {
	for expression, held := range map[string]bool{
		"p99(transaction)<50ms": true, "p99(transaction)<40ms": false, "p99<=40ms": true, "p99.9 < 1.3s": true, "max(rcpt)<1s": false,
		"p50(connect)<1h": false, "errors<0.1%": false, "errors<=10%": true, "rejected<6%": false, "failed<5%": true, "accepted>=90%": true,
		"rate>=45": true, "rate>45": false, "mean( rcpt ) < 1ms": true, "min>99us": true,
	} {
		got := concluded(t, sampleLoad(), expression)
		if got.Thresholds[0].Held != held || (got.Verdict == Held) != held {
			t.Errorf("%s: held %v (%s), verdict %s", expression, got.Thresholds[0].Held, got.Thresholds[0].Measured, got.Verdict)
		}
	}
	for expression, want := range map[string]string{
		"": "want p99", "p99": "want p99", "p98<1ms": `there is no "p98"`, "p99(quit)<1ms": `no phase "quit"`, "p99<5": "is no time", "errors<5": "is no share",
		"errors<101%": "is no share", "errors(rcpt)<1%": "has no phase", "rate<x": "is no number", "p99=1ms": "want p99", "rate<": "want p99",
	} {
		if _, err := ParseThreshold(expression); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", expression, err, want)
		}
	}
}

func TestLoadExitCodes(t *testing.T) {
	for name, c := range map[string]struct {
		edit       func(*Load)
		thresholds []string
		want       int
	}{
		"held":          {func(*Load) {}, nil, 0},
		"missed":        {func(*Load) {}, []string{"errors<1%"}, 1},
		"nothing ran":   {func(l *Load) { l.Counts = LoadCounts{} }, []string{"errors<1%"}, 3},
		"none accepted": {func(l *Load) { l.Counts = LoadCounts{Attempted: 4, Failed: 4} }, nil, 3},
		"dead":          {func(l *Load) { l.Dead = "gone" }, []string{"errors<1%"}, 3},
		"interrupted":   {func(l *Load) { l.Interrupted = true }, []string{"errors<1%"}, 130},
	} {
		l := sampleLoad()
		c.edit(l)
		if got := LoadExitCode(concluded(t, l, c.thresholds...)); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

func TestLoadJSONHasTheAgreedKeys(t *testing.T) {
	var b bytes.Buffer
	if err := WriteLoadJSON(&b, concluded(t, sampleLoad(), "p99<50ms")); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got["format"] != "smtpspec.load/1" {
		t.Errorf("format %v", got["format"])
	}
	for top, keys := range map[string]string{
		"plan": "connections messages rate size", "counts": "attempted accepted rejected failed", "failures": "reset timeout",
		"throughput": "messages_per_s bytes_per_s", "latency_us": "connect greeting ehlo mail rcpt data content transaction",
		"source": "cpu_s max_rss_bytes saturated",
	} {
		for key := range strings.FieldsSeq(keys) {
			if _, ok := got[top].(map[string]any)[key]; !ok {
				t.Errorf("%s has no %s", top, key)
			}
		}
	}
	for key := range strings.FieldsSeq("count min mean p50 p90 p99 p99.9 max") {
		if _, ok := got["latency_us"].(map[string]any)["transaction"].(map[string]any)[key]; !ok {
			t.Errorf("a latency has no %s", key)
		}
	}
	for _, key := range []string{"corrected", "intervals", "histogram"} {
		if _, ok := got[key]; !ok {
			t.Errorf("there is no %s", key)
		}
	}
}

func TestLoadThatDoesNotAddUpIsNotWritten(t *testing.T) {
	for _, edit := range []func(*Load){
		func(l *Load) { l.Counts.Attempted++ }, func(l *Load) { l.Failures["reset"]++ }, func(l *Load) { l.Verdict = "" },
	} {
		l := concluded(t, sampleLoad())
		edit(l)
		var b bytes.Buffer
		if WriteLoadJSON(&b, l) == nil || WriteLoadJUnit(&b, l) == nil || b.Len() > 0 {
			t.Errorf("written: %s", b.String())
		}
	}
}

func TestLoadJUnit(t *testing.T) {
	l := concluded(t, sampleLoad(), "p99<50ms", "errors<1%")
	l.Target.Name = "a \x1b[31m<server>"
	var b bytes.Buffer
	if err := WriteLoadJUnit(&b, l); err != nil {
		t.Fatal(err)
	}
	var got junitSuites
	if err := xml.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Tests != 3 || got.Failures != 1 || got.Errors != 0 || got.Suites[0].Cases[2].Failure == nil {
		t.Errorf("%d tests, %d failures, %d errors", got.Tests, got.Failures, got.Errors)
	}
	l.Dead = "gone"
	ConcludeLoad(l, nil)
	b.Reset()
	if err := WriteLoadJUnit(&b, l); err != nil || !strings.Contains(b.String(), `<error message="gone"`) {
		t.Errorf("%v: %s", err, b.String())
	}
}

func TestLoadTerminal(t *testing.T) {
	l := concluded(t, sampleLoad(), "p99<50ms", "errors<1%")
	l.Source = LoadSource{CPUS: 1.5, MaxRSSBytes: 20 << 20, Saturated: true, Why: "its loops never waited"}
	const want = `target: a server at 127.0.0.1:25
plan: load.classic, 10 connections, messages of 1200 octets, 2 recipients, closed loop, 100 messages

phase            count        min       mean        p50        p90        p99      p99.9        max
rcpt                90     100 us     900 us     800 us    2.00 ms   40.00 ms     1.20 s     1.30 s
transaction         90     100 us     900 us     800 us    2.00 ms   40.00 ms     1.20 s     1.30 s

failures: reset 3, timeout 1
replies: 250 400, 354 90, 451 6
source: 1.50 s CPU, 20.0 MiB at most
saturated: the source may have been the bottleneck, its loops never waited
held   p99<50ms, measured: 40.00 ms
missed errors<1%, measured: 10% (10 of 100)
missed: 1 of 2 thresholds missed
missed: 100 attempted, 90 accepted, 6 rejected, 4 failed in 2.0 s, 45.0 messages/s, 0.05 MB/s
`
	var b bytes.Buffer
	if err := WriteLoadTerminal(&b, l, TerminalOptions{}); err != nil || b.String() != want {
		t.Errorf("%v, got\n%s", err, b.String())
	}
}
