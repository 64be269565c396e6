package terminal

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/text"
)

// LiveRun is what is known of a run in progress. Its methods are for one
// goroutine at a time.
type LiveRun struct {
	sections map[string]*liveSection // by case
	longest  int                     // characters of the longest name
	total    int
	done     int
	counts   reports.Counts
	strict   bool
	shown    int // failures
	running  map[string]time.Duration
}

// LiveCase is a case that will be run.
type LiveCase struct{ ID, Section string }

type liveSection struct {
	name   string
	left   int
	counts reports.Counts
	worst  reports.Verdict
}

const (
	// maxLiveFailures is how many failures are shown before the report does.
	maxLiveFailures = 20
	// slow is how long a case is under way before it is named.
	slow = 2 * time.Second
)

// NewLiveRun is a run in which no case has begun. Under strict a warning
// is shown like a failure.
func NewLiveRun(planned []LiveCase, strict bool) *LiveRun {
	l := &LiveRun{sections: map[string]*liveSection{}, total: len(planned), strict: strict, running: map[string]time.Duration{}}
	named := map[string]*liveSection{}
	for _, c := range planned {
		s := named[c.Section]
		if s == nil {
			s = &liveSection{name: c.Section}
			named[c.Section] = s
			l.longest = max(l.longest, text.Width(c.Section))
		}
		s.left++
		l.sections[c.ID] = s
	}
	return l
}

// Started notes that a case is being run.
func (l *LiveRun) Started(id string, at time.Duration) { l.running[id] = at }

// Done counts a case. It returns what there is to say at once: the failure, and
// the section that is complete with it.
func (l *LiveRun) Done(c *reports.Case, o LiveOptions) []string {
	delete(l.running, c.ID)
	l.done++
	l.counts.Add(c.Verdict)
	var lines []string
	if c.Verdict == reports.Fail || c.Verdict == reports.Error || l.strict && c.Verdict == reports.Warn {
		lines = l.failure(c, o)
	}
	s := l.sections[c.ID]
	if s == nil {
		return lines
	}
	s.left--
	s.counts.Add(c.Verdict)
	s.worst = reports.Worst(s.worst, c.Verdict)
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
	name, sign := o.line(s.name), o.paint(s.mark(), o.sign(s.mark()))
	if o.Width <= 0 {
		return []string{fmt.Sprintf("%s %s: %s", sign, name, strings.Join(painted, ", "))}
	}
	width := o.width() - 1
	room := width - 4 - text.Width(strings.Join(words, ", "))
	if room < least {
		lines := []string{sign + " " + o.shorten(name, width-2)}
		for _, line := range text.WrapWords(strings.Join(words, ", "), width-4) {
			lines = append(lines, "    "+line)
		}
		return lines
	}
	column := min(l.longest, room)
	if width >= columns {
		column = min(column, width-34)
	}
	name = o.shorten(name, column)
	return []string{sign + " " + name + strings.Repeat(" ", max(column-text.Width(name), 0)+2) + strings.Join(painted, ", ")}
}

// mark is the worst verdict of a section. Cases that do not apply, or are only
// recorded, count for nothing beside one that passes.
func (s *liveSection) mark() reports.Verdict {
	if s.counts.Pass > 0 && (s.worst == reports.Info || s.worst == reports.Skip) {
		return reports.Pass
	}
	return s.worst
}

// countParts are the verdicts that there are, the worst first.
func countParts(n reports.Counts) []livePart {
	var parts []livePart
	for _, p := range []struct {
		v    reports.Verdict
		n    int
		text string
	}{
		{reports.Fail, n.Fail, fmt.Sprintf("%d failed", n.Fail)},
		{reports.Error, n.Error, text.Plural(n.Error, "error")},
		{reports.Warn, n.Warn, text.Plural(n.Warn, "warning")},
		{reports.Unknown, n.Unknown, fmt.Sprintf("%d unknown", n.Unknown)},
		{reports.Waived, n.Waived, fmt.Sprintf("%d waived", n.Waived)},
		{reports.Pass, n.Pass, fmt.Sprintf("%d passed", n.Pass)},
		{reports.Info, n.Info, fmt.Sprintf("%d info", n.Info)},
		{reports.Skip, n.Skip, fmt.Sprintf("%d skipped", n.Skip)},
	} {
		if p.n > 0 {
			parts = append(parts, livePart{p.v, p.text})
		}
	}
	return parts
}

