package main

import (
	"strings"
	"testing"
)

// TestServe_faults reads the flag of serve as a list, and repeated.
func TestServe_faults(t *testing.T) {
	c := serveCommand()
	if err := c.ParseFlags([]string{"--fault", "quit-code,help-code", "--fault", "greeting-code"}); err != nil {
		t.Fatal(err)
	}
	got, err := c.Flags().GetStringSlice("fault")
	if want := "quit-code help-code greeting-code"; err != nil || strings.Join(got, " ") != want {
		t.Errorf("got %v, %v, want %s", got, err, want)
	}
}
