// Package waivers reads waivers.yaml, and excuses the deviations that it names until
// the day on which each waiver expires.
//
// It changes the verdicts of cases before a run is concluded. The package must not
// know how a run is reported, nor where its file is found.
package waivers
