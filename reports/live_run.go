package reports

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// LiveRun is what is known of a run that is under way. Its methods are for one
// goroutine at a time.
type LiveRun struct {
	sections map[string]*liveSection // by case
	longest  int                     // characters of the longest name
	total    int
	done     int
	counts   Counts
	strict   bool
	shown    int // failures
	playing  map[string]time.Duration
}

// LiveCase is a case that will be played.
type LiveCase struct{ ID, Section string }

type liveSection struct {
	name   string
	left   int
	counts Counts
	worst  Verdict
}

const (
	// maxLiveFailures is how many failures are shown before the report does.
	maxLiveFailures = 20
	// slow is how long a case is under way before it is named.
	slow = 2 * time.Second
)

// NewLiveRun is a run of which nothing has been played. Under strict a warning
// is shown like a failure.
func NewLiveRun(planned []LiveCase, strict bool) *LiveRun {
	l := &LiveRun{sections: map[string]*liveSection{}, total: len(planned), strict: strict, playing: map[string]time.Duration{}}
	named := map[string]*liveSection{}
	for _, c := range planned {
		s := named[c.Section]
		if s == nil {
			s = &liveSection{name: c.Section}
			named[c.Section] = s
			l.longest = max(l.longest, textWidth(c.Section))
		}
		s.left++
		l.sections[c.ID] = s
	}
	return l
}

// Started notes that a case is being played.
func (l *LiveRun) Started(id string, at time.Duration) { l.playing[id] = at }

// Done counts a case. It returns what there is to say at once: the failure, and
// the section that is complete with it.
func (l *LiveRun) Done(c *Case, o LiveOptions) []string {
	delete(l.playing, c.ID)
	l.done++
	l.counts.Add(c.Verdict)
	var lines []string
	if c.Verdict == Fail || c.Verdict == Error || l.strict && c.Verdict == Warn {
		lines = l.failure(c, o)
	}
	s := l.sections[c.ID]
	if s == nil {
		return lines
	}
	s.left--
	s.counts.Add(c.Verdict)
	s.worst = Worst(s.worst, c.Verdict)
	if s.left == 0 {
		lines = append(lines, l.section(s, o)...)
	}
	return lines
}

// section is the line of a section that is complete, more where it is narrow.
func (l *LiveRun) section(s *liveSection, o LiveOptions) []string {
	const (
		least   = 16 // characters of a name that shares its line
		columns = 60 // of a line that has room for columns
	)
	parts := countParts(s.counts)
	words, painted := make([]string, len(parts)), make([]string, len(parts))
	for i, p := range parts {
		words[i], painted[i] = p.text, o.paint(p.v, p.text)
	}
	name, sign := o.text(s.name), o.paint(s.mark(), o.sign(s.mark()))
	if o.Width <= 0 {
		return []string{fmt.Sprintf("%s %s: %s", sign, name, strings.Join(painted, ", "))}
	}
	width := o.width() - 1
	room := width - 4 - textWidth(strings.Join(words, ", "))
	if room < least {
		lines := []string{sign + " " + o.shorten(name, width-2)}
		for _, line := range wrapWords(strings.Join(words, ", "), width-4) {
			lines = append(lines, "    "+line)
		}
		return lines
	}
	column := min(l.longest, room)
	if width >= columns {
		column = min(column, width-34)
	}
	name = o.shorten(name, column)
	return []string{sign + " " + name + strings.Repeat(" ", max(column-textWidth(name), 0)+2) + strings.Join(painted, ", ")}
}

// mark is the worst verdict of a section. Beside what holds, what does not apply
// or is only recorded is nothing bad.
func (s *liveSection) mark() Verdict {
	if s.counts.Pass > 0 && (s.worst == Info || s.worst == Skip) {
		return Pass
	}
	return s.worst
}

// countParts are the verdicts that there are, the worst first.
func countParts(n Counts) []livePart {
	var parts []livePart
	for _, p := range []struct {
		v    Verdict
		n    int
		text string
	}{
		{Fail, n.Fail, fmt.Sprintf("%d failed", n.Fail)},
		{Error, n.Error, Plural(n.Error, "error")},
		{Warn, n.Warn, Plural(n.Warn, "warning")},
		{Unknown, n.Unknown, fmt.Sprintf("%d unknown", n.Unknown)},
		{Waived, n.Waived, fmt.Sprintf("%d waived", n.Waived)},
		{Pass, n.Pass, fmt.Sprintf("%d passed", n.Pass)},
		{Info, n.Info, fmt.Sprintf("%d info", n.Info)},
		{Skip, n.Skip, fmt.Sprintf("%d skipped", n.Skip)},
	} {
		if p.n > 0 {
			parts = append(parts, livePart{p.v, p.text})
		}
	}
	return parts
}

