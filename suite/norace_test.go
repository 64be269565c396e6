//go:build !race

package suite_test

// slowness is how much longer everything may take.
const slowness = 1
