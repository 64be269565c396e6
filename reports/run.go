package reports

import (
	"net"
	"time"
)

// RunFormat names the format of a conformance result.
const RunFormat = "smtpspec.run/2"

// Overall verdicts of a run.
const (
	Conformant    = "conformant"
	NonConformant = "non-conformant"
	NoVerdict     = "no-verdict"
)

// Run is the result of a conformance run.
type Run struct {
	Format    string    `json:"format"` // RunFormat; WriteJSON fills it in
	Tool      Tool      `json:"tool"`
	Target    Target    `json:"target"`
	Profile   string    `json:"profile"`
	Started   time.Time `json:"started"` // written in UTC
	ElapsedMS float64   `json:"elapsed_ms"`
	// Verdict, Reason, Strict and Counts are set by Conclude.
	Verdict string `json:"verdict"`
	Reason  string `json:"reason,omitempty"`
	Strict  bool   `json:"strict,omitempty"`
	Counts  Counts `json:"counts"`
	// Requirements are those that the cases name, by id.
	Requirements map[string]Requirement `json:"requirements"`
	Policies     map[string]Policy      `json:"policies,omitempty"` // those that they name, by id
	Cases        []Case                 `json:"cases"`
	// Interrupted says that the run ended before its last case.
	Interrupted bool `json:"interrupted,omitempty"`
}

// Tool says what made a result.
type Tool struct {
	Name      string `json:"name"`
	Version   string `json:"version"`
	Catalogue string `json:"catalogue"` // SHA-256 over all scenario and requirement files, in hexadecimal
}

// Target is the server under test as a report shows it. It never contains a
// secret.
type Target struct {
	Name         string   `json:"name"`
	Address      string   `json:"address"`                // host and port
	Greeting     string   `json:"greeting,omitempty"`     // the 220 reply, visible text
	Capabilities []string `json:"capabilities,omitempty"` // EHLO lines after the first, visible text
	Domain       string   `json:"domain,omitempty"`
	Bundled      bool     `json:"bundled,omitempty"` // the reference server of this tool
	// Facts is what else the configuration says, by its key in target.yaml, as
	// in "delivery.dir".
	Facts map[string]string `json:"facts,omitempty"`
}

// Violates reports whether a case is a violation in this run: a MUST that is not met,
// and under strict a SHOULD that is not met.
func (r *Run) Violates(c *Case) bool {
	return c.Verdict == Fail || c.Verdict == Warn && r.Strict
}

// CasesWith returns the cases with a verdict, in the order of the run.
func (r *Run) CasesWith(v Verdict) []*Case {
	var out []*Case
	for i := range r.Cases {
		if got := r.Cases[i].Verdict; got == v || v == Error && !got.Valid() {
			out = append(out, &r.Cases[i])
		}
	}
	return out
}

// Host is the host of the address.
func (t *Target) Host() string {
	if h, _, err := net.SplitHostPort(t.Address); err == nil {
		return h
	}
	return t.Address
}

// Overall is the verdict of a case that has the sign and the colour of the verdict of
// the run.
func (r *Run) Overall() Verdict {
	switch r.Verdict {
	case Conformant:
		return Pass
	case NonConformant:
		return Fail
	default:
		return Unknown
	}
}