// failure is a case that failed in a few lines; the report will show it whole.
func (l *LiveRun) failure(c *Case, o LiveOptions) []string {
	l.shown++
	switch {
	case l.shown == maxLiveFailures+1:
		return []string{"more have failed; the report at the end shows them"}
	case l.shown > maxLiveFailures:
		return nil
	}
	short := *c
	short.Transcript = nil
	short = cleanValue(reflect.ValueOf(short), maxLiveText).Interface().(Case)
	var b strings.Builder
	p := newPage(&b, o.Width, o.Color)
	p.words(c.Verdict, o.sign(c.Verdict)+" "+short.Verdict.word()+" ", short.ID, 4)
	field := func(name, text string, wrap func(string, int) []string) {
		if text = o.text(text); text != "" {
			p.lines(label(name), o.brief(text, wrap), labelWidth)
		}
	}
	id, level := mainRequirement(&short), short.Level
	if findings := worstFirst(short.Findings); len(findings) > 0 {
		f := &findings[0]
		id = cmp.Or(f.Requirement, id)
		field("requirement", strings.Trim(id+", "+level, ", "), wrapWords)
		field("expected", f.Wanted(), wrapOctets)
		field("got", f.Came(), wrapOctets)
		field("message", f.Remark(), wrapWords)
	} else {
		field("requirement", strings.Trim(id+", "+level, ", "), wrapWords)
		field("reason", short.Why(), wrapWords)
	}
	_ = p.flush() // a strings.Builder takes everything
	return strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
}

// brief is text on two lines at most, behind a label.
func (o LiveOptions) brief(text string, wrap func(string, int) []string) []string {
	const most = 2
	column := max(o.width()-1-labelWidth, minWidth)
	lines := wrap(text, column)
	if len(lines) > most {
		lines = lines[:most]
		lines[most-1] = o.cut(lines[most-1], column)
	}
	return lines
}

// Bar is what stands below everything else while the run goes on.
func (l *LiveRun) Bar(now time.Duration, o LiveOptions) []string {
	v, part := Pass, 0.0
	if l.total > 0 {
		part = float64(l.done) / float64(l.total)
	}
	failed := livePart{"", fmt.Sprintf("%d failed", l.counts.Fail)}
	if l.counts.Fail > 0 {
		v, failed.v = Fail, Fail
	}
	parts := []livePart{{"", fmt.Sprintf("%d/%d", l.done, l.total)}, failed}
	if l.counts.Error > 0 {
		parts = append(parts, livePart{Error, Plural(l.counts.Error, "error")})
	}
	if l.counts.Warn > 0 {
		parts = append(parts, livePart{Warn, Plural(l.counts.Warn, "warning")})
	}
	lines := o.head(v, part, append(parts, livePart{"", elapsed(now.Seconds())}))
	if text := l.waiting(now); text != "" {
		lines = append(lines, o.shorten(o.text(text), o.width()-1))
	}
	return lines
}

// waiting names what has been under way for long, the longest first.
func (l *LiveRun) waiting(now time.Duration) string {
	var ids []string
	for id, at := range l.playing {
		if now-at >= slow {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return ""
	}
	slices.SortFunc(ids, func(a, b string) int { return cmp.Or(cmp.Compare(l.playing[a], l.playing[b]), cmp.Compare(a, b)) })
	text := fmt.Sprintf("waiting for %d s: %s", int((now-l.playing[ids[0]])/time.Second), ids[0])
	if more := len(ids) - 1; more > 0 {
		text += fmt.Sprintf(", %d more", more)
	}
	return text
}

// Line is how far the run is, for an output that is no terminal.
func (l *LiveRun) Line(now time.Duration) string {
	line := fmt.Sprintf("%d of %d cases, %d failed", l.done, l.total, l.counts.Fail)
	if l.counts.Error > 0 {
		line += ", " + Plural(l.counts.Error, "error")
	}
	return line + fmt.Sprintf(", %s", elapsed(now.Seconds()))
}
