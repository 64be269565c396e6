package mix

import (
	"fmt"
	"math"
	"slices"
)

// Distribution says how large messages are, or how many recipients they have. The zero
// value says nothing.
type Distribution struct {
	text   string
	levels []level
	// median, sigma and cap are those of a lognormal distribution.
	median, sigma float64
	cap           int
}

// level is one value, and how often it comes in proportion to the others.
type level struct{ value, weight int }

// steps is how many values represent a distribution that has more: those at equal steps of
// probability.
const steps = 250

// Fixed is the distribution of one value.
func Fixed(n int) Distribution { return Distribution{levels: []level{{n, 1}}} }

// Given reports whether the distribution says anything.
func (d Distribution) Given() bool { return len(d.levels) > 0 }

// Varies reports whether there is more than one value.
func (d Distribution) Varies() bool { return len(d.levels) > 1 }

// String is the expression that was read.
func (d Distribution) String() string { return d.text }

// Values are the values without their weights.
func (d Distribution) Values() []int {
	values := make([]int, len(d.levels))
	for i, l := range d.levels {
		values[i] = l.value
	}
	return values
}

// Max is the greatest value.
func (d Distribution) Max() int {
	return slices.Max(append(d.Values(), 0))
}

// uniform is each whole number of a range as often as any other; of a wide range both ends
// and values at equal distances between them.
func uniform(low, high int) []level {
	n := min(high-low+1, steps)
	levels := make([]level, n)
	for i := range levels {
		value := low
		if n > 1 {
			value += int(math.Round(float64(high-low) * float64(i) / float64(n-1)))
		}
		levels[i] = level{value, 1}
	}
	return levels
}

// Lognormal reports whether the values have a tail that can be cut off, see Within.
func (d Distribution) Lognormal() bool { return d.median > 0 }

// Within is a lognormal distribution of sizes with no value for which room octets, a line
// of them spare, do not suffice.
func (d Distribution) Within(room int) (Distribution, error) {
	room -= wholeLine
	if d.median > float64(room) {
		return d, fmt.Errorf("--size %s: the median is above the %d octets that declares.max_size leaves for a body", d, max(room, 0))
	}
	d.levels = lognormal(d.median, d.sigma, min(d.cap, room))
	return d, nil
}

// lognormal is the values whose logarithm has a normal distribution with a standard
// deviation of sigma. What would be above the cap is the cap.
func lognormal(median, sigma float64, most int) []level {
	levels := make([]level, steps)
	for i := range levels {
		p := (float64(i) + 0.5) / steps
		value := median * math.Exp(sigma*math.Sqrt2*math.Erfinv(2*p-1))
		levels[i] = level{int(math.Round(min(value, float64(most)))), 1}
	}
	return levels
}

// resolution is the number of messages in which each value can come as often as it should.
func (d Distribution) resolution() int {
	divisor := 0
	for _, l := range d.levels {
		divisor = gcd(l.weight, divisor)
	}
	return d.sum() / max(divisor, 1)
}

func (d Distribution) sum() int {
	sum := 0
	for _, l := range d.levels {
		sum += l.weight
	}
	return sum
}

// mean is rounded down.
func (d Distribution) mean() int {
	total := 0
	for _, l := range d.levels {
		total += l.value * l.weight
	}
	return total / max(d.sum(), 1)
}

// share is n levels, by their index, in the proportions of the distribution: the part of
// each rounded down, and those with the greatest remainders once more.
func (d Distribution) share(n int) []int {
	sum := d.sum()
	type rest struct{ at, remainder int }
	out, rests := make([]int, 0, n), make([]rest, len(d.levels))
	for i, l := range d.levels {
		out = append(out, slices.Repeat([]int{i}, n*l.weight/sum)...)
		rests[i] = rest{i, n * l.weight % sum}
	}
	slices.SortStableFunc(rests, func(a, b rest) int { return b.remainder - a.remainder })
	for i := 0; len(out) < n; i++ {
		out = append(out, rests[i].at)
	}
	return out
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
