package htmlreport

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
)

// document is an RFC, a draft, or a subject without one, with the sections that cases prove.
type document struct {
	Name     string
	Sections []*section
	cells
}

// section is a section of a document.
type section struct {
	Name  string // with the document, as in "RFC 5321 §4.5.2"
	Short string // without, as in "§4.5.2"
	doc   *document
	cells
}

// cells count the verdicts of the cases of a section by run.
type cells struct{ Counts []reports.Counts }

// noRequirement has the cases that name no requirement that the result knows.
const noRequirement = "no requirement"

// sectionOf is the section of a requirement and its document.
func sectionOf(q reports.Requirement) (doc, name, short string) {
	name = q.Reference()
	if name == "" {
		return noRequirement, noRequirement, noRequirement
	}
	if doc, short, ok := strings.Cut(name, " §"); ok {
		return doc, name, "§" + short
	}
	if doc, short, ok := strings.Cut(name, ": "); ok {
		return doc, name, short
	}
	return name, name, name
}

// divide puts each case under the section of the requirement that it is about, so that every
// case counts once.
func (c *comparison) divide() {
	docs, sections := map[string]*document{}, map[string]*section{}
	for _, v := range c.cases {
		var q reports.Requirement
		if len(v.Requirements) > 0 {
			q = c.requirements[v.Requirements[0]]
		}
		docName, name, short := sectionOf(q)
		s := sections[name]
		if s == nil {
			d := docs[docName]
			if d == nil {
				d = &document{Name: docName, cells: c.newCells()}
				docs[docName] = d
				c.documents = append(c.documents, d)
			}
			s = &section{Name: name, Short: short, doc: d, cells: c.newCells()}
			sections[name] = s
			d.Sections = append(d.Sections, s)
		}
		v.section = s
		for run, r := range v.results {
			if r != nil {
				s.Counts[run].Add(r.Verdict)
				s.doc.Counts[run].Add(r.Verdict)
			}
		}
	}
	slices.SortFunc(c.documents, func(a, b *document) int { return orderDocuments(a.Name, b.Name) })
	for _, d := range c.documents {
		slices.SortFunc(d.Sections, func(a, b *section) int { return orderSections(a.Short, b.Short) })
	}
}

func (c *comparison) newCells() cells { return cells{make([]reports.Counts, len(c.Runs))} }

// Total adds the runs up.
func (c cells) Total() (out reports.Counts) {
	for _, n := range c.Counts {
		out.Pass += n.Pass
		out.Fail += n.Fail
		out.Warn += n.Warn
		out.Info += n.Info
		out.Skip += n.Skip
		out.Unknown += n.Unknown
		out.Error += n.Error
		out.Waived += n.Waived
	}
	return out
}

// orderDocuments puts the standard first, then the RFCs by number, then the rest.
func orderDocuments(a, b string) int {
	rank := func(name string) int {
		number, isRFC := strings.CutPrefix(name, "RFC ")
		switch {
		case name == "RFC 5321":
			return 0
		case isRFC:
			digits := strings.TrimRight(number, "abcdefghijklmnopqrstuvwxyz")
			if n, err := strconv.Atoi(digits); err == nil {
				return n
			}
			return 1 << 30
		case name == noRequirement:
			return 1<<30 + 2
		default:
			return 1<<30 + 1
		}
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
}

// orderRequirements orders them by document and section.
func orderRequirements(a, b reports.Requirement) int {
	docA, _, shortA := sectionOf(a)
	docB, _, shortB := sectionOf(b)
	return cmp.Or(orderDocuments(docA, docB), orderSections(shortA, shortB))
}

// orderSections compares numbers part by part: 4.5.2 comes before 4.10.
func orderSections(a, b string) int {
	as, bs := strings.Split(strings.TrimPrefix(a, "§"), "."), strings.Split(strings.TrimPrefix(b, "§"), ".")
	for i := range min(len(as), len(bs)) {
		x, errX := strconv.Atoi(as[i])
		y, errY := strconv.Atoi(bs[i])
		order := cmp.Compare(as[i], bs[i])
		if errX == nil && errY == nil {
			order = cmp.Compare(x, y)
		}
		if order != 0 {
			return order
		}
	}
	return cmp.Or(cmp.Compare(len(as), len(bs)), cmp.Compare(a, b))
}
