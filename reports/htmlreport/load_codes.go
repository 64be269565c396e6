package htmlreport

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/smtpspec/smtpspec/reports/plot"
)

// maxAreas is how many areas are stacked, that of all others among them.
const maxAreas = 7

// others is the name of what has no area of its own.
const others = "all others"

func replies(views []*loadView) loadPart {
	return counted(views, loadPart{ID: "replies", Title: "Replies"}, "Replies a second, by code", "code",
		func(v *loadView) map[string]int64 { return v.Replies }, func(s second) map[string]int64 { return s.Replies })
}

func refusals(views []*loadView) loadPart {
	s := counted(views, loadPart{ID: "refusals", Title: "Refusals"}, "Refusals a second, by code and enhanced status code", "code and status",
		func(v *loadView) map[string]int64 { return v.Refusals }, func(s second) map[string]int64 { return s.Refusals })
	for _, v := range views {
		if v.RecipientsRefused > 0 {
			s.Text += v.named(fmt.Sprintf("%d recipients were refused, those of messages that others got among them. ", v.RecipientsRefused))
		}
	}
	return s
}

func failures(views []*loadView) loadPart {
	return counted(views, loadPart{ID: "failures", Title: "Failures"}, "Failures a second, by cause", "cause",
		func(v *loadView) map[string]int64 { return v.Failures }, func(s second) map[string]int64 { return s.Failures })
}

// counted draws counts over time as areas, and says how many there were of each.
func counted(views []*loadView, s loadPart, title, name string, of func(*loadView) map[string]int64, in func(second) map[string]int64) loadPart {
	t := tally(s.Title+" by "+name, name, views, of)
	if len(t.Rows) == 0 {
		return s
	}
	s.Tables = []loadTable{*t}
	names, highest := mostFrequent(views, in), 0.0
	for _, v := range views {
		for _, s := range v.Seconds {
			if s.LengthS > 0 {
				highest = max(highest, float64(sumOf(in(s)))/s.LengthS)
			}
		}
	}
	for i, v := range views {
		f := loadFigure{ID: fmt.Sprintf("%s-%d", s.ID, i), Title: v.named(title), X: views[0].Time, Y: plot.Axis{To: highest}, Stacked: true, Bands: bands(views)}
		times, rows := v.timeTable(title, names...)
		looks := looksOf(names)
		for i, name := range names {
			f.line(name, looks[i], v.perSecond(func(s second) int64 { return countNamed(in(s), name, names) }))
		}
		for _, s := range rows {
			cells := []string{s.begin()}
			for _, name := range names {
				n := float64(countNamed(in(s), name, names))
				if s.LengthS > 0 {
					n /= s.LengthS
				}
				cells = append(cells, tenth(n))
			}
			times.add(cells...)
		}
		if len(names) > 0 && len(v.Seconds) > 0 {
			s.Figures = append(s.Figures, f)
			s.Folded = append(s.Folded, times)
		}
	}
	s.Beside = len(s.Figures) == 1
	return s
}

func sumOf(m map[string]int64) int64 {
	var n int64
	for _, v := range m {
		n += v
	}
	return n
}

// mostFrequent are the most frequent names in the intervals, in their own order, and that of
// the rest.
func mostFrequent(views []*loadView, in func(second) map[string]int64) []string {
	sum := map[string]int64{}
	for _, v := range views {
		for _, s := range v.Seconds {
			for k, n := range in(s) {
				sum[k] += n
			}
		}
	}
	names := slices.SortedFunc(maps.Keys(sum), func(a, b string) int { return cmp.Or(cmp.Compare(sum[b], sum[a]), cmp.Compare(a, b)) })
	if len(names) > maxAreas {
		names = names[:maxAreas-1]
		slices.Sort(names)
		return append(names, others)
	}
	slices.Sort(names)
	return names
}

// looksOf gives each name one of its own, to a reply code one that its first digit suggests.
func looksOf(names []string) []int {
	suited := map[byte][]int{'2': {0, 4, 2}, '3': {2, 3}, '4': {1, 5}, '5': {6, 3}, 'a': {7}}
	var used [8]bool
	out := make([]int, len(names))
	for i, name := range names {
		choice := []int{0, 1, 2, 3, 4, 5, 6, 7}
		if name != "" {
			choice = slices.Concat(suited[name[0]], choice)
		}
		out[i] = choice[max(slices.IndexFunc(choice, func(l int) bool { return !used[l] }), 0)]
		used[out[i]] = true
	}
	return out
}

// countNamed is that of a name; that of the others is what the names leave.
func countNamed(m map[string]int64, name string, names []string) int64 {
	if name != others {
		return m[name]
	}
	var n int64
	for k, v := range m {
		if !slices.Contains(names, k) {
			n += v
		}
	}
	return n + m[others]
}

func connections(views []*loadView) loadPart {
	s := loadPart{ID: "connections", Title: "Connections"}
	f := loadFigure{ID: "open", Title: "Open connections", X: views[0].Time, Bands: bands(views)}
	t := loadTable{Caption: "Connections", Head: loadHead("", "count", views), Words: 1}
	t.compare("opened", each(views, func(v *loadView) float64 { return float64(v.Connections.Opened) }), whole)
	for _, v := range views {
		points := make([]plot.Point, 0, len(v.Seconds))
		for _, s := range v.Seconds {
			points = append(points, plot.Point{X: s.To, Y: float64(s.Connections)})
		}
		name, look := v.Name, v.Look
		if name == "" {
			name = "open at the end of each interval"
		}
		if len(points) > 1 {
			f.line(name, look, points)
		}
	}
	if len(f.Series) > 0 {
		s.Figures, s.Beside = []loadFigure{f}, true
	}
	s.Tables = []loadTable{t}
	lost := tally("Connections lost without a message under way", "cause", views, func(v *loadView) map[string]int64 { return v.Connections.Lost })
	if len(lost.Rows) > 0 {
		s.Tables = append(s.Tables, *lost)
	}
	return s
}
