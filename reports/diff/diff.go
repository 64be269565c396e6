package diff

import (
	"time"

	"github.com/smtpspec/smtpspec/reports"
)

// Format names the format of a comparison.
const Format = "smtpspec.diff/2"

// Overall verdicts of a comparison; NoVerdict is the third.
const (
	Regressed    = "regression"
	NotRegressed = "no-regression"
)

// Diff is what differs between two results of one kind.
type Diff struct {
	Format string `json:"format"` // DiffFormat; WriteDiffJSON fills it in
	Kind   string `json:"kind"`   // run or load
	Old    Side   `json:"old"`
	New    Side   `json:"new"`
	// Verdict is regression, no-regression, or no-verdict when nothing could be
	// compared; Reason says why.
	Verdict string `json:"verdict"`
	Reason  string `json:"reason,omitempty"`
	// Facts are what the target or the tool says of itself, where that differs.
	Facts []Fact   `json:"facts"`
	Notes []string `json:"notes,omitempty"` // what a reader has to know to trust it

	// Of two runs: FailOn says what counts as a regression, Compared how many
	// cases are in both, Cases are those that differ.
	FailOn   FailOn `json:"fail_on,omitempty"`
	Compared int    `json:"compared,omitempty"`
	Cases    []Case `json:"cases,omitempty"`

	// Of two loads: MaxRegression is the bound, 0.1 for 10 %.
	MaxRegression float64  `json:"max_regression,omitempty"`
	Figures       []Figure `json:"figures,omitempty"`
}

// Side is one of the two results.
type Side struct {
	Name      string    `json:"name"` // of the file
	Target    string    `json:"target"`
	Address   string    `json:"address"`
	Verdict   string    `json:"verdict"`
	Started   time.Time `json:"started"`
	Tool      string    `json:"tool"`
	Catalogue string    `json:"catalogue"`
}

// Fact is something outside the cases that differs.
type Fact struct {
	Name string `json:"name"`
	Old  string `json:"old"`
	New  string `json:"new"`
	// Reply says that it is something a client goes by, such as a capability: it
	// counts like a changed reply.
	Reply bool `json:"reply,omitempty"`
}

// Changes of a case.
const (
	ChangeRegressed    = "regressed"    // the verdict is worse
	ChangeFixed        = "fixed"        // the verdict is better
	ChangeVerdict      = "changed"      // another verdict, neither better nor worse
	ChangeReply        = "reply"        // the verdict is the same, and the reply has another meaning
	ChangeText         = "text"         // the reply means the same in other words
	ChangeRemoved      = "removed"      // not in the new result
	ChangeAdded        = "added"        // not in the old result
	ChangeIncomparable = "incomparable" // the scenario is another
)

// Case is a case that differs.
type Case struct {
	ID     string          `json:"id"`
	Title  string          `json:"title"`
	Level  string          `json:"level,omitempty"`
	Change string          `json:"change"`
	Old    reports.Verdict `json:"old,omitempty"`
	New    reports.Verdict `json:"new,omitempty"`
	// Regression says that it counts as one, by FailOn.
	Regression bool   `json:"regression,omitempty"`
	Reason     string `json:"reason,omitempty"` // of the new verdict, or why it cannot be compared
	// Findings are those of the new result that the old one does not have.
	Findings []reports.Finding `json:"findings,omitempty"`
	Replies  []Reply           `json:"replies,omitempty"`
}

// Reply is a place where the server replied differently.
type Reply struct {
	On    string `json:"on,omitempty"` // name of the connection
	After string `json:"after"`        // what had been sent, "" for the greeting
	// Old and New are what came. One that is empty says that the case ended before
	// that, and one that was sent that it did not.
	Old  reports.Observation `json:"old,omitzero"`
	New  reports.Observation `json:"new,omitzero"`
	Text bool                `json:"text,omitempty"` // the wording alone differs
}

// FailOn is what counts as a regression of a run.
type FailOn string

// What may count, each with those before it.
const (
	FailOnVerdict FailOn = "verdict" // a worse verdict, a passed case that is missing
	FailOnReply   FailOn = "reply"   // another reply code, enhanced status code, capability or ending
	FailOnText    FailOn = "text"    // other words
)

// ExitCode is the exit code of the command: 0, 1 with a regression, 3 when
// nothing could be compared.
func ExitCode(d *Diff) int {
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
