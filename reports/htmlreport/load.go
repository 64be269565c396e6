package htmlreport

import (
	"fmt"
	"io"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/plot"
)

// maxLoadText bounds one string of a load result, in octets.
const maxLoadText = 1 << 10

// loadPage is what load.html shows.
type loadPage struct {
	Title    string
	Lead     string
	Runs     []loadVerdict
	Tiles    []tile
	Differ   string     // how the plans of two results differ
	Compared *loadTable // two results
	Sections []loadPart
}

// loadVerdict is what one result says as a whole.
type loadVerdict struct {
	Name    string // "" of a result alone
	Verdict string
	Class   string
	Reason  string
	Facts   string
	Notes   []string // what has to be known before the figures are believed
	Bounds  *loadTable
}

// tile is a highlighted figure.
type tile struct{ Name, Value, Note string }

// loadPart is a part of the page. One without figures and tables is left out.
type loadPart struct {
	ID, Title, Text string
	Figures         []loadFigure
	Tables          []loadTable
	Beside          bool        // the tables are beside the figure
	Folded          []loadTable // below a summary, being long
}

// WriteLoad writes a page about one load result, or about two: the second is laid over
// the first.
func WriteLoad(w io.Writer, runs ...*reports.Load) error {
	if len(runs) != 1 && len(runs) != 2 {
		return fmt.Errorf("a page shows one load result, or two over each other, and %d are given", len(runs))
	}
	for _, l := range runs {
		if err := reports.CheckLoad(l); err != nil {
			return err
		}
	}
	views := viewLoads(runs)
	data := loadPage{Title: views[0].Target.Name, Lead: views[0].Target.Address}
	if data.Title == "" {
		data.Title = "Load result"
	}
	if len(views) == 2 {
		data.Title, data.Lead = "Two load results", "The new result over the baseline; a ratio is new / baseline."
		data.Differ, data.Compared = differing(views), sideBySide(views)
	} else {
		data.Tiles = tiles(views[0])
	}
	for _, v := range views {
		data.Runs = append(data.Runs, v.verdict())
	}
	for _, s := range []loadPart{
		rateSearch(views), latencies(views), overTime(views), stages(views), replies(views), refusals(views), failures(views), connections(views),
		delivery(views), generator(views), plan(views),
	} {
		if len(s.Figures)+len(s.Tables)+len(s.Folded) > 0 || s.Text != "" {
			data.Sections = append(data.Sections, s)
		}
	}
	window := data.Title
	if len(views) == 1 {
		window = views[0].Verdict + ": " + window
	}
	p := page{Name: "load", Title: window + " - smtpspec", Kind: "Load report", Data: data, Style: plot.Style}
	return p.write(w)
}
