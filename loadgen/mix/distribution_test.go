package mix

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// spread is what a distribution holds: its least and greatest value, and its
// mean.
func spread(d Distribution) string {
	values := []int{}
	for _, l := range d.levels {
		values = append(values, l.value)
	}
	return fmt.Sprintf("%d values %d..%d mean %d", len(values), slices.Min(values), d.Max(), d.mean())
}

func TestParseSizes(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"0", "1 values 0..0 mean 0"},
		{"500B", "1 values 500..500 mean 500"},
		{"10KiB", "1 values 10240..10240 mean 10240"},
		{" 10 KB ", "1 values 10000..10000 mean 10000"},
		{"64MiB", "1 values 67108864..67108864 mean 67108864"},
		{"1KiB..100KiB", "250 values 1024..102400 mean 51712"},
		{"5..14", "10 values 5..14 mean 9"},
		{"7..7", "1 values 7..7 mean 7"},
		{"1KiB,10KiB,100KiB", "3 values 1024..102400 mean 37888"},
		{"1KiB:70, 10KiB:25, 1MiB:5", "3 values 1024..1048576 mean 55705"},
		{"lognormal(10KiB,1.5)", "250 values 137..767811 mean 30638"},
		{"lognormal( 10KiB , 1.5 , 100KiB )", "250 values 137..102400 mean 22600"},
		{"lognormal(1,0.001)", "250 values 1..1 mean 1"},
	} {
		d, err := ParseSizes("--size", c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
		} else if got := spread(d); got != c.want || d.String() != c.text {
			t.Errorf("%s: got %s, want %s", c.text, got, c.want)
		}
	}
	for text, want := range map[string]string{"1": "1 values 1..1 mean 1", "1..10": "10 values 1..10 mean 5", "1:90,10:10": "2 values 1..10 mean 1", "1..10000": "250 values 1..10000 mean 5000"} {
		d, err := ParseCounts("--recipients", text)
		if got := spread(d); err != nil || got != want {
			t.Errorf("%s: got %s %v, want %s", text, got, err, want)
		}
	}
}

// TestParseSizes_error compares the message and the column of the caret.
func TestParseSizes_error(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "--size:1:1: a size is missing"},
		{"KiB", `--size:1:1: invalid size "KiB"`},
		{"-1", `--size:1:1: invalid size "-1"`},
		{"1.5KiB", `--size:1:1: invalid size "1.5KiB"`},
		{"10kib", `--size:1:1: invalid size "10kib"`},
		{"65MiB", "--size:1:1: 65MiB is out of range"},
		{"99999999999999999999", `--size:1:1: invalid size "99999999999999999999"`},
		{"1KiB..", "--size:1:7: a size is missing"},
		{"10KiB..1KiB", "--size:1:8: the range ends before it begins"},
		{"1..2..3", "--size:1:5: unexpected text"},
		{"1,2..3", "--size:1:4: unexpected text"},
		{"1KiB,", "--size:1:6: a size is missing"},
		{"1KiB,,2KiB", "--size:1:6: a size is missing"},
		{"1KiB:0", `--size:1:6: invalid weight "0"`},
		{"1KiB:70,10QiB:25", `--size:1:9: invalid size "10QiB"`},
		{"1KiB:7000000", `--size:1:6: invalid weight "7000000"`},
		{"1KiB:1:1", "--size:1:7: unexpected text"},
		{"lognormal(", "--size:1:11: a size is missing"},
		{"lognormal(10KiB)", "--size:1:16: sigma is missing"},
		{"lognormal(10KiB,)", `--size:1:17: invalid sigma ""`},
		{"lognormal(10KiB,NaN)", `--size:1:17: invalid sigma "NaN"`},
		{"lognormal(10KiB,1e99)", `--size:1:17: invalid sigma "1e99"`},
		{"lognormal(10KiB,1.5", "--size:1:20: a closing parenthesis is missing"},
		{"lognormal(10KiB,1.5),1", "--size:1:21: unexpected text"},
		{"lognormal(2MiB,1)", "--size:1:11: the median has to lie between 1 and the cap"},
		{"normal(1,2)", `--size:1:1: invalid size "normal"`},
		{strings.Repeat("1,", 600), "--size:1:1001: the expression is longer than 1000 octets"},
	} {
		_, err := ParseSizes("--size", c.text)
		problems, ok := strictyaml.AsProblems(err)
		if !ok || !strings.HasPrefix(err.Error(), c.want) || problems[0].Source == "" && c.text != "" {
			t.Errorf("%q: got %v, want %s", c.text, err, c.want)
		}
	}
	for _, text := range []string{"0", "10001", "1KiB", "0..3"} {
		if _, err := ParseCounts("--recipients", text); err == nil {
			t.Errorf("%q: got a number of recipients, want an error", text)
		}
	}
}

func FuzzParseSizes(f *testing.F) {
	for _, text := range []string{"1KiB..100KiB", "1KiB:70,10KiB:25", "lognormal(10KiB,1.5,5MiB)", "1..\x80", "lognormal(1,0x1p-9)"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, parse := range []func(string, string) (Distribution, error){ParseSizes, ParseCounts} {
			d, err := parse("--size", text)
			if err != nil {
				if err.Error() == "" || d.Given() {
					t.Fatalf("%q: got an empty error, or a value with it", text)
				}
				continue
			}
			for _, l := range d.levels {
				if l.value < 0 || l.value > MaxBody || l.weight < 1 {
					t.Fatalf("%q: got %+v", text, l)
				}
			}
			if n := len(d.share(1000)); n != 1000 {
				t.Fatalf("%q: got %d shares, want 1000", text, n)
			}
		}
	})
}

// TestParseSizes_lognormal compares quantiles with the formula.
func TestParseSizes_lognormal(t *testing.T) {
	const median, sigma = 10 << 10, 1.5
	var values []int
	for _, l := range lognormal(median, sigma, MaxBody) {
		values = append(values, l.value)
	}
	for _, c := range []struct{ share, normal float64 }{{0.5, 0}, {0.158655, -1}, {0.841345, 1}, {0.977250, 2}} {
		limit := int(math.Round(median * math.Exp(sigma*c.normal)))
		below := 0
		for _, v := range values {
			if v <= limit {
				below++
			}
		}
		if got := float64(below) / float64(len(values)); math.Abs(got-c.share) > 1.0/steps {
			t.Errorf("%.4f of the values are up to %d, want %.4f", got, limit, c.share)
		}
	}
}
