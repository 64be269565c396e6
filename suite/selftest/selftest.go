// Package selftest shows that the catalogue catches every fault of a server: it runs
// the cases that should fail against a server with one fault after another, and
// names the faults that survive and the scenarios that no fault fails.
//
// It must not know which server that is, nor its faults beyond their description.
package selftest

import (
	"context"
	"crypto/x509"
	"slices"
	"sync"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/requirements"
	"github.com/smtpspec/smtpspec/scenarios/target"
	"github.com/smtpspec/smtpspec/suite"
)

// Fault is one deliberate defect of a server.
type Fault struct {
	ID          string
	Title       string
	Requirement string
	Profile     string // the profile under which it shows
	Policy      string // entry of the policy table under whose stricter reading alone it is a mistake, or ""
}

// Bundle is a running server with what a run has to know of it.
type Bundle struct {
	Target *target.Target
	Roots  *x509.CertPool
	Stop   func()
}

// Test runs a catalogue against a server with one fault after another. For
// each fault it runs the cases that should detect it: those that prove the
// requirement which the fault breaks, and those that name the fault. Only if
// none of them fails it runs all cases.
type Test struct {
	suite.Options // Target and Roots are replaced for each fault; Progress gets only the runs without one
	Faults        []Fault
	Profiles      []string // run without a fault
	Servers       int      // maximum concurrent servers
	Full          bool     // run the complete catalogue against every fault
	// Start starts a server with a fault, or without one when the id is "".
	Start func(ctx context.Context, fault string) (*Bundle, error)
	// Report gets each result as it comes, one at a time.
	Report func(FaultResult)

	telling sync.Mutex
	broken  []string // ids of cases that fail without a fault
}

// FaultResult is what the catalogue said of one fault.
type FaultResult struct {
	Fault Fault
	Cases []string // the cases that failed
	// Own are those of them that the fault made fail, not the death of the
	// server by another concurrent case.
	Own []string
	Err error // the run failed
}

// Result is the result of the self-test.
type Result struct {
	Clean     []*reports.Run // without a fault, two for each profile: by default, and what is read strictly
	Broken    []reports.Case // cases that did not pass without a fault
	Faults    []FaultResult
	Survivors []Fault
	Idle      []string // scenarios that no fault has failed
}

// Run runs the self-test. It ends early only when ctx does.
func (t *Test) Run(ctx context.Context) (*Result, error) {
	r := &Result{}
	for _, profile := range t.Profiles {
		for _, cases := range [][]*scenarios.Case{t.Cases, t.strictReadings()} {
			run, _, err := t.run(ctx, "", profile, cases)
			if err != nil {
				return nil, err
			}
			r.Clean = append(r.Clean, run)
			for _, c := range run.Cases {
				switch c.Verdict {
				case reports.Fail, reports.Warn, reports.Error, reports.Unknown:
					r.Broken = append(r.Broken, c)
				}
			}
		}
	}
	for _, c := range r.Broken {
		t.broken = append(t.broken, c.ID)
	}
	r.Faults = t.forEach(ctx, t.runFault)
	failed := map[string]bool{}
	for _, c := range r.Faults {
		if len(c.Cases) == 0 {
			r.Survivors = append(r.Survivors, c.Fault)
		}
		for _, id := range c.Own {
			failed[id] = true
		}
	}
	r.Idle = t.idle(failed)
	return r, ctx.Err()
}

// strictReadings are the cases that the stricter readings of the policy table judge in
// another way.
func (t *Test) strictReadings() []*scenarios.Case {
	if t.Policies == nil {
		return nil
	}
	cases := scenarios.ReadStrictly(t.Cases, t.Policies.Strict())
	return slices.DeleteFunc(cases, func(c *scenarios.Case) bool { return !c.StrictlyRead })
}

// forEach runs every fault, several at a time, and keeps the order.
func (t *Test) forEach(ctx context.Context, run func(context.Context, Fault) FaultResult) []FaultResult {
	out := make([]FaultResult, len(t.Faults))
	work := make(chan int)
	var workers sync.WaitGroup
	for range max(1, t.Servers) {
		workers.Go(func() {
			for i := range work {
				out[i] = run(ctx, t.Faults[i])
			}
		})
	}
	for i := range t.Faults {
		if ctx.Err() != nil {
			break
		}
		work <- i
	}
	close(work)
	workers.Wait()
	return out
}

