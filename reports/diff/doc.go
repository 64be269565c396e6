// Package diff compares two results of one kind: CompareRuns two conformance runs,
// CompareLoads two loads. A Diff says what differs, and whether that is a regression.
//
// What a server says is compared by its signals (reports/diff/replies), figures of a
// load by their noise (reports/diff/noise). Observations, expectations and reasons are
// compared as data, never by the words that reports have for them.
//
// The package must not know how a comparison is rendered, save as JSON, nor how cases
// are run again: CompareWithReplay is given a function for that.
package diff
