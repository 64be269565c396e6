// Package ratesearch finds the highest rate at which thresholds are met: it doubles the rate
// until a probe fails, bisects the range between, and confirms the answer. Each probe is a
// run of loadgen in open loop.
//
// The package must not know how a run puts load on a target.
package ratesearch
