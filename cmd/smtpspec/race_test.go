//go:build race

package main

// raceDetector tells that everything takes much longer.
const raceDetector = true
