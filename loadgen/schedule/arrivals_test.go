package schedule

import (
	"math"
	"math/big"
	"slices"
	"testing"
	"time"
)

// taken is every message that workers would start, by its number; -1 where one
// is missing.
func taken(t *testing.T, w *Window, workers int) []int64 {
	t.Helper()
	w.Begin(0)
	var all []int64
	for worker := range workers {
		s := NewOpenSupply(w, worker, workers)
		for n := 0; ; n++ {
			if n%1000 == 0 { // what is left is always what will be taken
				left := s.Pending(0, math.MaxInt64, math.MaxInt64/2)
				if want := max(0, (w.limit-max(s.next, w.first)+int64(workers)-1)/int64(workers)); s.next >= w.first && left != want {
					t.Fatalf("pending: got %d, want %d", left, want)
				}
			}
			ticket, ok := s.Take(math.MaxInt64)
			if !ok {
				break
			}
			if ticket.Counted != (ticket.Intended >= w.warmup) {
				t.Fatalf("message at %d: got counted %v", ticket.Intended, ticket.Counted)
			}
			for int(ticket.Number) >= len(all) {
				all = append(all, -1)
			}
			all[ticket.Number] = ticket.Intended
		}
		if !s.Exhausted(0) || s.Pending(0, math.MaxInt64, math.MaxInt64/2) != 0 {
			t.Error("got a schedule without an end")
		}
	}
	return all
}

// TestOpenSupply_rate looks at what was intended, which no machine can
// shift: every message of the schedule and no other, at its place to the
// nanosecond, and as many in every tenth of a second as in every other.
func TestOpenSupply_rate(t *testing.T) {
	for _, rate := range []float64{0.5, 3, 7, 10, 100, 333, 1000, 5000, 20_000} {
		w := NewWindow(Plan{Stages: []Stage{{10 * time.Second, rate, rate}}, Warmup: time.Second})
		all := taken(t, w, 3)
		if want := int(math.Ceil(rate * 11)); len(all) != want {
			t.Errorf("rate %v: got %d messages in 11 s, want %d", rate, len(all), want)
		}
		perTenth := map[int64]int{}
		for i, at := range all {
			if want := float64(i) / rate * 1e9; math.Abs(float64(at)-want) > 1 {
				t.Fatalf("rate %v, message %d: got %d ns, want %.0f", rate, i, at, want)
			}
			perTenth[at/1e8]++
		}
		for tenth := range int64(110) {
			if n := float64(perTenth[tenth]); math.Abs(n-rate/10) > 1 {
				t.Errorf("rate %v: got %v messages in tenth %d of a second, want %v", rate, n, tenth, rate/10)
			}
		}
	}
}

// endless is one stage without an end.
func endless(rate float64) []Stage { return []Stage{{math.MaxInt64, rate, rate}} }

func stagesOf(t testing.TB, text string) []Stage {
	t.Helper()
	stages, err := ParseStages(text)
	if err != nil {
		t.Fatal(err)
	}
	return stages
}

// integral is the number of messages until a time, in rational numbers.
func integral(stages []Stage, ns int64) *big.Rat {
	sum := new(big.Rat)
	second := big.NewRat(int64(time.Second), 1)
	for _, s := range stages {
		t := min(ns, int64(s.Duration))
		from, to := new(big.Rat).SetFloat64(s.From), new(big.Rat).SetFloat64(s.To)
		x := new(big.Rat).Quo(big.NewRat(t, 1), second)
		length := new(big.Rat).Quo(big.NewRat(int64(s.Duration), 1), second)
		slope := new(big.Rat).Quo(new(big.Rat).Sub(to, from), length)
		mean := new(big.Rat).Add(from, new(big.Rat).Mul(slope, new(big.Rat).Mul(x, big.NewRat(1, 2))))
		sum.Add(sum, new(big.Rat).Mul(mean, x))
		if ns -= t; ns == 0 {
			break
		}
	}
	return sum
}

