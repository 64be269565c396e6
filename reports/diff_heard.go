package reports

import (
	"slices"

	"github.com/smtpspec/smtpspec/reports/replies"
)

// heard is what a server said differently in a case.
type heard struct {
	replies   []DiffReply
	sentOther bool // the client sent something else before that
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
	for _, name := range names {
		c.connection(&h, name, before[name], after[name])
	}
	return h
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

// connection compares what happened on one connection, answer by answer.
func (c *runComparison) connection(h *heard, name string, before, after []answer) {
	for i := range min(len(before), len(after)) {
		a, b := before[i], after[i]
		if len(h.replies) == 0 && replies.Sent(a.after) != replies.Sent(b.after) {
			h.sentOther = true
		}
		for j := range max(len(a.events), len(b.events)) {
			old, fresh, text, differs := c.event(a, b, j)
			if differs && len(h.replies) < maxDiffReplies {
				h.replies = append(h.replies, DiffReply{On: name, After: b.after, Old: old, New: fresh, Text: text})
			}
		}
	}
	const ended = "(the case ended before that)"
	switch {
	case len(h.replies) >= maxDiffReplies || len(before) == len(after):
	case len(before) > len(after):
		h.replies = append(h.replies, DiffReply{On: name, After: before[len(after)].after, Old: "(sent)", New: ended})
	default:
		h.replies = append(h.replies, DiffReply{On: name, After: after[len(before)].after, Old: ended, New: "(sent)"})
	}
}

// event compares an event of two answers.
func (c *runComparison) event(a, b answer, i int) (old, fresh string, text, differs bool) {
	const silence = "(nothing came)"
	switch {
	case i >= len(a.events):
		return silence, b.events[i].Text, false, missed(a, b, i, c.wasSlow)
	case i >= len(b.events):
		return a.events[i].Text, silence, false, missed(b, a, i, c.isSlow)
	}
	was, is := a.events[i], b.events[i]
	old, fresh = was.Text, is.Text
	if was.From != FromServer || is.From != FromServer {
		return old, fresh, false, was.From != is.From || replies.Note(old) != replies.Note(fresh)
	}
	degree := replies.Compare(old, fresh, c.was, c.is, replies.Hello(a.after) || replies.Hello(b.after))
	return old, fresh, degree == replies.Text, degree != replies.Same
}

// missed tells whether an event of one run did not come in the other, or only was
// not waited for long enough: less than it took where it came, or less than a
// reply may take in the run where it did not.
func missed(silent, answered answer, i int, slow float64) bool {
	took := answered.events[i].AtMS - answered.at
	return silent.silent > 0 && silent.waited() > max(took, 2*slow)
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
