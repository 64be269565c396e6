package plot

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"slices"
)

// most is beyond what anybody measures, and small enough to reckon with.
const most = 1e18

// tidy leaves out points that are nowhere on the X axis, and sorts the others by it.
func tidy(points []Point) []Point {
	out := make([]Point, 0, len(points))
	for _, p := range points {
		if math.Abs(p.X) <= most {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b Point) int { return cmp.Compare(a.X, b.X) })
	return out
}

// stack adds to each series the one before. A gap is one of all that are stacked on it.
func stack(series [][]Point) {
	for i, s := range series {
		for j := range s {
			s[j].Y = max(s[j].Y, 0) // which keeps NaN
			if i > 0 && j < len(series[i-1]) {
				s[j].Y += series[i-1][j].Y
			}
		}
	}
}

// isNumber reports whether a value can be drawn.
func isNumber(v float64) bool { return math.Abs(v) <= most }

// runs gives the lines of a series in the units of the chart, cut at its gaps. A gap
// that is narrower than a column cannot be seen and is none.
func runs(points []Point, x, y scale) [][]Point {
	var out [][]Point
	gap := true
	for _, p := range points {
		if !y.shows(p.Y) || !x.shows(p.X) {
			gap = true
			continue
		}
		at := Point{x.at(p.X), y.at(p.Y)}
		if n := len(out); !gap || n > 0 && at.X-out[n-1][len(out[n-1])-1].X < 1 {
			out[n-1] = append(out[n-1], at)
		} else {
			out = append(out, []Point{at})
		}
		gap = false
	}
	for i := range out {
		out[i] = thin(out[i])
	}
	return out
}

func column(p Point) int { return int(p.X) }

// thin keeps the first, the lowest, the highest and the last point of each column,
// in their order.
func thin(points []Point) []Point {
	var out []Point
	for len(points) > 0 {
		n, low, high := 1, 0, 0
		for ; n < len(points) && column(points[n]) == column(points[0]); n++ {
			if points[n].Y < points[low].Y {
				low = n
			}
			if points[n].Y > points[high].Y {
				high = n
			}
		}
		kept := []int{0, min(low, high), max(low, high), n - 1}
		for _, i := range slices.Compact(kept) {
			out = append(out, points[i])
		}
		points = points[n:]
	}
	return out
}

// draw writes lines, and the areas below them. A point alone is a dot.
func draw(b *bytes.Buffer, lines [][]Point, look int, area bool) {
	if len(lines) == 0 {
		return
	}
	if area {
		fmt.Fprintf(b, `<path class="area s%d" d="`, look)
		for _, line := range lines {
			trace(b, line)
			fmt.Fprintf(b, "V%sH%sZ", unit(bottom), unit(line[0].X))
		}
		b.WriteString("\"/>\n")
	}
	var path bytes.Buffer
	for _, line := range lines {
		if len(line) == 1 {
			fmt.Fprintf(b, `<circle class="dot s%d" cx="%s" cy="%s" r="3"/>`+"\n", look, unit(line[0].X), unit(line[0].Y))
		} else {
			trace(&path, line)
		}
	}
	if path.Len() > 0 {
		fmt.Fprintf(b, `<path class="line s%d" d="%s"/>`+"\n", look, path.Bytes())
	}
}

// trace writes a line as path data: level and upright parts, of which steps consist,
// with the one coordinate that changes.
func trace(b *bytes.Buffer, line []Point) {
	var lastX, lastY string
	for i, p := range line {
		x, y := unit(p.X), unit(p.Y)
		switch {
		case i == 0:
			fmt.Fprintf(b, "M%s %s", x, y)
		case x == lastX && y == lastY:
		case x == lastX:
			b.WriteString("V" + y)
		case y == lastY:
			b.WriteString("H" + x)
		default:
			fmt.Fprintf(b, "L%s %s", x, y)
		}
		lastX, lastY = x, y
	}
}