// TestArrivals_integral compares every 97th message with exact
// arithmetic: the integral reaches its number within a nanosecond.
func TestArrivals_integral(t *testing.T) {
	for _, text := range []string{
		"10s@100", "3s@100,6s@100..1000,3s@1000", "10s@0..20000,10s@20000..0", "1s@10,1s@20000,1s@10,500ms@0,1s@0.5..1", "10s@1000..999.999",
		"700ms@3.3,1.3s@7..0.1,3s@0..333", "1h@10..10000", "168h@20000", "100ms@0,100ms@10,1s@0",
	} {
		stages := stagesOf(t, text)
		a := newArrivals(0, stages)
		total, _ := integral(stages, a.end).Float64()
		n := a.until(a.end)
		if math.Abs(float64(n)-math.Ceil(total-snap)) > 0 || a.at(n) != math.MaxInt64 && a.at(n) < a.end {
			t.Errorf("%s: got %d messages, want the integral of %v", text, n, total)
		}
		before := int64(-1)
		for i := int64(0); i < n; i += max(97, n/1000) {
			at := a.at(i)
			if at <= before || at >= a.end {
				t.Fatalf("%s: message %d at %d ns, after one at %d", text, i, at, before)
			}
			before = at
			want := new(big.Rat).SetInt64(i)
			if integral(stages, max(at-1, 0)).Cmp(want) > 0 || integral(stages, min(at+1, a.end)).Cmp(want) < 0 {
				lo, _ := integral(stages, at).Float64()
				t.Fatalf("%s: message %d at %d ns, where the integral is %v", text, i, at, lo)
			}
			if got := a.until(at); got != i {
				t.Fatalf("%s: got %d messages before message %d, want as many", text, got, i)
			}
			if got := a.until(at + 1); got != i+1 {
				t.Fatalf("%s: got %d messages up to message %d, want one more", text, got, i)
			}
		}
	}
}

func TestWindow_stagesAndWarmUp(t *testing.T) {
	w := NewWindow(Plan{Stages: stagesOf(t, "2s@100,1s@0,2s@100..300"), Warmup: time.Second, Duration: time.Minute})
	all := taken(t, w, 4)
	if len(all) != 100+200+400 || w.first != 100 || slices.Contains(all, -1) || !slices.IsSorted(all) {
		t.Errorf("got %d messages, the first that is counted is %d, want 700 and 100", len(all), w.first)
	}
	if got := w.Planned(); got != int64(6*time.Second) {
		t.Errorf("got %v, want 6s", time.Duration(got))
	}
	var counts [4]int
	for n := range all {
		counts[w.arrivals.stage(int64(n))]++
	}
	if counts != [4]int{100, 200, 0, 400} {
		t.Errorf("got %v messages in the stages, want 100 200 0 400", counts)
	}
	w = NewWindow(Plan{Stages: endless(100), Messages: 50, Warmup: time.Second})
	if all := taken(t, w, 2); len(all) != 150 || w.Planned() != int64(1500*time.Millisecond) {
		t.Errorf("got %d messages, planned for %v, want 150 and 1.5s", len(all), time.Duration(w.Planned()))
	}
	w = NewWindow(Plan{Stages: stagesOf(t, "2s@100"), Messages: 50})
	if all := taken(t, w, 2); len(all) != 50 {
		t.Errorf("got %d messages, want 50", len(all))
	}
}

// TestOpenSupply_pending asks what a worker has not taken after a year
// of the highest rate.
func TestOpenSupply_pending(t *testing.T) {
	w := NewWindow(Plan{Stages: endless(maxRate)})
	w.Begin(0)
	s := NewOpenSupply(w, 1, 4)
	for range 10 {
		s.Take(math.MaxInt64)
	}
	const hours = int64(100 * time.Hour)
	if got, want := s.Pending(0, math.MaxInt64, hours), hours/100/4-10; got != want {
		t.Errorf("pending: got %d, want %d", got, want)
	}
	if got := s.Pending(1000, 2000, hours); got != 250 {
		t.Errorf("pending of a thousand: got %d, want 250", got)
	}
	if got := s.Pending(0, 1000, hours); got != 240 {
		t.Errorf("pending of the first thousand: got %d, want 240", got)
	}
}
