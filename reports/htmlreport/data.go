package htmlreport

import (
	"encoding/json"
	"html/template"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/text"
)

// Bounds of what a page keeps of one case in one run; the result file has the rest.
const (
	maxFindings   = 50
	maxEvents     = 1000
	maxTranscript = 256 << 10 // octets
	// A page of which the texts are larger keeps little of the transcripts that are left, the
	// worst cases' being taken first: it is still to be opened.
	maxTexts        = 32 << 20
	smallTranscript = 2 << 10
)

// index is what the list of cases is made of: everything but what a case shows when it is
// opened. Requirements, labels and sections are given by their place in a list.
type index struct {
	Servers      []string           `json:"servers"`
	Sections     []indexSection     `json:"sections"`
	Requirements []indexRequirement `json:"requirements"`
	Labels       []string           `json:"labels"`
	Readings     []string           `json:"readings"`
	Cases        []indexCase        `json:"cases"`
}

type indexSection struct {
	Name string `json:"name"`
	Doc  string `json:"doc"`
}

type indexRequirement struct {
	ID        string `json:"id"`
	Reference string `json:"ref"`
	Level     string `json:"level"`
	Text      string `json:"text"`
}

type indexCase struct {
	ID           string         `json:"id"`
	Title        string         `json:"title"`
	Level        string         `json:"level"`
	Section      int            `json:"section"`
	Requirements []int          `json:"reqs"`
	Labels       []int          `json:"labels"`
	Policy       string         `json:"policy,omitempty"`
	Reading      int            `json:"reading,omitempty"` // of the policy; 0 where there is none too
	Place        string         `json:"place"`
	Results      []*indexResult `json:"results"` // by server; null where it was not run
}

type indexResult struct {
	Verdict   reports.Verdict `json:"verdict"`
	Reason    string          `json:"reason,omitempty"`
	Told      bool            `json:"told,omitempty"` // a finding says the same
	ElapsedMS float64         `json:"ms"`
}

// details is what cases show when they are opened. Most lines of transcripts occur in many
// cases, so that each text is stored once, and given by their place in Texts.
type details struct {
	Texts []string    `json:"texts"`
	Cases [][]*detail `json:"cases"` // by case, by server
}

type detail struct {
	Findings []findingDetail `json:"findings,omitempty"`
	Events   []event         `json:"events,omitempty"`
	Head     int             `json:"head,omitempty"` // how many events are before those left out
	More     int             `json:"more,omitempty"` // events left out
}

type findingDetail struct {
	Verdict     reports.Verdict `json:"verdict"`
	Kind        string          `json:"kind,omitempty"`
	Requirement string          `json:"req,omitempty"`
	Place       string          `json:"place,omitempty"`
	Sent        int             `json:"sent,omitempty"`
	Expected    int             `json:"expected,omitempty"`
	Got         int             `json:"got,omitempty"`
	Message     int             `json:"message,omitempty"`
	AtMS        float64         `json:"at"`
}

// event is time, connection, who and text.
type event [4]any

// places numbers strings in the order in which they come.
type places struct {
	list []string
	at   map[string]int
	size int // octets of them all
}

func newPlaces(first ...string) *places {
	p := &places{at: map[string]int{}}
	for _, s := range first {
		p.of(s)
	}
	return p
}

func (p *places) of(s string) int {
	i, ok := p.at[s]
	if !ok {
		i = len(p.list)
		p.at[s] = i
		p.list = append(p.list, s)
		p.size += len(s)
	}
	return i
}

