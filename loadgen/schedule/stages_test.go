package schedule

import (
	"errors"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
)

func TestParseStages(t *testing.T) {
	for text, want := range map[string]string{
		"30s@100,1m@100..1000,30s@1000": "", "1m30s @ 0.5 .. 10 , 1h@10": "1m30s@0.5..10,1h@10", "5s@0,1ms@10000000": "", "1h0m1s@3": "", "100ms@7..7": "100ms@7",
	} {
		if want == "" {
			want = text
		}
		stages, err := ParseStages(text)
		var got []string
		for _, s := range stages {
			got = append(got, s.String())
		}
		if err != nil || strings.Join(got, ",") != want {
			t.Errorf("%s: got %v, %v, want %s", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"":                       "a stage is missing: want DURATION@RATE or DURATION@FROM..TO, such as 30s@100 or 1m@100..1000\n  \n  ^",
		"30s@100,":               "a stage is missing: want DURATION@RATE or DURATION@FROM..TO, such as 30s@100 or 1m@100..1000\n  30s@100,\n          ^",
		"30s":                    "a rate is missing: want DURATION@RATE, such as 30s@100\n  30s\n     ^",
		"1s@5, 30@100":           "want a time of 1ms to 168h, such as 30s or 1m30s\n  1s@5, 30@100\n        ^",
		"-1s@5":                  "want a time of 1ms to 168h, such as 30s or 1m30s\n  -1s@5\n  ^",
		"100h@5,60h@1,9h@2":      "from here on the stages take longer than 168h\n  100h@5,60h@1,9h@2\n               ^",
		"30s@100,1m@..1000":      "want a rate of 0 to 10000000 messages a second after @, such as 100 or 100..1000\n  30s@100,1m@..1000\n             ^",
		"1m@1..x":                "want the rate at the end of the ramp, 0 to 10000000 messages a second\n  1m@1..x\n        ^",
		"1m@1...2":               "want the rate at the end of the ramp, 0 to 10000000 messages a second\n  1m@1...2\n        ^",
		"1m@1e3":                 "want a rate of 0 to 10000000 messages a second after @, such as 100 or 100..1000\n  1m@1e3\n     ^",
		"1m@10000001":            "want a rate of 0 to 10000000 messages a second after @, such as 100 or 100..1000\n  1m@10000001\n     ^",
		"1m@\x1b[31m":            "want a rate of 0 to 10000000 messages a second after @, such as 100 or 100..1000\n  1m@\\x1b[31m\n     ^",
		"1m@0,1m@0..0":           "every rate is 0, so that nothing would be sent\n  1m@0,1m@0..0\n  ^",
		strings.Repeat("é", 200): "a rate is missing: want DURATION@RATE, such as 30s@100\n  ..." + strings.Repeat("é", 25) + "\n  " + strings.Repeat(" ", 28) + "^",
	} {
		if _, err := ParseStages(text); err == nil || err.Error() != want {
			t.Errorf("%s: got\n%v\nwant\n%s", text, err, want)
		}
	}
	if _, err := ParseStages(strings.Repeat("1s@1,", 100) + "1s@1"); err == nil {
		t.Error("got 101 stages, want an error")
	}
}

func FuzzParseStages(f *testing.F) {
	f.Add("30s@100,1m@100..1000,30s@1000")
	f.Add("1s@0..0.5, 2ms @ 3 .. 4")
	f.Fuzz(func(t *testing.T, text string) {
		stages, err := ParseStages(text)
		if err != nil {
			var e *reports.ExpressionError
			if !errors.As(err, &e) || e.At < 0 || e.At > len(text) {
				t.Fatalf("%#v", err)
			}
			if lines := strings.Split(err.Error(), "\n"); len(lines) != 3 {
				t.Fatalf("%q", err)
			}
			return
		}
		var again []string
		for _, s := range stages {
			again = append(again, s.String())
		}
		if twice, err := ParseStages(strings.Join(again, ",")); err != nil || len(twice) != len(stages) || twice[0] != stages[0] {
			t.Fatalf("%q is %v, then %v, %v", text, stages, twice, err)
		}
		a := newArrivals(0, stages)
		n := a.until(a.end)
		for _, i := range []int64{0, n / 2, n - 1} {
			if at := a.at(i); i >= 0 && i < n && (at < 0 || at >= a.end) {
				t.Fatalf("%q: message %d of %d at %d", text, i, n, at)
			}
		}
	})
}
