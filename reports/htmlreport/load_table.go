package htmlreport

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
)

// loadTable is one of the page. The first Words and the last Prose columns are text, the others
// figures.
type loadTable struct {
	Caption      string
	Head         []string
	Words, Prose int
	Rows         []loadRow
}

// Figures reports whether a column has figures.
func (t loadTable) Figures(column int) bool { return column >= t.Words && column < len(t.Head)-t.Prose }

type loadRow struct {
	Cells []string
	Class string // a verdict
}

func (t *loadTable) add(cells ...string) { t.Rows = append(t.Rows, loadRow{Cells: cells}) }

// loadHead is that of a table with a column for each result, and their ratio.
func loadHead(first, alone string, views []*loadView) []string {
	if len(views) == 1 {
		return []string{first, alone}
	}
	return []string{first, views[0].Name, views[1].Name, "ratio"}
}

// compare adds a row with a value of each result, as shown, and their ratio.
func (t *loadTable) compare(name string, values []float64, show func(float64) string) {
	cells := []string{name}
	for _, v := range values {
		cells = append(cells, show(v))
	}
	if len(values) == 2 {
		cells = append(cells, ratio(values[0], values[1]))
	}
	t.add(cells...)
}

// each is a value of every result.
func each(views []*loadView, value func(*loadView) float64) []float64 {
	out := make([]float64, len(views))
	for i, v := range views {
		out[i] = value(v)
	}
	return out
}

// ratio is how often the first value goes into the second.
func ratio(old, now float64) string {
	if r := now / old; old > 0 && now >= 0 && !math.IsInf(r, 0) {
		if r >= 100 {
			return whole(r)
		}
		return fmt.Sprintf("%.3g", r)
	}
	return "-"
}

func whole(v float64) string { return strconv.FormatFloat(v, 'f', 0, 64) }

// percent shows a part of the whole.
func percent(part, of float64) string {
	if of == 0 {
		return "-"
	}
	return fmt.Sprintf("%.3g%%", 100*part/of)
}

// maxRows is how many names a table counts.
const maxRows = 50

// tally counts names, the most frequent first, and the rest together.
func tally(caption, name string, views []*loadView, counts func(*loadView) map[string]int64) *loadTable {
	t := &loadTable{Caption: caption, Head: loadHead(name, "count", views), Words: 1}
	sum, rest := map[string]int64{}, make([]float64, len(views))
	for i, v := range views {
		for k, n := range counts(v) {
			sum[k] += n
			rest[i] += float64(n)
		}
	}
	all := rest[0]
	add := func(name string, values []float64) {
		t.compare(name, values, whole)
		if len(views) == 1 {
			last := &t.Rows[len(t.Rows)-1]
			last.Cells = append(last.Cells, percent(values[0], all))
		}
	}
	if len(views) == 1 {
		t.Head = append(t.Head, "share")
	}
	names := slices.SortedFunc(maps.Keys(sum), func(a, b string) int { return cmp.Or(cmp.Compare(sum[b], sum[a]), cmp.Compare(a, b)) })
	for i, name := range names {
		if i == maxRows {
			add(fmt.Sprintf("%d others", len(names)-maxRows), rest)
			break
		}
		values := each(views, func(v *loadView) float64 { return float64(counts(v)[name]) })
		for i, n := range values {
			rest[i] -= n
		}
		add(name, values)
	}
	return t
}
