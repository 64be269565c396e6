package noise

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestStudent compares with printed tables, of two-sided confidence.
func TestStudent(t *testing.T) {
	for _, tt := range []struct {
		confidence float64
		freedom    int
		want       float64
	}{
		{0.95, 5, 2.571},
		{0.95, 10, 2.228},
		{0.95, 30, 2.042},
		{0.95, 1000, 1.962},
		{0.99, 5, 4.032},
		{0.99, 10, 3.169},
		{0.99, 60, 2.660},
		{0.999, 8, 5.041},
		{0.999, 20, 3.850},
		{0.999, 1000, 3.300},
	} {
		if got := student(tt.confidence, tt.freedom); math.Abs(got-tt.want)/tt.want > 0.03 {
			t.Errorf("%g with %d degrees: %.3f, want %.3f", tt.confidence, tt.freedom, got, tt.want)
		}
	}
}

// TestShareCovers draws many loads, and looks how often the bounds miss the truth.
func TestShareCovers(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	const confidence, loads = 0.95, 2000
	missed := 0
	for range loads {
		var parts, wholes []float64
		for range 20 {
			length := 0.9 + 0.2*random.Float64()
			wholes = append(wholes, length)
			parts = append(parts, length*(1000+100*random.NormFloat64()))
		}
		e, ok := Share(parts, wholes, WideOf(confidence, len(parts), Least))
		if !ok {
			t.Fatal("nothing known")
		}
		if e.Low > 1000 || e.High < 1000 {
			missed++
		}
	}
	// The largest error of several blocks makes bounds wider, not narrower.
	if part := float64(missed) / loads; part > 1-confidence {
		t.Errorf("%.1f %% missed", 100*part)
	}
}

// TestBlocks: seconds that are alike tell less than their number says.
func TestBlocks(t *testing.T) {
	var alike, mixed, wholes []float64
	for i := range 40 {
		wholes = append(wholes, 1)
		alike = append(alike, float64(90+20*(i/10%2)))
		mixed = append(mixed, float64(90+20*(i%2)))
	}
	a, _ := Share(alike, wholes, 3)
	b, _ := Share(mixed, wholes, 3)
	if a.High-a.Low < 2*(b.High-b.Low) {
		t.Errorf("alike %v, mixed %v", a, b)
	}
}

// lognormal is a second of a load whose latencies have a median and a spread.
func lognormal(median, sigma, count float64) Distribution {
	d := Distribution{Count: count}
	for _, q := range []float64{1e-4, 0.5, 0.9, 0.99, 0.999, 1 - 1e-5} {
		share := q
		switch {
		case q < 0.1:
			share = 0
		case q > 0.9999:
			share = 1
		}
		d.Points = append(d.Points, Point{share, median * math.Exp(sigma*math.Sqrt2*math.Erfinv(2*q-1))})
	}
	return d
}

func TestQuantile(t *testing.T) {
	var seconds []Distribution
	for range 20 {
		seconds = append(seconds, lognormal(100, 0.5, 10_000))
	}
	for q, want := range map[float64]float64{0.5: 100, 0.9: 100 * math.Exp(0.5*1.2816), 0.99: 100 * math.Exp(0.5*2.3263), 0.999: 100 * math.Exp(0.5*3.0902)} {
		e, ok := Quantile(seconds, q, 4)
		if !ok || math.Abs(e.Value/want-1) > 0.01 || e.Low > want || e.High < want || e.Low/want < 0.9 || e.High/want > 1.2 {
			t.Errorf("%g: %v %v, want %.1f", q, e, ok, want)
		}
	}
	// One second in twenty in which everything was slow is all of p99, and says
	// little of the next load.
	seconds[7] = lognormal(10_000, 0.1, 10_000)
	e, _ := Quantile(seconds, 0.99, 4)
	if e.Value < 5000 || e.Low > 400 || e.High < 10_000 {
		t.Errorf("one bad second: %v", e)
	}
}

func TestTooLittle(t *testing.T) {
	few := []Distribution{lognormal(1, 1, 1000), lognormal(1, 1, 1000), lognormal(1, 1, 1000), lognormal(1, 1, 1000)}
	if _, ok := Quantile(few, 0.5, 4); ok {
		t.Error("four seconds say something")
	}
	if _, ok := Quantile(append(few, lognormal(1, 1, 999)), 0.999, 4); ok {
		t.Error("fewer than ten values above the quantile say something")
	}
	if _, ok := Quantile(append(few, Distribution{}), 0.5, 4); ok {
		t.Error("an empty second counts")
	}
	if _, ok := Share([]float64{1, 2, 3, 4}, []float64{1, 1, 1, 1}, 4); ok {
		t.Error("four seconds say something")
	}
	if _, ok := Share(make([]float64, 9), make([]float64, 9), 4); ok {
		t.Error("nothing of nothing is something")
	}
	if _, ok := Ratio(Estimate{}, Estimate{1, 1, 1}); ok {
		t.Error("a ratio of nothing")
	}
}

// TestRare: no error among many is known to be few.
func TestRare(t *testing.T) {
	wholes := slices.Repeat([]float64{1000}, 10)
	none, ok := Rare(make([]float64, 10), wholes, 4)
	if !ok || none.Low != 0 || none.High < 1e-5 || none.High > 1e-3 {
		t.Errorf("none: %v %v", none, ok)
	}
	some, _ := Rare(slices.Repeat([]float64{5}, 10), wholes, 4)
	if r, _ := Ratio(some, none); r.Low < 1.1 {
		t.Errorf("50 of 10000 after none: %v", r)
	}
	two, _ := Rare([]float64{0, 1, 0, 0, 0, 0, 1, 0, 0, 0}, wholes, 4)
	if r, _ := Ratio(two, none); r.Low > 1 {
		t.Errorf("2 of 10000 after none: %v", r)
	}
}

func TestRatio(t *testing.T) {
	r, ok := Ratio(Estimate{120, 114, 126}, Estimate{100, 95, 105})
	if !ok || math.Abs(r.Value-1.2) > 1e-9 || r.Low < 1.1 || r.Low > 1.14 || r.High > 1.3 || r.High < 1.26 {
		t.Errorf("%v", r)
	}
}

func FuzzQuantile(f *testing.F) {
	f.Add(1.0, 2.0, 3.0, 100.0, 0.99)
	f.Fuzz(func(t *testing.T, a, b, c, count, q float64) {
		for _, v := range []float64{a, b, c, count, q} {
			if math.IsNaN(v) || v < 0 || v > 1e12 {
				return
			}
		}
		if q >= 1 {
			return
		}
		points := []float64{a, b, c}
		slices.Sort(points)
		d := Distribution{Count: count, Points: []Point{{0, max(points[0], 1e-3)}, {0.5, max(points[1], 1e-3)}, {1, max(points[2], 1e-3)}}}
		e, ok := Quantile(slices.Repeat([]Distribution{d}, 6), q, 4)
		if ok && (math.IsNaN(e.Value) || e.Low > e.Value*1.0001 || e.High < e.Value*0.9999 || e.Value > max(points[2], 1e-3)*1.0001) {
			t.Errorf("%v of %v", e, d)
		}
	})
}
