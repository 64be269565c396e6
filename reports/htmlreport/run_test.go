package htmlreport

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
)

func TestGolden(t *testing.T) {
	golden(t, "one.html", render(t, sample(t)))
	golden(t, "two.html", render(t, sample(t), improved(t)))
}

func TestNoRun(t *testing.T) {
	var out bytes.Buffer
	if err := WriteRun(&out); err == nil || out.Len() > 0 {
		t.Errorf("got %v and %d octets", err, out.Len())
	}
}

var errFull = errors.New("full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWriterFails(t *testing.T) {
	if err := WriteRun(full{}, sample(t)); !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
}

// A run is the caller's: the page changes a copy.
func TestRunIsNotChanged(t *testing.T) {
	r := sample(t)
	r.Cases[0].Verdict = "none"
	render(t, r, r)
	if r.Cases[0].Verdict != "none" || r.Counts.Error != 1 {
		t.Error("the run has changed")
	}
}

func TestServerNames(t *testing.T) {
	named := func(name, address string) *reports.Run {
		return &reports.Run{Target: reports.Target{Name: name, Address: address}}
	}
	got := serverNames([]*reports.Run{named("a", ""), named("", "[::1]:25"), named("a", ""), named("a (2)", ""), named(" ", ""), named("a", "")})
	if want := []string{"a", "[::1]:25", "a (2)", "a (2) (2)", "server", "a (3)"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Two cases of one id in one run are both shown.
func TestIDsThatStandTwice(t *testing.T) {
	r := sample(t)
	r.Cases = append(r.Cases, r.Cases[0])
	c := compare([]*reports.Run{r, sample(t)})
	if len(c.cases) != 10 || c.cases[9].results[0] == nil || c.cases[9].results[1] != nil {
		t.Errorf("%d cases", len(c.cases))
	}
}

func TestSections(t *testing.T) {
	for _, tt := range []struct{ in, doc, name, short string }{
		{"5321/4.5.2", "RFC 5321", "RFC 5321 §4.5.2", "§4.5.2"},
		{"security/smuggling", "security", "security: smuggling", "smuggling"},
		{"draft-x-00/2", "draft-x-00", "draft-x-00 §2", "§2"},
		{"/", noRequirement, noRequirement, noRequirement},
	} {
		rfc, section, _ := strings.Cut(tt.in, "/")
		doc, name, short := sectionOf(reports.Requirement{RFC: rfc, Section: section})
		if doc != tt.doc || name != tt.name || short != tt.short {
			t.Errorf("%s is %q, %q, %q", tt.in, doc, name, short)
		}
	}
	docs := []string{"RFC 821", "RFC 5321", "RFC 1870", "RFC 5321bis", "security", "RFC 10000", "draft-a", noRequirement, "RFC x"}
	slices.SortFunc(docs, orderDocuments)
	if got := strings.Join(docs, ", "); got != "RFC 5321, RFC 821, RFC 1870, RFC 5321bis, RFC 10000, RFC x, draft-a, security, no requirement" {
		t.Errorf("documents are in the order %s", got)
	}
	sections := []string{"§4.10", "§4.5.2", "§4", "§10", "§4.5.10", "§A.1", "§4.5"}
	slices.SortFunc(sections, orderSections)
	if got := strings.Join(sections, " "); got != "§4 §4.5 §4.5.2 §4.5.10 §4.10 §10 §A.1" {
		t.Errorf("sections are in the order %s", got)
	}
}

func TestWorstOf(t *testing.T) {
	for want, n := range map[reports.Verdict]reports.Counts{
		"":              {},
		reports.Fail:    {Fail: 1, Error: 1, Pass: 9},
		reports.Error:   {Error: 1, Warn: 1},
		reports.Unknown: {Unknown: 1, Pass: 9},
		reports.Pass:    {Pass: 1, Info: 5, Skip: 9},
		reports.Waived:  {Pass: 1, Waived: 1},
		reports.Info:    {Info: 1, Skip: 1},
		reports.Skip:    {Skip: 1},
	} {
		if got := worstOf(n); got != want {
			t.Errorf("%+v is %q, want %q", n, got, want)
		}
	}
}

func TestNumber(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567"} {
		if got := number(n); got != want {
			t.Errorf("%d is %s", n, got)
		}
	}
}

// What is there at all has a part of the bar, and the parts fill it.
func TestBar(t *testing.T) {
	parts := bar(reports.Counts{Pass: 100_000, Fail: 1, Skip: 2})
	end := 0.0
	for _, p := range parts {
		if p.From != end || p.Width < 6 {
			t.Errorf("%+v begins not at %g, or is too small", p, end)
		}
		end = p.From + p.Width
	}
	if len(parts) != 3 || end < 999.9 || end > 1000.1 {
		t.Errorf("%d parts end at %g", len(parts), end)
	}
	if got := bar(reports.Counts{}); got != nil {
		t.Errorf("nothing has %v", got)
	}
}
