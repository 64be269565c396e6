package output

import (
	"fmt"
	"io"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/htmlreport"
	"github.com/smtpspec/smtpspec/reports/markdown"
	"github.com/smtpspec/smtpspec/reports/sarif"
	"github.com/smtpspec/smtpspec/reports/tap"
)

// Results are one run or load, or several of one kind.
type Results struct {
	Runs  []*reports.Run
	Loads []*reports.Load
}

// format is a report that can be written to a file.
type format struct {
	flag, file  string // the flag, and its name in the folder of --out
	usage       string
	run         func(io.Writer, ...*reports.Run) error
	load        func(io.Writer, ...*reports.Load) error
	runs, loads int    // how many results it takes; of none there is no such report
	none        string // why
}

// many is more results than anybody has.
const many = 1000

// formats are all of them, in the order in which the help shows them.
func formats() []format {
	return []format{
		{
			flag: "json", file: "result.json", usage: "write the result to `FILE`",
			run: one(reports.WriteJSON), runs: 1, load: one(reports.WriteLoadJSON), loads: 1,
		},
		{
			flag: "html", file: "report.html", usage: "write an HTML page to `FILE`",
			run: htmlreport.WriteRun, runs: many, load: htmlreport.WriteLoad, loads: 2,
		},
		{
			flag: "junit", file: "junit.xml", usage: "write a JUnit report to `FILE`",
			run: one(reports.WriteJUnit), runs: 1, load: one(reports.WriteLoadJUnit), loads: 1,
		},
		{
			flag: "tap", file: "results.tap", usage: "write TAP 14 to `FILE`",
			run: one(tap.WriteRun), runs: 1, load: one(tap.WriteLoad), loads: 1,
		},
		{
			flag: "sarif", file: "results.sarif", usage: "write SARIF 2.1.0, for code scanning, to `FILE`",
			run: one(sarif.WriteRun), runs: 1, none: "SARIF points into scenario files, which a load does not have: leave it out",
		},
		{
			flag: "markdown", file: "summary.md", usage: "write a summary in Markdown to `FILE`",
			run: one(limited(markdown.WriteRun)), runs: 1, load: one(limited(markdown.WriteLoad)), loads: 1,
		},
	}
}

// one is a writer that takes a single result.
func one[T any](write func(io.Writer, *T) error) func(io.Writer, ...*T) error {
	return func(w io.Writer, all ...*T) error { return write(w, all[0]) }
}

func limited[T any](write func(io.Writer, *T, int) error) func(io.Writer, *T) error {
	return func(w io.Writer, result *T) error { return write(w, result, 0) }
}

func (f *format) write(w io.Writer, r Results) error {
	if len(r.Loads) > 0 {
		return f.load(w, r.Loads...)
	}
	return f.run(w, r.Runs...)
}

// takes reports whether there is such a report of these results.
func (f *format) takes(r Results) error {
	n, most := len(r.Runs), f.runs
	if len(r.Loads) > 0 {
		n, most = len(r.Loads), f.loads
	}
	switch {
	case most == 0:
		return fmt.Errorf("--%s: %s", f.flag, f.none)
	case n > most && most == 1:
		return fmt.Errorf("--%s takes one result, got %d: use --html for several", f.flag, n)
	case n > most:
		return fmt.Errorf("--%s takes at most %d results of load, got %d", f.flag, most, n)
	}
	return nil
}
