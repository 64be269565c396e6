//go:build race

package main

// raceDetector reports whether everything takes much longer.
const raceDetector = true