// runFault runs the cases that should fail, and all cases if none of them does.
func (t *Test) runFault(ctx context.Context, f Fault) FaultResult {
	c := FaultResult{Fault: f}
	if !t.Full {
		t.runAll(ctx, &c, slices.DeleteFunc(slices.Clone(t.Cases), func(c *scenarios.Case) bool { return !f.ShouldFail(c) }))
	}
	if len(c.Cases) == 0 {
		t.runAll(ctx, &c, slices.Clone(t.Cases))
	}
	t.telling.Lock()
	defer t.telling.Unlock()
	t.Report(c)
	return c
}

// ShouldFail reports whether a case is one that should fail: it proves what the
// fault breaks, or names the fault.
func (f Fault) ShouldFail(c *scenarios.Case) bool {
	return c.ProvesAny(f.Requirement) || slices.Contains(c.Faults, f.ID)
}

// readings are those under which the fault is a mistake.
func (f Fault) readings() requirements.Readings {
	if f.Policy == "" {
		return nil
	}
	return requirements.Readings{f.Policy}
}

// runAll runs each case under the first profile that it applies to, that of
// the fault before the others.
func (t *Test) runAll(ctx context.Context, c *FaultResult, left []*scenarios.Case) {
	for _, profile := range append([]string{c.Fault.Profile}, t.Profiles...) {
		var now []*scenarios.Case
		left = slices.DeleteFunc(left, func(c *scenarios.Case) bool {
			if !slices.Contains(c.Profiles, profile) {
				return false
			}
			now = append(now, c)
			return true
		})
		if len(now) > 0 && ctx.Err() == nil {
			t.runCases(ctx, c, profile, now)
		}
	}
}

// runCases runs cases against one fault and keeps those that failed, unless
// they fail without a fault too.
func (t *Test) runCases(ctx context.Context, c *FaultResult, profile string, cases []*scenarios.Case) {
	cases = scenarios.ReadStrictly(cases, c.Fault.readings())
	run, died, err := t.run(ctx, c.Fault.ID, profile, cases)
	if err != nil {
		c.Err = err
		return
	}
	for _, out := range run.Cases {
		if !caught(out, died) || slices.Contains(t.broken, out.ID) {
			continue
		}
		c.Cases = append(c.Cases, out.ID)
		if !died || len(cases) == 1 {
			c.Own = append(c.Own, out.ID)
		}
	}
	if died && len(cases) > 1 {
		t.runAlone(ctx, c, profile, cases)
	}
}

// runAlone runs each case that should fail once more, against a server of its
// own: the one before died, of whichever case, and the others met it dead.
func (t *Test) runAlone(ctx context.Context, c *FaultResult, profile string, cases []*scenarios.Case) {
	for i, one := range cases {
		if !c.Fault.ShouldFail(one) || slices.Contains(t.broken, one.ID) {
			continue
		}
		run, died, err := t.run(ctx, c.Fault.ID, profile, cases[i:i+1])
		if err == nil && len(run.Cases) == 1 && caught(run.Cases[0], died) {
			c.Own = append(c.Own, one.ID)
		}
	}
}

func caught(c reports.Case, died bool) bool {
	return c.Verdict == reports.Fail || c.Verdict == reports.Warn || died && c.Verdict == reports.Error
}

// run runs those of the cases that apply to the profile, and reports whether
// the server died of it.
func (t *Test) run(ctx context.Context, fault, profile string, cases []*scenarios.Case) (run *reports.Run, died bool, err error) {
	b, err := t.Start(ctx, fault)
	if err != nil {
		return nil, false, err
	}
	defer b.Stop()
	o := t.Options
	o.Cases = slices.DeleteFunc(slices.Clone(cases), func(c *scenarios.Case) bool { return !slices.Contains(c.Profiles, profile) })
	o.Target, o.Roots, o.Profile, o.Bundled = b.Target, b.Roots, profile, true
	if fault != "" {
		o.Progress = nil
	}
	s, err := suite.Prepare(ctx, o)
	if err != nil {
		return nil, false, err
	}
	run = s.Run(ctx)
	return run, s.Died(), nil
}

// idle lists the scenarios, whatever their matrix, that never failed although
// they could: those that only record something, under every reading, cannot.
func (t *Test) idle(failed map[string]bool) []string {
	hit, all := map[string]bool{}, []string{}
	for _, c := range t.Cases {
		if c.Subject != scenarios.SubjectServer || c.Level.Rank() == 0 && c.StrictReading == "" {
			continue
		}
		if !slices.Contains(all, c.Scenario.ID) {
			all = append(all, c.Scenario.ID)
		}
		hit[c.Scenario.ID] = hit[c.Scenario.ID] || failed[c.ID]
	}
	return slices.DeleteFunc(all, func(id string) bool { return hit[id] })
}
