package reports_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/reporttest/sample"
)

func TestParseBounds(t *testing.T) {
	bounds, err := reports.ParseBounds("p99<50ms, errors<0.1%,accepted>=99%")
	if err != nil || len(bounds) != 3 || bounds[1].String() != "errors<0.1%" {
		t.Fatalf("%v, %v", bounds, err)
	}
	for text, want := range map[string]string{
		"":                      "missing bound: use p99<50ms,errors<0.1%, for instance\n  \n  ^",
		"p99<50ms,":             "missing bound: use p99<50ms,errors<0.1%, for instance\n  p99<50ms,\n           ^",
		"p99<50ms, p98<1ms":     "\n  p99<50ms, p98<1ms\n            ^",
		"rate>100":              "the rate is what the search finds: use a bound on latency or errors\n  rate>100\n  ^",
		"errors<1%,p99>=1ms":    "an idle server misses this bound: use p99<=\n  errors<1%,p99>=1ms\n            ^",
		"accepted<5%":           "an idle server misses this bound: use accepted>\n  accepted<5%\n  ^",
		"p99<50ms,\x1b[2J<50ms": "\n  p99<50ms,\\x1b[2J<50ms\n           ^",
	} {
		if _, err := reports.ParseBounds(text); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%q: got\n%v\nwant\n%s", text, err, want)
		}
	}
}

func FuzzBounds(f *testing.F) {
	f.Add("p99<50ms,errors<0.1%")
	f.Add("mean( rcpt )<=1s, accepted>99.9%, failed<=0")
	f.Fuzz(func(t *testing.T, text string) {
		bounds, err := reports.ParseBounds(text)
		if err != nil {
			var e *reports.ExpressionError
			if !errors.As(err, &e) || e.At < 0 || e.At > len(text) || strings.Count(err.Error(), "\n") != 2 {
				t.Fatalf("%#v", err)
			}
			return
		}
		again := make([]string, len(bounds))
		for i, b := range bounds {
			again[i] = b.String()
		}
		if twice, err := reports.ParseBounds(strings.Join(again, ",")); err != nil || len(twice) != len(bounds) || twice[0] != bounds[0] {
			t.Fatalf("%q is %v, then %v, %v", text, bounds, twice, err)
		}
	})
}

// A search without an answer has no verdict although its last probe missed a bound: the
// reader follows the same rule.
func TestReadResult_search(t *testing.T) {
	for answer, want := range map[*reports.LoadAnswer]string{
		{Reason: "the generator was the bottleneck"}: reports.NoVerdict,
		{LowestMisses: true, Reason: "even 10 miss"}: reports.Missed,
		{Found: true, Rate: 10}:                      reports.Met,
	} {
		bounds, err := reports.ParseBounds("p99<1ms")
		if err != nil {
			t.Fatal(err)
		}
		l := sample.Load()
		l.Answer = answer
		reports.ConcludeSearch(l, bounds)
		var b bytes.Buffer
		if err := reports.WriteLoadJSON(&b, l); err != nil {
			t.Fatal(err)
		}
		if _, got, err := reports.ReadResult(&b); err != nil || got.Verdict != want {
			t.Errorf("%v: %v, want %s", answer, err, want)
		}
	}
}

func TestLoadAnswer_String(t *testing.T) {
	for answer, want := range map[*reports.LoadAnswer]string{
		{Found: true, Rate: 100, NotAt: 105, LimitedBy: reports.LimitServer}:    "100 messages/s; at 105 the bounds are missed 0",
		{Found: true, Rate: 100, NotAt: 105, LimitedBy: reports.LimitGenerator}: "at least 100 messages/s; at 105 the generator was the bottleneck, so that the server may take more 0",
		{Found: true, Rate: 100, LimitedBy: reports.LimitRange}:                 "at least 100 messages/s, the highest rate that was asked for 0",
		{LowestMisses: true, Reason: "even 10 miss"}:                            "none: even 10 miss 1",
		{Rate: 100, Reason: "gone"}:                                             "none: gone; 100 messages/s met the bounds 3",
	} {
		l := sample.Load()
		l.Answer = answer
		reports.ConcludeSearch(l, nil)
		if got := answer.String() + " " + string(rune('0'+reports.LoadExitCode(l))); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
