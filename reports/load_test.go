package reports_test

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/reporttest"
	"github.com/smtpspec/smtpspec/reports/reporttest/sample"
)

func TestThreshold_Check(t *testing.T) {
	for expression, met := range map[string]bool{
		"p99(transaction)<50ms": true, "p99(transaction)<40ms": false, "p99<=40ms": true, "p99.9 < 1.3s": true, "max(rcpt)<1s": false,
		"p50(connect)<1h": false, "errors<0.1%": false, "errors<=10%": true, "rejected<6%": false, "failed<5%": true, "accepted>=90%": true,
		"rate>=45": true, "failed<=4": true, "failed<4": false, "accepted>=90": true, "errors<=0": false, "p99.99<1s": false, "rate>45": false, "mean( rcpt ) < 1ms": true, "min>99us": true,
	} {
		got := sample.Concluded(sample.Load(), expression)
		if got.Thresholds[0].Met != met || (got.Verdict == reports.Met) != met {
			t.Errorf("%s: got met %v (%s), verdict %s", expression, got.Thresholds[0].Met, got.Thresholds[0].Measured, got.Verdict)
		}
	}
	for expression, want := range map[string]string{
		"": "use p99", "p99": "use p99", "p98<1ms": `unknown metric "p98"; use one of min`, "p99(quit)<1ms": `unknown phase "quit"; use one of connect`, "p99<5": `invalid time "5"`, "errors<5x": `invalid value "5x"`, "errors<-1": `invalid value "-1"`, "errors<nan%": "invalid share", "rate<NaN": "invalid rate", "rate<Inf": "invalid rate", "rejected<1e3": "invalid value",
		"errors<101%": `invalid share "101%"`, "errors(rcpt)<1%": "takes no phase", "rate<x": `invalid rate "x"`, "p99=1ms": "use p99", "rate<": "use p99",
	} {
		if _, err := reports.ParseThreshold(expression); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", expression, err, want)
		}
	}
}

func TestLoadExitCode(t *testing.T) {
	for name, c := range map[string]struct {
		edit       func(*reports.Load)
		thresholds []string
		want       int
	}{
		"met":           {func(*reports.Load) {}, nil, 0},
		"missed":        {func(*reports.Load) {}, []string{"errors<1%"}, 1},
		"nothing ran":   {func(l *reports.Load) { l.Counts = reports.LoadCounts{} }, []string{"errors<1%"}, 3},
		"none accepted": {func(l *reports.Load) { l.Counts = reports.LoadCounts{Attempted: 4, Failed: 4} }, nil, 3},
		"dead":          {func(l *reports.Load) { l.Dead = "gone" }, []string{"errors<1%"}, 3},
		"interrupted":   {func(l *reports.Load) { l.Interrupted = true }, []string{"errors<1%"}, 130},
	} {
		l := sample.Load()
		c.edit(l)
		if got := reports.LoadExitCode(sample.Concluded(l, c.thresholds...)); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

func TestWriteLoadJSON_keys(t *testing.T) {
	var b bytes.Buffer
	if err := reports.WriteLoadJSON(&b, sample.Concluded(sample.Load(), "p99<50ms")); err != nil {
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

func TestWriteLoadJSON_sums(t *testing.T) {
	for _, edit := range []func(*reports.Load){
		func(l *reports.Load) { l.Counts.Attempted++ }, func(l *reports.Load) { l.Failures["reset"]++ }, func(l *reports.Load) { l.Verdict = "" },
	} {
		l := sample.Concluded(sample.Load())
		edit(l)
		var b bytes.Buffer
		if reports.WriteLoadJSON(&b, l) == nil || b.Len() > 0 {
			t.Errorf("written: %s", b.String())
		}
	}
}

func TestConcludeLoad_notMeasured(t *testing.T) {
	l := sample.Load()
	l.Plan.WarmupS = 1
	sample.Concluded(l, "p99(connect)<1h", "p99<50ms")
	if l.Verdict != reports.NoVerdict || reports.LoadExitCode(l) != 3 || !l.Thresholds[0].Unmeasured || l.Thresholds[0].Met || !strings.Contains(l.Reason, "in the warm-up") {
		t.Errorf("%s, %s: %+v", l.Verdict, l.Reason, l.Thresholds)
	}
	sample.Concluded(l, "p99(connect)<1h", "p99<1ms")
	if l.Verdict != reports.Missed {
		t.Errorf("one is missed, and the verdict is %s", l.Verdict)
	}
}

func TestThreshold_everyPhase(t *testing.T) {
	l := sample.Load()
	for _, phase := range reports.LoadPhases() {
		l.LatencyUS[phase] = l.LatencyUS["transaction"]
		for _, word := range []string{"min", "mean", "p50", "p90", "p99", "p99.9", "p99.99", "max"} {
			sample.Concluded(l, word+"("+phase+")<=1300ms")
			if l.Verdict != reports.Met {
				t.Errorf("%s(%s): %s", word, phase, l.Thresholds[0].Measured)
			}
			sample.Concluded(l, word+"("+phase+")<100us")
			if l.Verdict != reports.Missed {
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
		threshold, err := reports.ParseThreshold(text)
		if err != nil {
			return
		}
		l := sample.Load()
		reports.ConcludeLoad(l, []reports.Threshold{threshold})
		if c := l.Thresholds[0]; c.Measured == "" || c.Met && c.Unmeasured {
			t.Errorf("%q: %+v", text, c)
		}
	})
}

func TestReadResult_load(t *testing.T) {
	for _, l := range []*reports.Load{sample.BusyLoad(), sample.Concluded(sample.Load()), sample.HostileLoad()} {
		var b, again bytes.Buffer
		if err := reports.WriteLoadJSON(&b, l); err != nil {
			t.Fatal(err)
		}
		run, got, err := reports.ReadResult(bytes.NewReader(b.Bytes()))
		if err != nil || run != nil {
			t.Fatal(err)
		}
		if err := reports.WriteLoadJSON(&again, got); err != nil || !bytes.Equal(again.Bytes(), b.Bytes()) {
			t.Errorf("%v, the second time it is\n%s", err, again.String())
		}
	}
	text, err := os.ReadFile("testdata/load.json")
	if err != nil {
		t.Fatal(err)
	}
	for want, edit := range map[string][2]string{
		"messages attempted, but":          {`"attempted": 100`, `"attempted": 101`},
		`the verdict is "met"`:             {`"verdict": "missed"`, `"verdict": "met"`},
		"of another version":               {`smtpspec.load/2`, `smtpspec.load/9`},
		"unknown field":                    {`"corrected"`, `"rectified"`},
		"thresholds[0]: invalid threshold": {`"expression": "p99<50ms"`, `"expression": "\u001b[31m"`},
		"must not be a JSON string":        {`"elapsed_ms": 2000`, `"elapsed_ms": "2000"`},
		"is out of range":                  {`"elapsed_ms": 2000`, `"elapsed_ms": -2`},
	} {
		changed := strings.Replace(string(text), edit[0], edit[1], 1)
		_, _, err := reports.ReadResult(strings.NewReader(changed))
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
		_, l, err := reports.ReadResult(bytes.NewReader(text))
		if err != nil || l == nil {
			return
		}
		if err := reports.WriteLoadJSON(io.Discard, l); err != nil {
			t.Errorf("what was read cannot be written: %v", err)
		}
	})
}

func TestWriteLoadJSON_golden(t *testing.T) {
	var b bytes.Buffer
	if err := reports.WriteLoadJSON(&b, sample.BusyLoad()); err != nil {
		t.Fatal(err)
	}
	reporttest.Golden(t, "testdata/load.json", b.Bytes())
}
