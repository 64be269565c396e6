package reports

import "time"

// DiffFormat names the format of a comparison.
const DiffFormat = "smtpspec.diff/2"

// Overall verdicts of a comparison; NoVerdict is the third.
const (
	Regressed    = "regression"
	NotRegressed = "no-regression"
)

// Diff is what differs between two results of one kind.
type Diff struct {
	Format string   `json:"format"` // DiffFormat; WriteDiffJSON fills it in
	Kind   string   `json:"kind"`   // run or load
	Old    DiffSide `json:"old"`
	New    DiffSide `json:"new"`
	// Verdict is regression, no-regression, or no-verdict when nothing could be
	// compared; Reason says why.
	Verdict string `json:"verdict"`
	Reason  string `json:"reason,omitempty"`
	// Facts are what the target or the tool says of itself, where that differs.
	Facts []DiffFact `json:"facts"`
	Notes []string   `json:"notes,omitempty"` // what a reader has to know to trust it

	// Of two runs: FailOn says what counts as a regression, Compared how many
	// cases stand in both, Cases are those that differ.
	FailOn   FailOn     `json:"fail_on,omitempty"`
	Compared int        `json:"compared,omitempty"`
	Cases    []DiffCase `json:"cases,omitempty"`

	// Of two loads: MaxRegression is the bound, 0.1 for 10 %.
	MaxRegression float64      `json:"max_regression,omitempty"`
	Figures       []DiffFigure `json:"figures,omitempty"`
}

// DiffSide is one of the two results.
type DiffSide struct {
	Name      string    `json:"name"` // of the file
	Target    string    `json:"target"`
	Address   string    `json:"address"`
	Verdict   string    `json:"verdict"`
	Started   time.Time `json:"started"`
	Tool      string    `json:"tool"`
	Catalogue string    `json:"catalogue"`
}

// DiffFact is something outside the cases that differs.
type DiffFact struct {
	Name string `json:"name"`
	Old  string `json:"old"`
	New  string `json:"new"`
	// Reply says that it is something a client goes by, such as a capability: it
	// counts like a changed reply.
	Reply bool `json:"reply,omitempty"`
}

// Changes of a case.
const (
	ChangeWorse        = "worse"        // the verdict is worse
	ChangeFixed        = "fixed"        // the verdict is better
	ChangeVerdict      = "verdict"      // another verdict, neither better nor worse
	ChangeReply        = "reply"        // the verdict is the same, and the server gave other signals
	ChangeText         = "text"         // the same, in other words
	ChangeGone         = "gone"         // not in the new result
	ChangeNew          = "new"          // not in the old result
	ChangeIncomparable = "incomparable" // the scenario is another
)

// DiffCase is a case that differs.
type DiffCase struct {
	ID     string  `json:"id"`
	Title  string  `json:"title"`
	Level  string  `json:"level,omitempty"`
	Change string  `json:"change"`
	Old    Verdict `json:"old,omitempty"`
	New    Verdict `json:"new,omitempty"`
	// Regression says that it counts as one, by FailOn.
	Regression bool   `json:"regression,omitempty"`
	Reason     string `json:"reason,omitempty"` // of the new verdict, or why it cannot be compared
	// Findings are those of the new result that the old one does not have.
	Findings []Finding   `json:"findings,omitempty"`
	Replies  []DiffReply `json:"replies,omitempty"`
}

// DiffReply is a place where the server said something else.
type DiffReply struct {
	On    string `json:"on,omitempty"` // name of the connection
	After string `json:"after"`        // what had been sent, "" for the greeting
	// Old and New are what came. One that is empty says that the case ended before
	// that, and one that was sent that it did not.
	Old  Observation `json:"old,omitzero"`
	New  Observation `json:"new,omitzero"`
	Text bool        `json:"text,omitempty"` // the wording alone differs
}

// FailOn is what counts as a regression of a run.
type FailOn string

// What may count, each with those before it.
const (
	FailOnVerdict FailOn = "verdict" // a worse verdict, a passed case that is gone
	FailOnReply   FailOn = "reply"   // another reply code, enhanced status code, capability or ending
	FailOnText    FailOn = "text"    // other words
)

// DiffExitCode is the exit code of the command: 0, 1 with a regression, 3 when
// nothing could be compared.
func DiffExitCode(d *Diff) int {
	switch d.Verdict {
	case NotRegressed:
		return 0
	case Regressed:
		return 1
	default:
		return 3
	}
}

// IncomparableError says why two results cannot be compared at all.
type IncomparableError struct{ Why string }

func (e *IncomparableError) Error() string { return e.Why }
