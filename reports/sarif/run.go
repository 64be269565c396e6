package sarif

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/smtpspec/smtpspec/reports"
)

const (
	schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	home   = "https://github.com/smtpspec/smtpspec"

	maxText    = 4 << 10 // octets of one string
	maxResults = 5000    // what GitHub shows of a run
)

// WriteRun writes a conformance run.
func WriteRun(w io.Writer, r *reports.Run) error {
	r = reports.CleanRun(r, maxText)
	if r.Verdict == "" {
		reports.Conclude(r, r.Strict)
	}
	b := &builder{run: r, index: map[string]int{}}
	for i := range r.Cases {
		b.add(&r.Cases[i])
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(log{Schema: schema, Version: "2.1.0", Runs: []run{b.log()}})
}

// builder gathers the results of a run, and the rules that they break.
type builder struct {
	run     *reports.Run
	rules   []rule
	index   map[string]int // of a rule, by its id
	results []result
	notes   []notification
	left    int // results beyond maxResults
}

// add takes what a case has to say.
func (b *builder) add(c *reports.Case) {
	switch {
	case c.Errs():
		b.note(c, "error", c.ID+": "+c.Headline())
	case c.Verdict == reports.Unknown:
		b.note(c, "note", c.ID+": unknown: "+c.Headline())
	case c.Verdict == reports.Fail, c.Verdict == reports.Warn, c.Verdict == reports.Waived:
		findings := c.Findings
		if len(findings) == 0 {
			findings = []reports.Finding{c.Worst()}
		}
		seen := map[string]int{}
		for i := range findings {
			if len(b.results) == maxResults {
				b.left += len(findings) - i
				return
			}
			b.result(c, &findings[i], seen)
		}
	}
}

func (b *builder) note(c *reports.Case, level, text string) {
	if len(b.notes) < maxResults {
		b.notes = append(b.notes, notification{Level: level, Message: plain(text), Locations: locations(c, c.File, c.Line)})
	}
}

// log is the whole.
func (b *builder) log() run {
	r := b.run
	if b.left > 0 {
		b.notes = append(b.notes, notification{Level: "warning", Message: plain(fmt.Sprintf("%d further results are left out", b.left))})
	}
	decided := r.Verdict == reports.Conformant || r.Verdict == reports.NonConformant
	if !decided {
		b.notes = append(b.notes, notification{Level: "error", Message: plain("no verdict: " + r.Reason)})
	}
	name := r.Tool.Name
	if name == "" {
		name = "smtpspec"
	}
	driver := driver{Name: name, Version: r.Tool.Version, InformationURI: home, Rules: b.rules}
	if r.Tool.Catalogue != "" {
		driver.Properties = map[string]string{"catalogue": r.Tool.Catalogue}
	}
	if driver.Rules == nil {
		driver.Rules = []rule{}
	}
	results := b.results
	if results == nil {
		results = []result{} // what is null was not computed
	}
	end := r.Started.Add(time.Duration(min(r.ElapsedMS, 1e12) * float64(time.Millisecond)))
	return run{
		Tool: tool{driver},
		Invocations: []invocation{{
			ExecutionSuccessful: decided && !r.Interrupted, StartTimeUTC: stamp(r.Started), EndTimeUTC: stamp(end), Notifications: b.notes,
		}},
		OriginalURIBaseIDs: bases(), ColumnKind: "utf16CodeUnits", Results: results,
		Properties: map[string]any{
			"target": r.Target.Name, "address": r.Target.Address, "profile": r.Profile, "strict": r.Strict,
			"verdict": r.Verdict, "reason": r.Reason, "counts": reports.Count(r.Cases),
		},
	}
}

// stamp is a time as SARIF has it, to the second: the schema knows years of four digits.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
