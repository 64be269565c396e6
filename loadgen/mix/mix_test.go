package mix

import (
	"fmt"
	"maps"
	"strings"
	"testing"
)

func sizes(t testing.TB, text string) Distribution {
	t.Helper()
	d, err := ParseSizes("--size", text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func counts(t testing.TB, text string) Distribution {
	t.Helper()
	d, err := ParseCounts("--recipients", text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// drawn counts the rows of the messages from one number to another.
func drawn(m *Mix, from, to uint64) (bodies, recipients map[int]int) {
	bodies, recipients = map[int]int{}, map[int]int{}
	for n := from; n < to; n++ {
		r := m.rows[m.At(n)]
		bodies[r.Body]++
		recipients[r.Recipients]++
	}
	return bodies, recipients
}

func TestMix_proportions(t *testing.T) {
	for _, c := range []struct {
		sizes, recipients string
		cycle             int
		bodies, counts    map[int]int
	}{
		{"1KiB", "3", 1, map[int]int{0: 1}, map[int]int{3: 1}},
		{"1KiB:70,10KiB:25,1MiB:5", "1", 1000, map[int]int{0: 700, 1: 250, 2: 50}, map[int]int{1: 1000}},
		{"1KiB,10KiB,100KiB", "1:90,10:10", 1020, map[int]int{0: 340, 1: 340, 2: 340}, map[int]int{1: 918, 10: 102}},
		{"1KiB", "1..7", 1001, map[int]int{0: 1001}, map[int]int{1: 143, 2: 143, 3: 143, 4: 143, 5: 143, 6: 143, 7: 143}},
		{"1KiB:9973,2KiB:3989", "1", 4000, map[int]int{0: 2857, 1: 1143}, map[int]int{1: 4000}},
	} {
		for _, seed := range []uint64{0, 1, 1 << 63} {
			m, err := New(sizes(t, c.sizes), counts(t, c.recipients), seed)
			if err != nil || len(m.rows) != c.cycle {
				t.Fatalf("%s %s: got a cycle of %d, %v", c.sizes, c.recipients, len(m.rows), err)
			}
			for round := range uint64(3) {
				from := round * uint64(c.cycle)
				bodies, counts := drawn(m, from, from+uint64(c.cycle))
				if !maps.Equal(bodies, c.bodies) || !maps.Equal(counts, c.counts) {
					t.Errorf("%s %s: got %v %v, want %v %v", c.sizes, c.recipients, bodies, counts, c.bodies, c.counts)
				}
			}
		}
	}
}

// TestMix_independence is a chi-square test of a cycle, and of
// the first messages of a run, which have to be like all others.
func TestMix_independence(t *testing.T) {
	for seed := range uint64(20) {
		m, err := New(sizes(t, "1,2,3,4"), counts(t, "1..5"), seed)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range []uint64{1000, 200} {
			cells := map[Row]int{}
			for i := range n {
				cells[m.rows[m.At(i)]]++
			}
			want, chi := float64(n)/20, 0.0
			for body := range 4 {
				for recipients := 1; recipients <= 5; recipients++ {
					d := float64(cells[Row{body, recipients}]) - want
					chi += d * d / want
				}
			}
			if chi > 50 { // 19 degrees of freedom: exceeded by one in 7000
				t.Errorf("seed %d: got a chi-square of %d messages of %.1f, want at most 50", seed, n, chi)
			}
		}
	}
}

func order(m *Mix, n uint64) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprint(&b, m.rows[m.At(i)])
	}
	return b.String()
}

func TestMix_seed(t *testing.T) {
	first := func(seed uint64) string {
		m, err := New(sizes(t, "1KiB..100KiB"), counts(t, "1..10"), seed)
		if err != nil {
			t.Fatal(err)
		}
		return order(m, 2500)
	}
	one := first(1)
	if again := first(1); again != one {
		t.Error("got two orders of one seed")
	}
	if first(2) == one {
		t.Error("got one order of two seeds")
	}
	m, err := New(sizes(t, "1,2,3"), Fixed(1), 7)
	if err != nil {
		t.Fatal(err)
	}
	// A promise to those who keep a seed: the order is the same in every release.
	if got, want := order(m, 8), "{0 1}{2 1}{1 1}{1 1}{1 1}{1 1}{1 1}{2 1}"; got != want {
		t.Errorf("seed 7: got %s, want %s", got, want)
	}
}

func TestMix_connectionsInStep(t *testing.T) {
	m, err := New(sizes(t, "1KiB..100KiB"), Distribution{}, 1)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[int]bool{}
	for round := range uint64(50) { // as many connections as a cycle has messages, in step
		seen[m.rows[m.At(round*uint64(len(m.rows)))].Body] = true
	}
	if len(seen) < 25 {
		t.Errorf("got %d sizes in 50 messages of a connection in step, want 25 or more", len(seen))
	}
}

func TestNew_tooLarge(t *testing.T) {
	for _, c := range []struct{ sizes, recipients, want string }{
		{"1KiB:1,2KiB:1000000", "1", "a weight of 1 in 1000001 is less than one message in 4000"},
		{"1KiB..1MiB", "10000", "10000 recipients on average for 250 different messages"},
	} {
		if _, err := New(sizes(t, c.sizes), counts(t, c.recipients), 1); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %s: got %v, want %s", c.sizes, c.recipients, err, c.want)
		}
	}
}
