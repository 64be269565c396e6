package reports

import (
	"math"
	"slices"
	"strings"

	"github.com/smtpspec/smtpspec/reports/replies"
)

// heard is what a server said differently in a case.
type heard struct {
	replies   []DiffReply
	sentOther bool // the client sent something else before that
	parted    bool // one of the two went on before a reply came
	unordered bool // the client had gone ahead of the server where the answers differ
}

// maxDiffReplies bounds how many places of one case are kept.
const maxDiffReplies = 8

func (h heard) degree() replies.Degree {
	worst := replies.Same
	for _, r := range h.replies {
		if r.Text {
			worst = max(worst, replies.Text)
		} else {
			worst = replies.Signal
		}
	}
	return worst
}

// heard compares two transcripts, each connection by itself: the order in which
// events of several connections came is no matter of the server alone.
func (c *runComparison) heard(was, is *Case) heard {
	var h heard
	if elsewhere(was) || elsewhere(is) {
		return h
	}
	before, names := byConnection(was.Transcript)
	after, more := byConnection(is.Transcript)
	for _, name := range more {
		if _, ok := before[name]; !ok {
			names = append(names, name)
		}
	}
	ahead, aheadToo := ahead(was.Transcript, pipelines(c.old)), ahead(is.Transcript, pipelines(c.fresh))
	for _, name := range names {
		until := firm(ahead, name, firm(aheadToo, name, math.MaxInt))
		if !c.connection(&h, name, before[name], after[name], until) {
			break
		}
	}
	return h
}

// firm is up to which answer of a connection the order was kept.
func firm(ahead map[string]int, name string, otherwise int) int {
	if from, ok := ahead[name]; ok {
		return min(from, otherwise)
	}
	return otherwise
}

// answer is what came between two things that were sent on a connection.
type answer struct {
	after  string  // what had been sent, "" for the greeting
	at     float64 // when
	events []Event
	// silent is when more had been waited for and had not come; 0 when it was not.
	silent float64
}

// waited is how long more was waited for in vain.
func (a *answer) waited() float64 { return a.silent - a.at }

// byConnection gives the answers on each connection, and the names of the
// connections in their order. What depends on timing alone is left out.
func byConnection(events []Event) (answers map[string][]answer, names []string) {
	answers = map[string][]answer{}
	for _, e := range events {
		list, ok := answers[e.On]
		if !ok {
			names = append(names, e.On)
			list = []answer{{}}
		}
		last := &list[len(list)-1]
		switch {
		case e.From == FromClient:
			list = append(list, answer{after: e.Text, at: e.AtMS})
		case e.From == FromNobody && replies.Silence(e.Text):
			last.silent = e.AtMS
		case e.From == FromNobody && replies.Note(e.Text) == "":
		default:
			last.events = append(last.events, e)
			last.silent = 0 // it was late
		}
		answers[e.On] = list
	}
	return answers, names
}

// connection compares what happened on one connection, answer by answer, of which
// those before until are in a certain order. It is false when the two runs parted
// there, so that the rest of the case says nothing.
func (c *runComparison) connection(h *heard, name string, before, after []answer, until int) bool {
	if c.sameInAll(before, after) { // a reply that came later stands behind the next thing that was sent
		for i := range before {
			h.parted = h.parted || len(before[i].events) != len(after[i].events)
		}
		return true
	}
	for i := range min(len(before), len(after)) {
		a, b := before[i], after[i]
		if len(h.replies) == 0 && replies.Sent(a.after) != replies.Sent(b.after) {
			h.sentOther = true
		}
		for j := range max(len(a.events), len(b.events)) {
			old, fresh, differs := c.event(a, b, j)
			switch {
			case differs == byTiming:
				h.parted = true
				return false
			case differs != byNothing && i >= until:
				h.unordered = true
				return false
			case differs != byNothing && len(h.replies) < maxDiffReplies:
				h.replies = append(h.replies, DiffReply{On: name, After: b.after, Old: old, New: fresh, Text: differs == byText})
			}
		}
	}
	const ended = "(the case ended before that)"
	switch {
	case len(before) != len(after) && min(len(before), len(after)) >= until:
		h.unordered = true
		return false
	case len(h.replies) >= maxDiffReplies || len(before) == len(after):
	case len(before) > len(after):
		h.replies = append(h.replies, DiffReply{On: name, After: before[len(after)].after, Old: "(sent)", New: ended})
	default:
		h.replies = append(h.replies, DiffReply{On: name, After: after[len(before)].after, Old: ended, New: "(sent)"})
	}
	return true
}

