package main

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
	"github.com/smtpspec/smtpspec/loadgen"
	"github.com/smtpspec/smtpspec/reports"
)

// Bounds of load flags.
const (
	maxConnections = 1_000_000
	maxRate        = 10_000_000 // messages per second
)

// check finds mistakes in the flags before anything is sent.
func (f *loadFlags) check() error {
	if !slices.Contains([]string{"none", "starttls", "implicit"}, f.tls) {
		return fmt.Errorf("invalid --tls %q: use none, starttls or implicit", f.tls)
	}
	if f.source != "" {
		var err error
		if f.sources, err = loadgen.ParseSources(f.source); err != nil {
			return fmt.Errorf("--source: %w", err)
		}
	}
	for _, c := range []struct {
		ok    bool
		flag  string
		value any
		use   string
	}{
		{f.connections >= 1 && f.connections <= maxConnections, "--connections", f.connections, "1 to 1000000"},
		{f.messages >= 0, "--messages", f.messages, "0 or more"},
		{f.perConnection >= 0, "--messages-per-connection", f.perConnection, "0 or more"},
		{f.depth >= 1 && f.depth <= loadgen.MaxDepth, "--depth", f.depth, "1 to " + strconv.Itoa(loadgen.MaxDepth)},
		{f.rate >= 0 && f.rate <= maxRate, "--rate", f.rate, "0 to 10000000 messages per second"},
		{f.connectRate >= 0 && f.connectRate <= maxRate, "--connect-rate", f.connectRate, "0 to 10000000 connections per second"},
		{f.duration >= 0 && f.duration <= 7*24*time.Hour, "--duration", f.duration, "a time up to 168h"},
		{f.warmup >= 0 && f.warmup <= 24*time.Hour, "--warmup", f.warmup, "a time up to 24h"},
		{f.timeout >= 100*time.Millisecond && f.timeout <= time.Hour, "--timeout", f.timeout, "100ms to 1h"},
	} {
		if !c.ok {
			return fmt.Errorf("invalid %s %v: use %s", c.flag, c.value, c.use)
		}
	}
	if f.messages == 0 && f.duration == 0 {
		f.duration = 10 * time.Second
	}
	for _, expression := range f.thresholds {
		t, err := reports.ParseThreshold(expression)
		if err != nil {
			return err
		}
		f.bounds = append(f.bounds, t)
	}
	return f.outputs.Check(output.File{Flag: "--hdr", Path: f.hdr})
}
