package htmlreport

import (
	"html/template"
	"strings"

	"github.com/smtpspec/smtpspec/reports/plot"
)

// micros is an axis of latency.
var micros = plot.Axis{Unit: plot.Micros, Log: true}

// loadFigure is a chart with what the page says of it.
type loadFigure struct {
	ID, Title string
	X, Y      plot.Axis
	Bands     []plot.Band
	Series    []plot.Series
	Stacked   bool
}

func (f *loadFigure) line(name string, look int, points []plot.Point) {
	f.Series = append(f.Series, plot.Series{Name: name, Look: look, Points: points})
}

// names are those of the series.
func (f *loadFigure) names() []string {
	var out []string
	for _, s := range f.Series {
		if s.Name != "" {
			out = append(out, s.Name)
		}
	}
	return out
}

// SVG is the chart.
func (f loadFigure) SVG() (template.HTML, error) {
	c := plot.Chart{
		ID: f.ID, Title: f.Title, X: f.X, Y: f.Y, Series: f.Series, Stacked: f.Stacked, Bands: f.Bands,
		Description: "Curves: " + strings.Join(f.names(), ", ") + ". The figures are in the tables of this section.",
	}
	var b strings.Builder
	err := c.WriteSVG(&b)
	return template.HTML(b.String()), err
}

// legendKey is a line of a legend.
type legendKey struct {
	Name   string
	Sample template.HTML
}

// Legend names the series; of areas the uppermost first, as they are drawn.
func (f loadFigure) Legend() ([]legendKey, error) {
	var out []legendKey
	for _, s := range f.Series {
		if s.Name == "" {
			continue
		}
		var b strings.Builder
		if err := plot.Key(&b, s.Look, f.Stacked); err != nil {
			return nil, err
		}
		k := legendKey{Name: s.Name, Sample: template.HTML(b.String())}
		if f.Stacked {
			out = append([]legendKey{k}, out...)
		} else {
			out = append(out, k)
		}
	}
	return out, nil
}