// failure is a case that failed in a few lines; the report will show it whole.
func (l *LiveRun) failure(c *reports.Case, o LiveOptions) []string {
	l.shown++
	switch {
	case l.shown == maxLiveFailures+1:
		return []string{"more have failed; the report at the end shows them"}
	case l.shown > maxLiveFailures:
		return nil
	}
	short := *c
	short.Transcript = nil
	short = text.CleanValue(reflect.ValueOf(short), maxLiveText).Interface().(reports.Case)
	var b strings.Builder
	p := newPage(&b, o.Width, o.Color)
	p.writeWrapped(c.Verdict, o.sign(c.Verdict)+" "+short.Verdict.Word()+" ", short.ID, 4)
	field := func(name, value string, wrap func(string, int) []string) {
		if value = o.line(value); value != "" {
			p.writeLines(label(name), o.brief(value, wrap), labelWidth)
		}
	}
	id, level := short.MainRequirement(), short.Level
	if findings := short.WorstFirst(); len(findings) > 0 {
		f := &findings[0]
		id = cmp.Or(f.Requirement, id)
		field("requirement", strings.Trim(id+", "+level, ", "), text.WrapWords)
		field("expected", f.Wanted(), text.WrapOctets)
		field("got", f.Came(), text.WrapOctets)
		field("message", f.Remark(), text.WrapWords)
	} else {
		field("requirement", strings.Trim(id+", "+level, ", "), text.WrapWords)
		field("reason", short.Why(), text.WrapWords)
	}
	_ = p.flush() // a strings.Builder takes everything
	return strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
}

// brief is text on two lines at most, after a label.
func (o LiveOptions) brief(value string, wrap func(string, int) []string) []string {
	const most = 2
	column := max(o.width()-1-labelWidth, text.MinWidth)
	lines := wrap(value, column)
	if len(lines) > most {
		lines = lines[:most]
		lines[most-1] = o.cut(lines[most-1], column)
	}
	return lines
}

// Bar is what is shown below everything else during the run.
func (l *LiveRun) Bar(now time.Duration, o LiveOptions) []string {
	v, part := reports.Pass, 0.0
	if l.total > 0 {
		part = float64(l.done) / float64(l.total)
	}
	failed := livePart{"", fmt.Sprintf("%d failed", l.counts.Fail)}
	if l.counts.Fail > 0 {
		v, failed.v = reports.Fail, reports.Fail
	}
	parts := []livePart{{"", fmt.Sprintf("%d/%d", l.done, l.total)}, failed}
	if l.counts.Error > 0 {
		parts = append(parts, livePart{reports.Error, text.Plural(l.counts.Error, "error")})
	}
	if l.counts.Warn > 0 {
		parts = append(parts, livePart{reports.Warn, text.Plural(l.counts.Warn, "warning")})
	}
	lines := o.head(v, part, append(parts, livePart{"", elapsed(now.Seconds())}))
	if text := l.waiting(now); text != "" {
		lines = append(lines, o.shorten(o.line(text), o.width()-1))
	}
	return lines
}

// waiting names what has been under way for long, the longest first.
func (l *LiveRun) waiting(now time.Duration) string {
	var ids []string
	for id, at := range l.running {
		if now-at >= slow {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return ""
	}
	slices.SortFunc(ids, func(a, b string) int { return cmp.Or(cmp.Compare(l.running[a], l.running[b]), cmp.Compare(a, b)) })
	text := fmt.Sprintf("waiting for %d s: %s", int((now-l.running[ids[0]])/time.Second), ids[0])
	if more := len(ids) - 1; more > 0 {
		text += fmt.Sprintf(", %d more", more)
	}
	return text
}

// Line is how far the run is, for an output that is no terminal.
func (l *LiveRun) Line(now time.Duration) string {
	line := fmt.Sprintf("%d of %d cases, %d failed", l.done, l.total, l.counts.Fail)
	if l.counts.Error > 0 {
		line += ", " + text.Plural(l.counts.Error, "error")
	}
	return line + fmt.Sprintf(", %s", elapsed(now.Seconds()))
}
