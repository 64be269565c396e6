package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/smtpspec/smtpspec/reports/text"
)

// ReadResult reads a result of either format and checks it: the other one is
// nil.
func ReadResult(in io.Reader) (*Run, *Load, error) {
	data, err := readText(in)
	if err != nil {
		return nil, nil, err
	}
	var head struct{ Format string }
	if json.Unmarshal(data, &head) == nil && strings.HasPrefix(head.Format, "smtpspec.load/") {
		l, err := readLoad(data, head.Format)
		return nil, l, err
	}
	r, err := ReadRun(bytes.NewReader(data))
	return r, nil, err
}

// readLoad reads a result of format smtpspec.load/2, or of the one before: no unknown
// key, sums that add up, and a verdict that follows from its figures and thresholds. The
// strings are returned as they are in the file.
func readLoad(data []byte, format string) (l *Load, err error) {
	switch format {
	case LoadFormat:
		l, err = decode(data, same[Load])
	case loadFormat1:
		l, err = decode(data, (*load1).upgrade)
	default:
		return nil, fmt.Errorf("format %s is of another version of smtpspec; this one reads %s and %s", text.Clean(format, 80), LoadFormat, loadFormat1)
	}
	if err != nil {
		return nil, err
	}
	if l.Started.UTC().Year() < 1 || l.Started.UTC().Year() > 9999 || l.ElapsedMS < 0 {
		return nil, fmt.Errorf("started or elapsed_ms is out of range")
	}
	if err := CheckLoad(l); err != nil {
		return nil, err
	}
	bounds := make([]Threshold, len(l.Thresholds))
	for i, t := range l.Thresholds {
		var err error
		if bounds[i], err = ParseThreshold(t.Expression); err != nil {
			return nil, fmt.Errorf("thresholds[%d]: %w", i, err)
		}
	}
	again := *l
	if l.Answer != nil {
		ConcludeSearch(&again, bounds)
	} else {
		ConcludeLoad(&again, bounds)
	}
	if again.Verdict != l.Verdict {
		return nil, fmt.Errorf("the verdict is %q, and %q is what follows from the figures", text.Clean(l.Verdict, 80), again.Verdict)
	}
	return l, nil
}
