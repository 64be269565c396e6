package suite_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/suite"
	"github.com/smtpspec/smtpspec/suite/player"
	"github.com/smtpspec/smtpspec/suite/selftest"
)

// TestSelfTest_deadServer has one case that ends the server, and one beside it that
// meets it dead: only the first is one that a fault fails.
func TestSelfTest_deadServer(t *testing.T) {
	const text = sanity + `
  - id: kills
    title: kills
    proves: [R-must]
    probe: true
    play: [{connect: {}, S: 220}, {C: LETHAL, S: 250|close}]
  - id: beside
    title: beside
    proves: [R-must]
    play: [{connect: {}, S: 220}, {pause: 100ms}, {C: NOOP, S: 250}, {expect_open: {}}]
`
	cases, requirements := load(t, text)
	start := func(_ context.Context, fault string) (*selftest.Bundle, error) {
		f := startFake(t, func(f *fake) { f.lethal = fault != "" })
		return &selftest.Bundle{Target: f.options(t, text).Target, Stop: f.die}, nil
	}
	test := &selftest.Test{
		Options:  suite.Options{Cases: cases, Requirements: requirements, Parallel: 2, Limits: player.Limits{Reply: 300 * time.Millisecond}},
		Faults:   []selftest.Fault{{ID: "f", Requirement: "R-must", Profile: "receiver"}},
		Profiles: []string{"receiver"}, Servers: 1, Start: start, Report: func(selftest.FaultResult) {},
	}
	result, err := test.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Broken) > 0 || len(result.Survivors) > 0 {
		t.Errorf("broken %v, survivors %v", result.Broken, result.Survivors)
	}
	if own := result.Faults[0].Own; !slices.Equal(own, []string{"kills"}) {
		t.Errorf("%v failed by themselves, of %v", own, result.Faults[0].Cases)
	}
	if !slices.Contains(result.Idle, "beside") || slices.Contains(result.Idle, "kills") {
		t.Errorf("idle %v", result.Idle)
	}
	c := slices.IndexFunc(cases, func(c *scenarios.Case) bool { return c.ID == "beside" })
	b, err := start(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer b.Stop()
	if one, err := selftest.RunCase(t.Context(), b, requirements, cases[c]); err != nil || one.ID != "beside" || one.Verdict != "pass" || len(one.Transcript) == 0 {
		t.Errorf("%+v %v", one, err)
	}
}
