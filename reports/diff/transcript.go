package diff

import (
	"math"
	"slices"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/diff/replies"
)

// transcriptDiff is how the transcripts of a case differ.
type transcriptDiff struct {
	replies   []Reply
	sentOther bool // the client sent something else before that
	outOfStep bool // one of the two went on before a reply came
	unordered bool // the client had gone ahead of the server where the answers differ
}

// maxReplies bounds how many places of one case are kept.
const maxReplies = 8

func (h transcriptDiff) degree() replies.Degree {
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

// compareTranscripts compares two transcripts, each connection by itself: the order in which
// events of several connections came depends not only on the server.
func (c *runComparison) compareTranscripts(was, is *reports.Case) transcriptDiff {
	var h transcriptDiff
	if seenElsewhere(was) || seenElsewhere(is) {
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
		until := orderedUntil(ahead, name, orderedUntil(aheadToo, name, math.MaxInt))
		d := c.connection(before[name], after[name], until)
		h.sentOther = h.sentOther || d.sentOther && len(h.replies) == 0
		h.outOfStep, h.unordered = h.outOfStep || d.outOfStep, h.unordered || d.unordered
		for _, r := range d.replies[:min(len(d.replies), maxReplies-len(h.replies))] {
			r.On = name
			h.replies = append(h.replies, r)
		}
		if d.over {
			break
		}
	}
	return h
}

// orderedUntil returns up to which answer of a connection the client kept the order.
func orderedUntil(ahead map[string]int, name string, limit int) int {
	if from, ok := ahead[name]; ok {
		return min(from, limit)
	}
	return limit
}

// answer is what came between two things that were sent on a connection.
type answer struct {
	after  string  // what had been sent, "" for the greeting
	at     float64 // when
	events []reports.Event
	// silent is when more had been waited for and had not come; 0 when it was not.
	silent float64
}

// waited is how long more was waited for in vain.
func (a *answer) waited() float64 { return a.silent - a.at }

// byConnection gives the answers on each connection, and the names of the
// connections in their order. How much of what was sent a server has taken before it
// closed depends on timing alone, and is left out.
func byConnection(events []reports.Event) (answers map[string][]answer, names []string) {
	answers = map[string][]answer{}
	for _, e := range events {
		list, ok := answers[e.On]
		if !ok {
			names = append(names, e.On)
			list = []answer{{}}
		}
		last := &list[len(list)-1]
		switch e.Kind {
		case reports.SawSent:
			list = append(list, answer{after: e.Octets, at: e.AtMS})
		case reports.SawSilence:
			last.silent = e.AtMS
		case reports.SawUnsent:
		default:
			last.events = append(last.events, e)
			last.silent = 0 // it was late
		}
		answers[e.On] = list
	}
	return answers, names
}

// connDiff is how two runs differ on one connection.
type connDiff struct {
	replies              []Reply
	sentOther            bool // before any reply differs
	outOfStep, unordered bool // as in transcriptDiff
	over                 bool // the rest of the case says nothing
}

// connection compares what happened on one connection, answer by answer, of which
// those before until are in a certain order.
func (c *runComparison) connection(before, after []answer, until int) connDiff {
	if c.sameEvents(before, after) { // a reply that came later is after the next thing that was sent
		return connDiff{outOfStep: slices.ContainsFunc(pairUp(before, after), func(p pair) bool { return len(p.old.events) != len(p.fresh.events) })}
	}
	var d connDiff
	for i, p := range pairUp(before, after) {
		d.sentOther = d.sentOther || len(d.replies) == 0 && replies.Sent(p.old.after) != replies.Sent(p.fresh.after)
		for j := range max(len(p.old.events), len(p.fresh.events)) {
			old, fresh, differs := c.event(p.old, p.fresh, j)
			switch {
			case differs == byNothing:
			case differs == byTiming:
				d.outOfStep, d.over = true, true
				return d
			case i >= until:
				d.unordered, d.over = true, true
				return d
			default:
				d.replies = append(d.replies, Reply{After: p.fresh.after, Old: old, New: fresh, Text: differs == byText})
			}
		}
	}
	switch n := min(len(before), len(after)); {
	case len(before) == len(after):
	case n >= until:
		d.unordered, d.over = true, true
	case len(before) > n:
		d.replies = append(d.replies, Reply{After: before[n].after, Old: reports.Observation{Kind: reports.SawSent}})
	default:
		d.replies = append(d.replies, Reply{After: after[n].after, New: reports.Observation{Kind: reports.SawSent}})
	}
	return d
}

// pair is the answers of both runs to what was sent in the same place.
type pair struct{ old, fresh answer }

// pairUp puts the answers of both runs beside each other, up to the end of the shorter list.
func pairUp(before, after []answer) []pair {
	out := make([]pair, min(len(before), len(after)))
	for i := range out {
		out[i] = pair{before[i], after[i]}
	}
	return out
}

// sameEvents reports whether the same events came in the same order, after as many
// commands.
func (c *runComparison) sameEvents(before, after []answer) bool {
	flat := func(list []answer) (out []reports.Event, hello []bool) {
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
		if c.differ(&a[i].Observation, &b[i].Observation, helloA[i] || helloB[i]) != byNothing {
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
func (c *runComparison) event(a, b answer, i int) (old, fresh reports.Observation, differs difference) {
	silence := reports.Observation{Kind: reports.SawSilence}
	switch {
	case i >= len(a.events):
		return silence, b.events[i].Observation, missed(a, b, i, c.wasSlow)
	case i >= len(b.events):
		return a.events[i].Observation, silence, missed(b, a, i, c.isSlow)
	}
	old, fresh = a.events[i].Observation, b.events[i].Observation
	differs = c.differ(&old, &fresh, replies.Hello(a.after) || replies.Hello(b.after))
	return old, fresh, differs
}

// differ tells how two observations differ. That no message was found yet says less than
// a number: a scenario that needs a message waits for it, and has its verdict by it.
func (c *runComparison) differ(a, b *reports.Observation, hello bool) difference {
	switch {
	case a.Received() && b.Received():
		switch replies.Compare(a.Octets, b.Octets, c.was, c.is, hello) {
		case replies.Same:
			return byNothing
		case replies.Text:
			return byText
		default:
			return bySignal
		}
	case c.alike(a, b):
		return byNothing
	case a.Kind == reports.SawDelivered && b.Kind == reports.SawDelivered && (a.Count == 0 || b.Count == 0):
		return byTiming
	default:
		return bySignal
	}
}

// missed reports whether an event of one run did not come in the other. It says
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
func slowest(r *reports.Run) float64 {
	var times []float64
	for i := range r.Cases {
		sent := map[string]float64{}
		for _, e := range r.Cases[i].Transcript {
			switch e.Kind {
			case reports.SawSent:
				sent[e.On] = e.AtMS
			case reports.SawReply, reports.SawCleartext:
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
