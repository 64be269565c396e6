package plot

import (
	"bytes"
	"math"
	"path/filepath"
	"testing"

	"github.com/smtpspec/smtpspec/reports/reporttest"
)

func TestCharts(t *testing.T) {
	nan := math.NaN()
	for name, c := range map[string]Chart{
		"percentiles": {
			Title: "Latency", Description: "Two phases", X: Axis{Unit: Quantile}, Y: Axis{Unit: Micros, Log: true},
			Series: []Series{
				{Name: "transaction", Look: 0, Points: []Point{{0, 200}, {.5, 210}, {.9, 500}, {.99, 4000}, {.999, 20_000}, {.99999, 100_000}}},
				{Name: "rcpt", Look: 2, Points: []Point{{0, 20}, {.5, 21}, {.9, 50}, {.99, 60}}},
				{Look: 2, Points: []Point{{.99, 60}}},
			},
		},
		"lines": {
			Title: `<b>"Rate" & more`, X: Axis{Unit: Seconds}, Bands: []Band{{0, 2, "warm-up"}, {9, 10, "the end"}},
			Series: []Series{
				{Name: "accepted", Points: []Point{{2, 100}, {3, 100}, {3, 420}, {4, 420}, {4, nan}, {5, nan}, {5, 300}, {6, 300}}},
				{Name: "alone", Look: 1, Points: []Point{{7, nan}, {7.5, 50}, {8, math.Inf(1)}}},
			},
		},
		"areas": {
			Title: "Replies", X: Axis{Unit: Seconds}, Stacked: true,
			Series: []Series{
				{Name: "250", Points: []Point{{0, 900}, {1, 900}, {1, 1000}, {2, 1000}, {2, nan}, {3, nan}, {3, 500}, {4, 500}}},
				{Name: "451", Look: 1, Points: []Point{{0, 0}, {1, 0}, {1, 200}, {2, 200}, {2, nan}, {3, nan}, {3, 0}, {4, 0}}},
			},
		},
		"empty": {Title: "Nothing", X: Axis{Unit: Seconds}, Y: Axis{Unit: Micros, Log: true}, Series: []Series{{Name: "p50"}}},
	} {
		c.ID = name
		var b bytes.Buffer
		if err := c.WriteSVG(&b); err != nil {
			t.Fatal(err)
		}
		reporttest.Golden(t, filepath.Join("testdata", name+".svg"), b.Bytes())
		check(t, b.String())
	}
}

func TestKey(t *testing.T) {
	var b bytes.Buffer
	if Key(&b, 1, false) != nil || Key(&b, -3, true) != nil {
		t.Fatal("no key")
	}
	const want = `<svg class="plot key" viewBox="0 0 28 12" aria-hidden="true" xmlns="http://www.w3.org/2000/svg"><path class="line s1" d="M0 6H28"/></svg>` +
		`<svg class="plot key" viewBox="0 0 28 12" aria-hidden="true" xmlns="http://www.w3.org/2000/svg"><path class="area s2" d="M0 12V2H28V12Z"/><path class="line s2" d="M0 2H28"/></svg>`
	if b.String() != want {
		t.Errorf("got %s", b.String())
	}
}
