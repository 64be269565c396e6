package plot

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// failer is a *testing.T or a *rapid.T.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// check fails on what is no XML, says NaN or Inf, draws outside of the chart, or has a style
// that a page would have to allow.
func check(t failer, svg string) {
	t.Helper()
	dec := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, svg)
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range element.Attr {
			switch a.Name.Local {
			case "style":
				t.Fatalf("a style attribute in\n%s", svg)
			case "d":
				checkPath(t, a.Value)
			case "x", "cx", "width":
				checkNumber(t, a.Value, width)
			case "y", "cy", "height":
				checkNumber(t, a.Value, height)
			}
		}
	}
}

var pathPart = regexp.MustCompile(`([MLHVvhZ])([^MLHVvhZ]*)`)

func checkPath(t failer, d string) {
	t.Helper()
	if strings.Join(pathPart.FindAllString(d, -1), "") != d {
		t.Fatalf("no path: %s", d)
	}
	for _, m := range pathPart.FindAllStringSubmatch(d, -1) {
		numbers := strings.Fields(m[2])
		bounds := map[string][]float64{"M": {width, height}, "L": {width, height}, "H": {width}, "V": {height}, "v": {height}, "Z": {}}[m[1]]
		if len(numbers) != len(bounds) {
			t.Fatalf("%q in %s", m[0], d)
		}
		for i, n := range numbers {
			checkNumber(t, n, bounds[i])
		}
	}
}

func checkNumber(t failer, text string, bound float64) {
	t.Helper()
	if v, err := strconv.ParseFloat(text, 64); err != nil || !(v >= 0 && v <= bound) {
		t.Fatalf("%q is not from 0 to %g", text, bound)
	}
}

func anyNumber() *rapid.Generator[float64] {
	return rapid.OneOf(
		rapid.SampledFrom([]float64{0, 1, -1, math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64, 1e18, 1e-300, 0.99999, 1 - 1e-16}),
		rapid.Float64(), rapid.Float64Range(0, 1), rapid.Float64Range(0, 1e7),
	)
}

func anyAxis() *rapid.Generator[Axis] {
	return rapid.Custom(func(t *rapid.T) Axis {
		return Axis{Unit: Unit(rapid.IntRange(0, 3).Draw(t, "unit")), Log: rapid.Bool().Draw(t, "log"), From: anyNumber().Draw(t, "from"), To: anyNumber().Draw(t, "to")}
	})
}

func TestAnyChartIsDrawn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Chart{
			ID: "a", Title: rapid.String().Draw(t, "title"), Description: "\x00\xff\ufffe<&\"", Stacked: rapid.Bool().Draw(t, "stacked"),
			X: anyAxis().Draw(t, "x"), Y: anyAxis().Draw(t, "y"),
			Bands: []Band{{anyNumber().Draw(t, "from"), anyNumber().Draw(t, "to"), rapid.String().Draw(t, "label")}},
		}
		points := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Point {
			return Point{anyNumber().Draw(t, "x"), anyNumber().Draw(t, "y")}
		}), 0, 30)
		for range rapid.IntRange(0, 4).Draw(t, "series") {
			c.Series = append(c.Series, Series{Look: rapid.Int().Draw(t, "look"), Points: points.Draw(t, "points")})
		}
		var b bytes.Buffer
		if err := c.WriteSVG(&b); err != nil {
			t.Fatal(err)
		}
		check(t, b.String())
		if len(c.scaleX().ticks()) > 20 {
			t.Fatalf("%d ticks", len(c.scaleX().ticks()))
		}
	})
}

func (c *Chart) scaleX() scale {
	x, _ := c.scales(nil)
	return x
}

// However many points there are, no column loses its peak, and the chart stays small.
func TestThousandsOfSeconds(t *testing.T) {
	points := make([]Point, 100_000)
	for i := range points {
		points[i] = Point{float64(i), 100 + float64(i%7)}
		if i%11 == 0 {
			points[i].Y = math.NaN()
		}
	}
	points[33_334].Y, points[77_777].Y = 900, 1
	c := Chart{X: Axis{Unit: Seconds}, Series: []Series{{Points: points}}}
	x, y := c.scales([][]Point{points})
	lines := runs(points, x, y)
	var n int
	high, low := 0.0, 1000.0
	for _, line := range lines {
		n += len(line)
		for _, p := range line {
			high, low = max(high, p.Y), min(low, p.Y)
		}
	}
	if len(lines) != 1 || n > 4*int(right-left+1) || low != y.at(900) || high != y.at(1) {
		t.Errorf("%d lines of %d points from %g to %g", len(lines), n, low, high)
	}
}
