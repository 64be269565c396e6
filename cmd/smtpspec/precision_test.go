package main

import (
	"flag"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/bundled"
	"github.com/smtpspec/smtpspec/fixtures/refserver/peculiarity"
	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/catalogue"
	"github.com/smtpspec/smtpspec/scenarios/target"
	"github.com/smtpspec/smtpspec/suite"
)

var (
	wholePrecision  = flag.Bool("whole", false, "play the whole catalogue against every peculiarity, not a sample")
	recordPrecision = flag.Bool("record", false, "play the whole catalogue against every peculiarity, and write what it finds")
)

const (
	// precisionSide is how many servers are played against side by side, and
	// precisionParallel how many cases against each.
	precisionSide, precisionParallel = 6, 16
	// precisionShare says of how many cases one is in the sample.
	precisionShare = 4
	// slowSteps is how many steps a case has at most that is played where each is slow.
	slowSteps = 10
)

// slowShares are for peculiarities that make a run long: these play no more than a
// sample of short cases ever.
func slowShares() map[string]uint32 {
	return map[string]uint32{
		"slow-greeting": 4, "slow-replies": 4, "single-connection": 4, "twenty-connections": 1, "login-penalty": 1, "files-at-end": 8,
	}
}

// slowCases are the beginnings of the ids of the cases that are played then: they have
// a few commands on a connection or two.
func slowCases() []string {
	return []string{"mail.", "rcpt.", "auth.", "accepted.", "noop", "command.", "greeting.", "session.", "transparency.", "trace.", "return-path.", "relay.", "case."}
}

// crowded are peculiarities under which it is chance which of the cases that are
// played side by side get a connection: there they are played one after another.
func crowded() []string { return []string{"single-connection", "twenty-connections"} }

// TestPrecision runs the catalogue against servers that have a harmless peculiarity
// each. What it finds is in testdata/precision: anything more, or less, is wrong.
//
//	go test ./cmd/smtpspec -run TestPrecision/no-noop -whole
func TestPrecision(t *testing.T) {
	if raceDetector {
		t.Skip("takes too long with the race detector, which other tests of the same code have")
	}
	t.Parallel()
	c, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	work := make(chan peculiarity.Peculiarity)
	var workers sync.WaitGroup
	for range precisionSide {
		workers.Go(func() {
			for p := range work {
				t.Run(p.ID, func(t *testing.T) { testPrecision(t, c, p) })
			}
		})
	}
	for _, p := range peculiarity.All() {
		work <- p
	}
	close(work)
	workers.Wait()
}

func testPrecision(t *testing.T, c *catalogue.Catalogue, p peculiarity.Peculiarity) {
	golden := filepath.Join("testdata", "precision", p.ID+".txt")
	want := readFindings(t, golden)
	whole := *wholePrecision || *recordPrecision
	var played []*scenarios.Case
	for _, one := range c.Cases {
		if slices.Contains(one.Profiles, target.DefaultProfile) && (inSample(one, p, whole) || want.names(one.ID)) {
			played = append(played, one)
		}
	}
	got := playPrecision(t, c, p, played)
	switch {
	case *recordPrecision:
		if err := os.WriteFile(golden, []byte(got.text(p)), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	case got.unknown != want.unknown:
		t.Errorf("%d cases of the sample are unknown, want %d: %s", got.unknown, want.unknown, strings.Join(got.unseen, ", "))
	}
	for _, line := range got.lines {
		if !slices.Contains(want.lines, line) {
			t.Errorf("found too: %s", line)
		}
	}
	for _, line := range want.lines {
		if !slices.Contains(got.lines, line) && (whole || !watches(c, line)) {
			t.Errorf("not found: %s", line)
		}
	}
}

// inSample reports whether a case is played. Other cases are for each peculiarity, so
// that the samples have each of them. Those that judge what was seen are always played.
func inSample(c *scenarios.Case, p peculiarity.Peculiarity, whole bool) bool {
	share, slow := slowShares()[p.ID]
	if !slow {
		share = precisionShare
	}
	switch {
	case slow:
		if len(c.Steps) > slowSteps || c.Serial || !slices.ContainsFunc(slowCases(), func(start string) bool { return strings.HasPrefix(c.ID, start) }) {
			return false
		}
	case whole, len(c.Watch) > 0:
		return true
	}
	return hash(c.ID)%share == hash(p.ID)%share
}

func hash(text string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(text)) // never fails
	return h.Sum32()
}

func watches(c *catalogue.Catalogue, line string) bool {
	return slices.ContainsFunc(c.Cases, func(one *scenarios.Case) bool { return len(one.Watch) > 0 && strings.Fields(line)[1] == one.ID })
}

func playPrecision(t *testing.T, c *catalogue.Catalogue, p peculiarity.Peculiarity, cases []*scenarios.Case) findings {
	b, err := bundled.StartPeculiar(p)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Stop()
	parallel := precisionParallel
	if slices.Contains(crowded(), p.ID) {
		parallel = 1
	}
	s, err := suite.Prepare(t.Context(), suite.Options{
		Cases: cases, Requirements: c.Requirements, Target: b.Target, Roots: b.Roots, Profile: target.DefaultProfile,
		Parallel: parallel, Bundled: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	var f findings
	sampled := func(id string) bool {
		return slices.ContainsFunc(cases, func(c *scenarios.Case) bool { return c.ID == id && inSample(c, p, false) })
	}
	for _, one := range s.Run(t.Context()).Cases {
		if one.Verdict == reports.Fail || one.Verdict == reports.Warn || one.Verdict == reports.Error {
			t.Logf("%s %s: %s", one.Verdict, one.ID, one.Why())
		}
		f.add(one, sampled(one.ID))
	}
	slices.Sort(f.lines)
	f.lines = slices.Compact(f.lines)
	return f
}

// findings are what was found, a line for each requirement that a case found broken:
// verdict, case and requirement. A case that says nothing is counted in the sample only.
type findings struct {
	lines   []string
	unknown int
	unseen  []string // the cases that are unknown
}

func (f *findings) add(c reports.Case, sampled bool) {
	switch c.Verdict {
	case reports.Unknown:
		if sampled {
			f.unknown++
			f.unseen = append(f.unseen, c.ID)
		}
	case reports.Error:
		f.lines = append(f.lines, fmt.Sprintf("%s %s %s", c.Verdict, c.ID, c.Reason.Kind))
	case reports.Fail, reports.Warn:
		for _, one := range c.Findings {
			if one.Verdict == c.Verdict {
				f.lines = append(f.lines, fmt.Sprintf("%s %s %s", c.Verdict, c.ID, one.Requirement))
			}
		}
	}
}

func (f *findings) names(id string) bool {
	return slices.ContainsFunc(f.lines, func(line string) bool { return strings.Fields(line)[1] == id })
}

func (f *findings) text(p peculiarity.Peculiarity) string {
	return fmt.Sprintf("# %s\nunknown in the sample: %d\n%s", p.Title, f.unknown, strings.Join(append(f.lines, ""), "\n"))
}

// readFindings reads a golden file, unless it is to be written.
func readFindings(t *testing.T, path string) findings {
	var f findings
	if *recordPrecision {
		return f
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		if n, ok := strings.CutPrefix(line, "unknown in the sample: "); ok {
			if _, err := fmt.Sscan(n, &f.unknown); err != nil {
				t.Fatalf("%s: %s: %v", path, line, err)
			}
		} else if !strings.HasPrefix(line, "#") {
			f.lines = append(f.lines, line)
		}
	}
	return f
}