// sameInAll tells whether the same events came in the same order, when as much was
// sent.
func (c *runComparison) sameInAll(before, after []answer) bool {
	flat := func(list []answer) (out []Event, hello []bool) {
		for _, a := range list {
			for _, e := range a.events {
				out, hello = append(out, e), append(hello, replies.Hello(a.after))
			}
		}
		return out, hello
	}
	a, helloA := flat(before)
	b, helloB := flat(after)
	if len(before) != len(after) || len(a) != len(b) {
		return false
	}
	for i := range a {
		if c.differ(&a[i], &b[i], helloA[i] || helloB[i]) != byNothing {
			return false
		}
	}
	return true
}

// difference is how two events differ.
type difference int

const (
	byNothing difference = iota
	byText
	bySignal
	byTiming // one side did not wait long enough: what follows says nothing
)

// event compares an event of two answers.
func (c *runComparison) event(a, b answer, i int) (old, fresh string, differs difference) {
	const silence = "(nothing came)"
	switch {
	case i >= len(a.events):
		return silence, b.events[i].Text, missed(a, b, i, c.wasSlow)
	case i >= len(b.events):
		return a.events[i].Text, silence, missed(b, a, i, c.isSlow)
	}
	return a.events[i].Text, b.events[i].Text, c.differ(&a.events[i], &b.events[i], replies.Hello(a.after) || replies.Hello(b.after))
}

func (c *runComparison) differ(a, b *Event, hello bool) difference {
	if a.From != FromServer || b.From != FromServer {
		switch {
		case a.From == b.From && replies.Note(a.Text) == replies.Note(b.Text):
			return byNothing
		case undelivered(a) && delivered(b) || undelivered(b) && delivered(a):
			return byTiming
		default:
			return bySignal
		}
	}
	switch replies.Compare(a.Text, b.Text, c.was, c.is, hello) {
	case replies.Same:
		return byNothing
	case replies.Text:
		return byText
	default:
		return bySignal
	}
}

// missed tells whether an event of one run did not come in the other. It says
// nothing when it was not waited for: then it was there or not by chance. Nor
// when it was not waited for long enough: less than it took where it came, or
// less than a reply may take in the run where it did not.
func missed(silent, answered answer, i int, slow float64) difference {
	took := answered.events[i].AtMS - answered.at
	switch {
	case silent.silent == 0:
		return byNothing
	case silent.waited() > max(took, 2*slow):
		return bySignal
	default:
		return byTiming
	}
}

// slowest is how long replies take in a run, one in a hundred at least so long.
func slowest(r *Run) float64 {
	var times []float64
	for i := range r.Cases {
		sent := map[string]float64{}
		for _, e := range r.Cases[i].Transcript {
			switch e.From {
			case FromClient:
				sent[e.On] = e.AtMS
			case FromServer:
				if at, ok := sent[e.On]; ok {
					times = append(times, e.AtMS-at)
				}
				delete(sent, e.On)
			}
		}
	}
	if len(times) == 0 {
		return 0
	}
	slices.Sort(times)
	return times[len(times)*99/100]
}

// delivered tells whether an event says what was found of a message. That nothing
// was found yet says less than a number: a scenario that needs a message waits for
// it, and has its verdict by it.
func delivered(e *Event) bool {
	return e.From == FromNobody && strings.Contains(e.Text, " message(s) delivered that hold ")
}

func undelivered(e *Event) bool { return delivered(e) && strings.HasPrefix(e.Text, "0 ") }
