package htmlreport

import (
	"errors"
	"io"

	"github.com/smtpspec/smtpspec/reports"
)

// maxText bounds one string of a page, in octets. The result file has the rest.
const maxText = 16 << 10

// WriteRun writes a page about one conformance run, or about several beside each other.
func WriteRun(w io.Writer, runs ...*reports.Run) error {
	if len(runs) == 0 {
		return errors.New("no result to report: name at least one")
	}
	r := reports.CleanRun(runs[0], maxText)
	p := page{Name: "run", Title: r.Target.Name, Kind: "Conformance report", Data: struct{ Title string }{r.Target.Name}}
	return p.write(w)
}
