package noise

import (
	"math"
	"slices"
)

// Least is how many seconds are needed to say anything.
const Least = 5

// Estimate is a value with the bounds in which it may lie.
type Estimate struct{ Value, Low, High float64 }

// Wide is how many standard errors lie between a value and each of its bounds.
type Wide float64

// WideOf is how wide bounds have to be, so that the ratio of two values of which
// so many seconds were measured lies within them with a confidence, 0 to 1.
func WideOf(confidence float64, old, fresh int) Wide {
	return Wide(student(confidence, max(old-1, Least-1)+max(fresh-1, Least-1)))
}

// Share estimates the ratio of two sums, such as messages and seconds, from what
// each second gives to both.
func Share(parts, wholes []float64, w Wide) (Estimate, bool) {
	if len(parts) < Least || sum(wholes) <= 0 {
		return Estimate{}, false
	}
	value, off := share(parts, wholes)
	off *= float64(w)
	return Estimate{value, max(value-off, 0), value + off}, true
}

// share is a ratio of sums, and its standard error.
func share(parts, wholes []float64) (value, off float64) {
	whole := sum(wholes)
	value = sum(parts) / whole
	rest := make([]float64, len(parts))
	for i := range parts {
		rest[i] = parts[i] - value*wholes[i]
	}
	variance := 0.0
	for size := 1; len(rest)/size >= Least; size *= 2 {
		blocks := make([]float64, 0, len(rest)/size+1)
		for block := range slices.Chunk(rest, size) {
			blocks = append(blocks, sum(block))
		}
		n := float64(len(blocks))
		variance = max(variance, n/(n-1)*squares(blocks))
	}
	return value, math.Sqrt(variance) / whole
}

// Ratio bounds what one value is of another. It is nothing where one of them is.
func Ratio(fresh, old Estimate) (Estimate, bool) {
	if fresh.Value <= 0 || old.Value <= 0 {
		return Estimate{}, false
	}
	const least = 1e-12
	log := func(e Estimate) (v, low, high float64) {
		return math.Log(e.Value), math.Log(max(e.Low, least*e.Value)), math.Log(e.High)
	}
	a, aLow, aHigh := log(fresh)
	b, bLow, bHigh := log(old)
	return Estimate{
		Value: math.Exp(a - b),
		Low:   math.Exp(a - b - math.Hypot(a-aLow, bHigh-b)),
		High:  math.Exp(a - b + math.Hypot(aHigh-a, b-bLow)),
	}, true
}

func sum(list []float64) float64 {
	total := 0.0
	for _, v := range list {
		total += v
	}
	return total
}

func squares(list []float64) float64 {
	total := 0.0
	for _, v := range list {
		total += v * v
	}
	return total
}

// Rare estimates the share of what happens seldom, such as errors, also where it
// was not seen at all: one more is counted than there was, among two more.
func Rare(parts, wholes []float64, w Wide) (Estimate, bool) {
	whole := sum(wholes)
	if len(parts) < Least || whole <= 0 {
		return Estimate{}, false
	}
	value, off := share(parts, wholes)
	likely := (sum(parts) + 1) / (whole + 2)
	off = float64(w) * max(off, math.Sqrt(likely*(1-likely)/whole))
	return Estimate{max(value, 1e-9), max(value-off, 0), value + off}, true
}
