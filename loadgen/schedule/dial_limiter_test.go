package schedule

import (
	"slices"
	"testing"
	"time"
)

// TestDialLimiter_rate lets loops ask in a virtual time, late as timers are.
func TestDialLimiter_rate(t *testing.T) {
	const length = int64(4 * time.Second)
	for _, rate := range []float64{0.5, 7, 100, 20_000} {
		for _, loops := range []int{1, 2, 7} {
			g := NewDialLimiter(rate)
			now := make([]int64, loops) // of each loop
			var opened []int64
			for {
				l := 0
				for i := range now {
					if now[i] < now[l] {
						l = i
					}
				}
				if now[l] >= length {
					break
				}
				if wait, ok := g.Pass(now[l]); ok {
					opened = append(opened, now[l])
				} else {
					now[l] += wait + 1 + now[l]%int64(time.Millisecond)
				}
			}
			want := rate * float64(length) / 1e9
			if n := float64(len(opened)); n > want+1 || n < want-1-rate*0.002 {
				t.Errorf("%g a second on %d loops: got %g opened, want %g", rate, loops, n, want)
			}
			// no second holds more than the rate and what may be made up for
			most := int(rate*(1+float64(catchUp)/1e9)) + 1
			for i := range opened {
				if end, _ := slices.BinarySearch(opened, opened[i]+int64(time.Second)); end-i > most {
					t.Fatalf("%g a second on %d loops: got %d opened in a second, want at most %d", rate, loops, end-i, most)
				}
			}
		}
	}
}

func TestDialLimiter_Reserve(t *testing.T) {
	g := NewDialLimiter(10)
	for i, want := range []int64{0, 100, 200, 300} {
		if got := g.Reserve(int64(time.Minute)); int64(got) != want*int64(time.Millisecond)-map[bool]int64{true: catchUp}[i > 0] {
			t.Errorf("connection %d: got a wait of %v, want %d ms", i, got, want)
		}
	}
	if wait, ok := NewDialLimiter(0).Pass(0); wait != 0 || !ok {
		t.Error("got a wait without a rate, want none")
	}
}
