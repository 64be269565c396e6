package player

import "bytes"

// question is what was sent last, to find out what a reply answers.
type question struct {
	hellos   map[int]bool // the lines that are EHLO, LHLO or HELO
	utf8     bool         // a line has the parameter SMTPUTF8
	lines    int
	answered int // replies that have come since
}

// maxAsked bounds where commands are looked for; what is longer is content.
const maxAsked = 64 << 10

func ask(octets []byte) question {
	octets = octets[:min(len(octets), maxAsked)]
	q := question{hellos: map[int]bool{}}
	for line := range bytes.SplitSeq(bytes.TrimSuffix(octets, []byte("\n")), []byte("\n")) {
		verb, argument, _ := bytes.Cut(bytes.TrimSuffix(line, []byte("\r")), []byte(" "))
		q.utf8 = q.utf8 || bytes.HasSuffix(bytes.ToUpper(argument), []byte("SMTPUTF8"))
		switch string(bytes.ToUpper(verb)) {
		case "EHLO", "LHLO", "HELO":
			q.hellos[q.lines] = true
		}
		q.lines++
	}
	return q
}

// unanswered is how many replies may still come: one for the greeting and one for
// each line. Content that proved to be no content may have been treated as
// commands, so that its lines count too.
func (c *conn) unanswered() int { return max(0, c.lines+1-c.answers) }

// hello reports whether the reply that has come now answers EHLO, LHLO or HELO.
func (q *question) hello() bool { return q.hellos[q.answered] }

// unsure reports whether a hello is in a group, where a missing or extra reply
// would shift it.
func (q *question) unsure() bool { return q.lines > 1 && len(q.hellos) > 0 }
