package htmlreport

import (
	"errors"
	"fmt"
	"html/template"
	"io"
	"math"
	"net/url"
	"strings"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/text"
)

// Bounds of one string of a page, in octets. The result file has the rest.
const (
	maxText = 16 << 10 // of what was sent or received
	maxName = 1000     // of anything else: a browser breaks longer words too slowly
)

// runView is what run.html takes.
type runView struct {
	*comparison
	Title      string
	Several    bool
	Verdicts   []verdictView
	Occurring  []verdictView
	Violations []violationGroup
	More       int // violations left out
	Coverage   coverage
	Levels     []string
	Labels     []string
	Documents  []*document
	Total      int
	Index      template.JS
	Details    template.JS
}

// WriteRun writes a page about one conformance run, or about several beside each other.
func WriteRun(w io.Writer, runs ...*reports.Run) error {
	if len(runs) == 0 {
		return errors.New("no result to report: name at least one")
	}
	clean := make([]*reports.Run, len(runs))
	for i, r := range runs {
		clean[i] = bounded(r)
		clean[i].Counts = reports.Count(clean[i].Cases)
		if clean[i].Verdict == "" {
			reports.Conclude(clean[i], clean[i].Strict)
		}
	}
	c := compare(clean)
	index, err1 := block(c.index())
	details, err2 := block(c.details())
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	v := &runView{
		comparison: c, Title: c.Names[0], Several: len(runs) > 1, Verdicts: verdictViews(), Occurring: c.occurring(), Coverage: c.cover(),
		Levels: c.levels(), Labels: c.labels(), Documents: c.documents, Total: len(c.cases), Index: index, Details: details,
	}
	list, more := c.violations()
	v.Violations, v.More = grouped(list), more
	window := fmt.Sprintf("%s: %s", clean[0].Verdict, c.Names[0])
	if v.Several {
		window = strings.Join(c.Names, ", ")
	}
	p := page{Name: "run", Title: window + " - smtpspec", Kind: "Conformance report", Data: v, Funcs: runFuncs()}
	return p.write(w)
}

// bounded is a cleaned copy of a run, with long texts where there may be some.
func bounded(r *reports.Run) *reports.Run {
	out, long := reports.CleanRun(r, maxName), reports.CleanRun(r, maxText)
	for i := range out.Cases {
		c, from := &out.Cases[i], &long.Cases[i]
		c.Transcript = from.Transcript
		for j := range c.Transcript {
			c.Transcript[j].On = text.Clean(c.Transcript[j].On, maxName)
		}
		for j := range c.Findings {
			f, from := &c.Findings[j], &from.Findings[j]
			f.Sent, f.Expected, f.Got, f.Detail = from.Sent, from.Expected, from.Got, from.Detail
		}
	}
	return out
}

func runFuncs() template.FuncMap {
	return template.FuncMap{
		"sign": sign, "count": countOf, "overall": (*reports.Run).Overall, "link": link, "duration": text.Duration,
		"number": number, "day": func(t time.Time) string { return t.Format("2 January 2006, 15:04:05 UTC") },
		"stamp": func(t time.Time) string { return t.Format(time.RFC3339) },
		"total": func(n reports.Counts) int { return n.Total() },
		"word":  func(v reports.Verdict) string { return string(v) },
		"bar":   bar, "cell": newCell, "proof": proof,
		"cases": func(n int) string { return plural(n, "case") },
		"in":    func(r *runView, v *violation, open bool) inRun { return inRun{r, v, open} }, "inc": func(i int) int { return i + 1 },
	}
}

// inRun is a violation with the run that it belongs to.
type inRun struct {
	Run       *runView
	Violation *violation
	Open      bool
}

// plural counts things whose plural is made with an s.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return number(n) + " " + thing + "s"
}

// cell is one of the grid of servers.
type cell struct {
	In     string // document or section
	Run    int
	Counts reports.Counts
	Worst  reports.Verdict
	Server string
}

func newCell(in string, run int, n reports.Counts, server string) cell {
	return cell{in, run, n, worstOf(n), server}
}

// link is a fragment that filters the cases: pairs of key and value. Empty values are left
// out.
func link(pairs ...any) string {
	var parts []string
	for i := 0; i+1 < len(pairs); i += 2 {
		if value := fmt.Sprint(pairs[i+1]); value != "" {
			parts = append(parts, fmt.Sprint(pairs[i])+"="+url.QueryEscape(value))
		}
	}
	return "#" + strings.Join(parts, "&")
}

// number shows thousands apart.
func number(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// slice is a part of the bar of verdicts, in thousandths.
type slice struct {
	Verdict     reports.Verdict
	From, Width float64
}

// bar lays the verdicts beside each other. What is there at all can be seen.
func bar(n reports.Counts) []slice {
	const whole, least = 1000, 6
	var out []slice
	room := float64(whole)
	sum := 0
	for _, v := range verdictViews() {
		if k := countOf(n, v.Verdict); k > 0 {
			out = append(out, slice{Verdict: v.Verdict, Width: float64(k)})
			room -= least
			sum += k
		}
	}
	from := 0.0
	for i := range out {
		width := least + room*out[i].Width/float64(sum)
		out[i].From, out[i].Width = math.Round(from), math.Round(from+width)-math.Round(from)
		from += width
	}
	return out
}
