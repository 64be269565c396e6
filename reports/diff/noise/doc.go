// Package noise tells how far two measurements may differ by chance.
//
// A load is measured second by second. How much the seconds differ says how well
// a figure of the whole is known; seconds that lie side by side are alike, so
// that blocks of them are looked at as well, and the largest error counts. A
// share is a ratio of sums (Cochran, Sampling Techniques, §6). A percentile is
// bounded where the share of what is below it may lie (Woodruff, 1952), which
// holds also where a single second holds all that is slow. The bounds of a ratio
// come from those of its two sides (MOVER, Zou and Donner, 2008). Nothing is
// drawn by lot: the same figures give the same bounds.
//
// The package must not know what is measured: numbers go in, bounds come out.
package noise
