package htmlreport

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
)

// plan shows every setting, by its key in the result. It walks the type, so that a new
// one cannot be forgotten.
func plan(views []*loadView) loadPart {
	s := loadPart{ID: "plan", Title: "Plan"}
	t := loadTable{Caption: "Every setting, as in the result file", Head: []string{"setting", "value"}, Words: 3}
	if len(views) == 2 {
		t.Head = []string{"setting", views[0].Name, views[1].Name, ""}
		t.Words = 4
	}
	columns := make([][][2]string, len(views))
	for i, v := range views {
		s.Text += v.named(v.Plan.String()) + ". "
		columns[i] = settings("", reflect.ValueOf(v.Plan))
	}
	for i, setting := range columns[0] {
		r := loadRow{Cells: []string{setting[0], setting[1]}}
		if len(views) == 2 {
			other := columns[1][i][1]
			r.Cells = append(r.Cells, other, "")
			if other != setting[1] {
				r.Cells[3], r.Class = "differs", "warn"
			}
		}
		t.Rows = append(t.Rows, r)
	}
	s.Folded = []loadTable{t}
	return s
}

// differing names the settings in which two results differ: their figures then do not
// compare the servers alone.
func differing(views []*loadView) string {
	old, now := settings("", reflect.ValueOf(views[0].Plan)), settings("", reflect.ValueOf(views[1].Plan))
	var out []string
	for i, s := range old {
		if s[1] != now[i][1] {
			out = append(out, s[0])
		}
	}
	if len(out) == 0 {
		return ""
	}
	return "The plans differ in " + strings.Join(out, ", ") + ": what differs below may come from that."
}

// settings are the fields of a struct by the keys of their JSON.
func settings(prefix string, v reflect.Value) [][2]string {
	var out [][2]string
	for i := range v.NumField() {
		key, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		switch f := v.Field(i).Interface().(type) {
		case reports.LoadMix:
			out = append(out, settings(prefix+key+".", v.Field(i))...)
		case string, int, int64, uint64, float64, bool:
			out = append(out, [2]string{prefix + key, fmt.Sprint(f)})
		default:
			text, err := json.Marshal(f)
			if err != nil {
				text = []byte(err.Error())
			}
			out = append(out, [2]string{prefix + key, string(text)})
		}
	}
	return out
}