// index makes the data of the list.
func (c *comparison) index() index {
	out := index{Servers: c.Names, Requirements: []indexRequirement{}, Sections: []indexSection{}, Cases: make([]indexCase, len(c.cases))}
	requirements, labels, readings := newPlaces(), newPlaces(), newPlaces()
	sections := map[*section]int{}
	for _, d := range c.documents {
		for _, s := range d.Sections {
			sections[s] = len(out.Sections)
			out.Sections = append(out.Sections, indexSection{s.Name, d.Name})
		}
	}
	for i, v := range c.cases {
		e := indexCase{
			ID: v.ID, Title: v.Title, Level: v.Level, Section: sections[v.section], Policy: v.Policy, Place: place(v.File, v.Line),
			Requirements: []int{}, Labels: []int{}, Results: make([]*indexResult, len(v.results)),
		}
		if v.Policy != "" {
			e.Reading = readings.of(c.reading(v))
		}
		for _, id := range v.Requirements {
			e.Requirements = append(e.Requirements, requirements.of(id))
		}
		for _, l := range v.Labels {
			e.Labels = append(e.Labels, labels.of(l))
		}
		for run, r := range v.results {
			if r == nil {
				continue
			}
			e.Results[run] = &indexResult{r.Verdict, text.Clean(r.Why(), maxName), r.ToldByFindings(), r.ElapsedMS}
			for j := range r.Findings {
				if id := r.Findings[j].Requirement; id != "" {
					requirements.of(id) // its text is shown with the finding
				}
			}
		}
		out.Cases[i] = e
	}
	for _, id := range requirements.list {
		q := c.requirements[id]
		out.Requirements = append(out.Requirements, indexRequirement{id, q.Reference(), q.Level, q.Text})
	}
	out.Labels = append([]string{}, labels.list...)
	out.Readings = append([]string{}, readings.list...)
	return out
}

// reading is that of the first run that has the case.
func (c *comparison) reading(v *caseView) string {
	for run, r := range v.results {
		if r != nil {
			return c.Runs[run].Reading(r)
		}
	}
	return v.Policy
}

// details makes the data of what is opened.
func (c *comparison) details() details {
	texts := newPlaces("") // place 0 is no text
	out := details{Cases: make([][]*detail, len(c.cases))}
	for i, v := range c.cases {
		out.Cases[i] = make([]*detail, len(v.results))
	}
	for _, view := range verdictViews() {
		for i, v := range c.cases {
			for run, r := range v.results {
				if r != nil && r.Verdict == view.Verdict {
					out.Cases[i][run] = detailOf(r, texts)
				}
			}
		}
	}
	out.Texts = texts.list
	return out
}

func detailOf(r *reports.Case, texts *places) *detail {
	d := &detail{}
	for i := range r.Findings[:min(len(r.Findings), maxFindings)] {
		f := &r.Findings[i]
		e := findingDetail{
			Verdict: f.Verdict, Kind: f.Kind, Requirement: f.Requirement, Place: place(f.File, f.Line), AtMS: f.AtMS,
			Sent: texts.of(f.Sent), Expected: texts.of(f.Wanted()), Got: texts.of(f.Came()), Message: texts.of(f.Remark()),
		}
		d.Findings = append(d.Findings, e)
	}
	limit := maxTranscript
	if texts.size > maxTexts {
		limit = smallTranscript
	}
	head, tail := kept(r.Transcript, limit)
	for i := range r.Transcript {
		if i == tail {
			d.Head = len(d.Events)
		}
		if i < head || i >= tail {
			e := &r.Transcript[i]
			for _, said := range e.Lines() {
				d.Events = append(d.Events, event{e.AtMS, e.On, said.From, texts.of(said.Text)})
			}
		}
	}
	if tail > head {
		d.More = tail - head
	}
	return d
}

// kept is where the events that are left out begin and end: none unless there are very many.
// Then begin and end of the transcript are kept, a half of what there is room for each.
func kept(events []reports.Event, limit int) (head, tail int) {
	tail = len(events)
	for size := 0; head < tail && head < maxEvents/2; head++ {
		if size += len(events[head].Octets); size > limit/2 {
			break
		}
	}
	for size := 0; tail > head && len(events)-tail < maxEvents/2; tail-- {
		if size += len(events[tail-1].Octets); size > limit/2 {
			break
		}
	}
	return head, tail
}

// block is JSON for a script element that is data. json.Marshal writes <, > and & as escapes,
// so that nothing in it can end the element.
func block(v any) (template.JS, error) {
	text, err := json.Marshal(v)
	return template.JS(text), err
}
