package plot

import (
	"bytes"
	_ "embed"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strconv"
)

// Style is the CSS of all charts.
//
//go:embed plot.css
var Style string

// The size of a chart in its own units, which the page scales, and where the axes
// are. The margins hold labels of 18 units, as Style makes them on a phone.
const (
	width, height = 520.0, 300.0
	left, right   = 68.0, 482.0
	top, bottom   = 24.0, 264.0
)

// styles is how many series look different.
const styles = 8

// Chart is one plot.
type Chart struct {
	ID          string // of its elements, unique in the page
	Title       string
	Description string
	X, Y        Axis
	Series      []Series
	// Stacked puts each series on the one before. They have the same X.
	Stacked bool
	Bands   []Band
}

// Series is one line, or the upper edge of one area.
type Series struct {
	Name   string
	Look   int // colour and dashes, from 0
	Points []Point
}

// Point is a value. One whose Y is NaN is a gap.
type Point struct{ X, Y float64 }

// Band marks a part of the X axis.
type Band struct {
	From, To float64
	Label    string
}

// WriteSVG writes the chart as one svg element.
func (c *Chart) WriteSVG(w io.Writer) error {
	series := make([][]Point, len(c.Series))
	for i, s := range c.Series {
		series[i] = tidy(s.Points)
	}
	if c.Stacked {
		stack(series)
	}
	x, y := c.scales(series)
	b := &bytes.Buffer{}
	id := escape(c.ID)
	fmt.Fprintf(b, `<svg class="plot" viewBox="0 0 %g %g" role="img" aria-labelledby="%s-title %s-desc" xmlns="http://www.w3.org/2000/svg">`+"\n", width, height, id, id)
	fmt.Fprintf(b, `<title id="%s-title">%s</title><desc id="%s-desc">%s</desc>`+"\n", id, escape(c.Title), id, escape(c.Description))
	c.bands(b, x)
	for _, t := range y.ticks() {
		at := y.at(t.value)
		fmt.Fprintf(b, `<path class="grid" d="M%s %sH%s"/><text class="y" x="%s" y="%s" dy=".32em">%s</text>`+"\n", unit(left), unit(at), unit(right), unit(left-7), unit(at), t.label)
	}
	for _, t := range x.ticks() {
		at := x.at(t.value)
		fmt.Fprintf(b, `<path class="tick" d="M%s %sv5"/><text class="x" x="%s" y="%s" dy=".8em">%s</text>`+"\n", unit(at), unit(bottom), unit(at), unit(bottom+9), t.label)
	}
	empty := true
	for i := range series { // the highest is drawn first, and what is below it covers it
		if c.Stacked {
			i = len(series) - 1 - i
		}
		lines := runs(series[i], x, y)
		empty = empty && len(lines) == 0
		draw(b, lines, abs(c.Series[i].Look)%styles, c.Stacked)
	}
	if empty {
		fmt.Fprintf(b, `<text class="none" x="%s" y="%s">nothing was recorded</text>`+"\n", unit((left+right)/2), unit((top+bottom)/2))
	}
	fmt.Fprintf(b, `<path class="base" d="M%s %sH%s"/>`+"\n</svg>\n", unit(left), unit(bottom), unit(right))
	_, err := w.Write(b.Bytes())
	return err
}

// bands marks parts of the X axis, with their labels above the plot.
func (c *Chart) bands(b *bytes.Buffer, x scale) {
	for _, band := range c.Bands {
		from, to := x.at(band.From), x.at(band.To)
		if !(to > from) {
			continue
		}
		fmt.Fprintf(b, `<rect class="band" x="%s" y="%s" width="%s" height="%s"/>`, unit(from), unit(top), unit(to-from), unit(bottom-top))
		anchor, at := "start", from
		if from > (left+right)/2 {
			anchor, at = "end", to
		}
		fmt.Fprintf(b, `<text class="label" text-anchor="%s" x="%s" y="%s">%s</text>`+"\n", anchor, unit(at), unit(top-8), escape(band.Label))
	}
}

// Key writes the sample of a look in a legend.
func Key(w io.Writer, look int, stacked bool) error {
	b := &bytes.Buffer{}
	b.WriteString(`<svg class="plot key" viewBox="0 0 28 12" aria-hidden="true" xmlns="http://www.w3.org/2000/svg">`)
	at := []Point{{0, 6}, {28, 6}}
	if stacked {
		fmt.Fprintf(b, `<path class="area s%d" d="M0 12V2H28V12Z"/>`, abs(look)%styles)
		at = []Point{{0, 2}, {28, 2}}
	}
	fmt.Fprintf(b, `<path class="line s%d" d="`, abs(look)%styles)
	trace(b, at)
	b.WriteString(`"/></svg>`)
	_, err := w.Write(b.Bytes())
	return err
}

// unit is a coordinate in tenths.
func unit(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10+0, 'f', -1, 64) }

func escape(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer does not fail
	return b.String()
}

func abs(n int) int { return max(n, -(n + 1)) }
