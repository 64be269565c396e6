package reports

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"os"
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

func concluded(l *Load, expressions ...string) *Load {
	var ts []Threshold
	for _, e := range expressions {
		parsed, err := ParseThreshold(e)
		if err != nil {
			panic(err)
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
		"rate>=45": true, "failed<=4": true, "failed<4": false, "accepted>=90": true, "errors<=0": false, "p99.99<1s": false, "rate>45": false, "mean( rcpt ) < 1ms": true, "min>99us": true,
	} {
		got := concluded(sampleLoad(), expression)
		if got.Thresholds[0].Met != held || (got.Verdict == Met) != held {
			t.Errorf("%s: held %v (%s), verdict %s", expression, got.Thresholds[0].Met, got.Thresholds[0].Measured, got.Verdict)
		}
	}
	for expression, want := range map[string]string{
		"": "want p99", "p99": "want p99", "p98<1ms": `there is no "p98"`, "p99(quit)<1ms": `no phase "quit"`, "p99<5": "is no time", "errors<5x": "neither a share", "errors<-1": "neither a share", "errors<nan%": "is no share", "rate<NaN": "is no number", "rate<Inf": "is no number", "rejected<1e3": "neither a share",
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
		if got := LoadExitCode(concluded(l, c.thresholds...)); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

func TestLoadJSONHasTheAgreedKeys(t *testing.T) {
	var b bytes.Buffer
	if err := WriteLoadJSON(&b, concluded(sampleLoad(), "p99<50ms")); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got["format"] != "smtpspec.load/2" {
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
		l := concluded(sampleLoad())
		edit(l)
		var b bytes.Buffer
		if WriteLoadJSON(&b, l) == nil || WriteLoadJUnit(&b, l) == nil || b.Len() > 0 {
			t.Errorf("written: %s", b.String())
		}
	}
}

func TestLoadJUnit(t *testing.T) {
	l := concluded(sampleLoad(), "p99<50ms", "errors<1%")
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

func TestThresholdOnWhatWasNotMeasuredIsUnknown(t *testing.T) {
	l := sampleLoad()
	l.Plan.WarmupS = 1
	concluded(l, "p99(connect)<1h", "p99<50ms")
	if l.Verdict != NoVerdict || LoadExitCode(l) != 3 || !l.Thresholds[0].Unmeasured || l.Thresholds[0].Met || !strings.Contains(l.Reason, "in the warm-up") {
		t.Errorf("%s, %s: %+v", l.Verdict, l.Reason, l.Thresholds)
	}
	var b bytes.Buffer
	if err := WriteLoadJUnit(&b, l); err != nil {
		t.Fatal(err)
	}
	var got junitSuites
	if err := xml.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Errors != 2 || got.Failures != 0 || got.Suites[0].Cases[1].Error == nil {
		t.Errorf("%d errors, %d failures", got.Errors, got.Failures)
	}
	concluded(l, "p99(connect)<1h", "p99<1ms")
	if l.Verdict != Missed {
		t.Errorf("one is missed, and the verdict is %s", l.Verdict)
	}
}

func TestThresholdOfEveryPhase(t *testing.T) {
	l := sampleLoad()
	for _, phase := range LoadPhases() {
		l.LatencyUS[phase] = l.LatencyUS["transaction"]
		for _, word := range latencyWords {
			concluded(l, word+"("+phase+")<=1300ms")
			if l.Verdict != Met {
				t.Errorf("%s(%s): %s", word, phase, l.Thresholds[0].Measured)
			}
			concluded(l, word+"("+phase+")<100us")
			if l.Verdict != Missed {
				t.Errorf("%s(%s): %s", word, phase, l.Thresholds[0].Measured)
			}
		}
	}
}

func FuzzThreshold(f *testing.F) {
	for _, s := range []string{"p99(rcpt)<50ms", "errors<0.1%", "failed<=0", "rate>=1000", "p99(\x1b[31m)<1ms"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		threshold, err := ParseThreshold(text)
		if err != nil {
			return
		}
		l := sampleLoad()
		ConcludeLoad(l, []Threshold{threshold})
		if c := l.Thresholds[0]; c.Measured == "" || c.Met && c.Unmeasured {
			t.Errorf("%q: %+v", text, c)
		}
	})
}

// busyLoad is a load over TLS of which something can be said in every line.
func busyLoad() *Load {
	l := sampleLoad()
	l.Plan.TLS, l.Plan.Loop, l.Plan.Rate, l.Plan.WarmupS, l.Corrected = "starttls", "open", 50, 0.5, true
	for _, name := range LoadPhases() {
		l.LatencyUS[name] = l.LatencyUS["transaction"]
	}
	l.LatencyUS["connect"] = LoadLatency{Count: 1_234_567, Min: 9.2, Mean: 31.4, P50: 28, P90: 61, P99: 130, P999: 1800, P9999: 61_000_000, Max: 599_000_000}
	l.Replies = map[string]int64{"220": 14, "250": 400, "354": 90, "451": 6, "550": 3}
	l.Refusals = map[string]int64{"451 4.7.1": 5, "451": 1, "550 5.1.1": 3}
	l.RecipientsRefused = 3
	l.Connections.Lost = map[string]int64{"reset": 2}
	l.Source = LoadSource{
		CPUS: 1.5, CPUPerMessageUS: 15.2, Processors: 1.97, MaxRSSBytes: 20 << 20, WithServer: true, Busy: 0.99, LagUS: LoadLatency{Count: 90, P99: 12_000},
		Delayed: 31, Saturated: true, Why: "a loop was busy for 99 % of the time; 1 % of the messages went out 12ms or more too late although a connection was free",
	}
	return concluded(l, "p99<50ms", "errors<1%", "failed<=4")
}

// mixedLoad is a load of messages that differ.
func mixedLoad() *Load {
	l := sampleLoad()
	l.Plan.Recipients, l.Plan.MessageSize = 0, 30834
	l.Plan.Mix = LoadMix{Seed: 7, Size: "lognormal(10KiB,1.5)", Recipients: "1..10", Senders: 50, Forms: 851, Smallest: 333, Largest: 768_007}
	return concluded(l, "p99<50ms")
}

// folderLoad is a load of the messages in a folder.
func folderLoad() *Load {
	l := sampleLoad()
	l.Plan.Mix = LoadMix{Seed: 1, Bodies: "corpus", Files: 12, Forms: 12, Smallest: 48, Largest: 700_064}
	return concluded(l, "p99<50ms")
}

// hostileLoad says what a server and a file can put into a result.
func hostileLoad() *Load {
	l := sampleLoad()
	l.Target.Name = "a \x1b[31mred\x1b[0m <server> & \u202eback ]]>"
	l.Target.Greeting = "220 \x07\x1b]0;title\x07 hi"
	l.Plan.Scenario = "load\nclassic"
	l.Dead = "the target said \"\x00\xff\" and\r\nheld: 1 attempted"
	return concluded(l, "p99<50ms")
}

func TestLoadGolden(t *testing.T) {
	for name, c := range map[string]struct {
		load *Load
		o    TerminalOptions
	}{
		"plain":   {busyLoad(), TerminalOptions{}},
		"80":      {busyLoad(), TerminalOptions{Width: 80}},
		"120":     {busyLoad(), TerminalOptions{Width: 120}},
		"color":   {busyLoad(), TerminalOptions{Width: 100, Color: true}},
		"quiet":   {busyLoad(), TerminalOptions{Quiet: true}},
		"held":    {concluded(sampleLoad(), "p99<50ms"), TerminalOptions{Width: 80}},
		"mixed":   {mixedLoad(), TerminalOptions{Width: 80}},
		"folder":  {folderLoad(), TerminalOptions{Width: 80}},
		"hostile": {hostileLoad(), TerminalOptions{Width: 80, Color: true}},
		"nothing": {concluded(&Load{Plan: LoadPlan{Scenario: "load.classic", TLS: "none"}}, "p99<50ms"), TerminalOptions{Width: 80}},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := WriteLoadTerminal(&b, c.load, c.o); err != nil {
				t.Fatal(err)
			}
			golden(t, "load-"+name+".txt", b.Bytes())
		})
	}
	for name, l := range map[string]*Load{"load.xml": busyLoad(), "load-hostile.xml": hostileLoad()} {
		var b bytes.Buffer
		if err := WriteLoadJUnit(&b, l); err != nil {
			t.Fatal(err)
		}
		golden(t, name, b.Bytes())
		if bad := parseXML(t, b.Bytes()).check(); len(bad) > 0 {
			t.Errorf("%s is not valid: %s", name, strings.Join(bad, "\n"))
		}
		lint(t, b.Bytes())
	}
	var b bytes.Buffer
	if err := WriteLoadJSON(&b, busyLoad()); err != nil {
		t.Fatal(err)
	}
	golden(t, "load.json", b.Bytes())
}

func TestLoadKeepsTheWidth(t *testing.T) {
	for _, width := range []int{60, 80, 100, 120} {
		var b bytes.Buffer
		if err := WriteLoadTerminal(&b, busyLoad(), TerminalOptions{Width: width}); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
		for _, line := range lines[:len(lines)-1] { // the summary is one line, for those who search it
			if len(line) > width {
				t.Errorf("width %d: %q", width, line)
			}
		}
	}
}

func TestLoadIsReadAsItWasWritten(t *testing.T) {
	for _, l := range []*Load{busyLoad(), concluded(sampleLoad()), hostileLoad()} {
		var b, again bytes.Buffer
		if err := WriteLoadJSON(&b, l); err != nil {
			t.Fatal(err)
		}
		run, got, err := ReadResult(bytes.NewReader(b.Bytes()))
		if err != nil || run != nil {
			t.Fatal(err)
		}
		if err := WriteLoadJSON(&again, got); err != nil || !bytes.Equal(again.Bytes(), b.Bytes()) {
			t.Errorf("%v, the second time it is\n%s", err, again.String())
		}
	}
	text, err := os.ReadFile("testdata/load.json")
	if err != nil {
		t.Fatal(err)
	}
	for want, edit := range map[string][2]string{
		"messages attempted, but":      {`"attempted": 100`, `"attempted": 101`},
		`the verdict is "met"`:         {`"verdict": "missed"`, `"verdict": "met"`},
		"of another version":           {`smtpspec.load/2`, `smtpspec.load/9`},
		"unknown field":                {`"corrected"`, `"rectified"`},
		"thresholds[0]: threshold":     {`"expression": "p99<50ms"`, `"expression": "\u001b[31m"`},
		"must not be a JSON string":    {`"elapsed_ms": 2000`, `"elapsed_ms": "2000"`},
		"are no times that a load has": {`"elapsed_ms": 2000`, `"elapsed_ms": -2`},
	} {
		changed := strings.Replace(string(text), edit[0], edit[1], 1)
		_, _, err := ReadResult(strings.NewReader(changed))
		if changed == string(text) || err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func FuzzReadLoad(f *testing.F) {
	text, err := os.ReadFile("testdata/load.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Fuzz(func(t *testing.T, text []byte) {
		_, l, err := ReadResult(bytes.NewReader(text))
		if err != nil || l == nil {
			return
		}
		var b bytes.Buffer
		if err := WriteLoadTerminal(&b, l, TerminalOptions{Width: 80}); err != nil || strings.ContainsFunc(b.String(), func(r rune) bool { return r < ' ' && r != '\n' }) {
			t.Errorf("%v: %q", err, b.String())
		}
	})
}
