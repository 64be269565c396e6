package output

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/annotations"
	"github.com/smtpspec/smtpspec/reports/reporttest"
)

// hostileResults have s wherever a result that may be written can have it.
func hostileResults(s string) (*reports.Run, *reports.Load) {
	r, l := &reports.Run{}, &reports.Load{}
	reporttest.Fill(r, s)
	c := r.Cases[0]
	if c.ID == "" {
		c.ID = "case"
	}
	c.Level, c.Findings[0].Verdict, c.Transcript[0].Kind = "MUST", reports.Fail, reports.SawReply
	c.Findings[0].Expected.Kind, c.Findings[0].Got.Kind, c.Reason = reports.WantBody, reports.SawReply, reports.Because(reports.ReasonStated, s)
	r.Cases = nil
	for _, v := range reports.Verdicts() {
		c.Verdict = v
		r.Cases = append(r.Cases, c)
		c.ID += "."
	}
	r.Tool.Name, r.Interrupted = "smtpspec", false
	reports.Conclude(r, false)
	reporttest.Fill(l, s)
	l.Verdict = reports.Missed
	if s == "" {
		l.Plan.Scenario, l.Thresholds[0].Expression = "load.classic", "p99<1s"
	}
	return r, l
}

// TestFormats_hostileStrings looks at what is common to all: text, bounded,
// with as much structure as for a calm server. What a reader of each format makes
// of them is tested beside its writer.
func TestFormats_hostileStrings(t *testing.T) {
	all := formats()
	all = append(all, format{
		flag: "github", run: one(annotations.WriteRun), runs: 1, load: one(annotations.WriteLoad), loads: 1,
	})
	for _, f := range all {
		for name, s := range reporttest.Hostile() {
			t.Run(f.flag+"/"+name, func(t *testing.T) {
				run, load := hostileResults(s)
				calmRun, calmLoad := hostileResults("calm")
				if f.runs > 0 {
					checkHostile(t, f.flag, func(w io.Writer) error { return f.run(w, run) }, func(w io.Writer) error { return f.run(w, calmRun) })
				}
				if f.loads > 0 {
					checkHostile(t, f.flag, func(w io.Writer) error { return f.load(w, load) }, func(w io.Writer) error { return f.load(w, calmLoad) })
				}
			})
		}
	}
}

func checkHostile(t *testing.T, flag string, write, writeCalm func(io.Writer) error) {
	t.Helper()
	var out, calm bytes.Buffer
	if err := write(&out); err != nil {
		t.Fatal(err)
	}
	if err := writeCalm(&calm); err != nil {
		t.Fatal(err)
	}
	reporttest.CheckLines(t, flag, bytes.ReplaceAll(out.Bytes(), []byte("\t"), []byte(" ")))
	most := 8 << 20
	if flag == "json" {
		most = 64 << 20 // it keeps the most of each string, and there is one in every field
	}
	if out.Len() > most {
		t.Errorf("%d octets, for a calm server %d", out.Len(), calm.Len())
	}
	if flag != "html" {
		return
	}
	for _, mark := range []string{"<script", "<style", "<img", "<iframe", "<a ", "<details", "</body"} {
		if got, want := strings.Count(out.String(), mark), strings.Count(calm.String(), mark); got > want {
			t.Errorf("%s stands %d times, for a calm server %d", mark, got, want)
		}
	}
}

func TestFormats_names(t *testing.T) {
	want := "json:result.json html:report.html junit:junit.xml tap:results.tap sarif:results.sarif markdown:summary.md"
	var got []string
	for _, f := range formats() {
		got = append(got, f.flag+":"+f.file)
		if filepath.Base(f.file) != f.file || f.usage == "" || f.runs == 0 || f.loads == 0 && f.none == "" {
			t.Errorf("%+v", f)
		}
	}
	if strings.Join(got, " ") != want {
		t.Errorf("got %s", strings.Join(got, " "))
	}
}
