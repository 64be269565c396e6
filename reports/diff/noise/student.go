package noise

import "math"

// student is how many standard errors lie between a value and each of its
// bounds: the quantile of Student's t. It is the series of Fisher and Cornish
// (Abramowitz and Stegun 26.7.5), within 3 % from five degrees of freedom.
func student(confidence float64, freedom int) float64 {
	z := math.Sqrt2 * math.Erfinv(confidence)
	n := float64(max(freedom, Least-1))
	z3 := z * z * z
	z5, z7 := z3*z*z, z3*z3*z
	z9 := z7 * z * z
	return z + (z3+z)/(4*n) + (5*z5+16*z3+3*z)/(96*n*n) + (3*z7+19*z5+17*z3-15*z)/(384*n*n*n) +
		(79*z9+776*z7+1482*z5-1920*z3-945*z)/(92160*n*n*n*n)
}
