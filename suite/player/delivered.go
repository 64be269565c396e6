package player

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
)

// delivered looks at the messages in the spool.
func (s *session) delivered(ctx context.Context, st *scenarios.Step) error {
	if s.Target.Store == nil {
		return &undecided{reports.Reason{Kind: reports.ReasonNotGiven, Name: "delivery.dir"}}
	}
	d := st.Delivered
	find := []byte(s.vars["id"])
	if d.Find != nil {
		text, _, err := s.expand(*d.Find)
		if err != nil {
			return err
		}
		find = fold(text)
	}
	want := scenarios.Range{Min: 1, Max: 1}
	if d.Count != nil {
		want = *d.Count
	}
	messages, err := s.find(ctx, d, find, want)
	if err != nil {
		return err
	}
	s.note("", reports.Observation{Kind: reports.SawDelivered, Count: len(messages), Octets: s.redactor.visibleLimit(find, 80)})
	if len(messages) == 0 && !s.Target.Store.Shown() {
		return &undecided{reports.Reason{Kind: reports.ReasonNoDelivery}}
	}
	merged, err := s.merged(ctx, d, want, len(messages))
	if err != nil {
		return err
	}
	if merged {
		return &undecided{reports.Reason{Kind: reports.ReasonMerged}}
	}
	if !want.Holds(len(messages)) {
		return s.fail(st, reports.Expectation{Kind: reports.WantDelivered, Count: bounds(&want)}, reports.Observation{Kind: reports.SawCount, Count: len(messages)})
	}
	for _, m := range messages {
		if err := s.checkMessage(st, d, m); err != nil {
			return err
		}
	}
	return nil
}

// deliveryWait is how long a step looks for its messages. That none came where none may
// counts only once another was there: until then the wait goes on up to last, for the
// usual time.
func (s *session) deliveryWait(d *scenarios.Delivered, want scenarios.Range) (within, last time.Duration, err error) {
	usual := max(10*time.Second, s.Limits.Reply)
	within = usual
	if want.Min == 0 {
		within = s.Target.Store.settle
	}
	within, err = s.duration(d.Within, within)
	if want.Min == 0 {
		return within, max(within, usual), err
	}
	return within, within, err
}

// await looks until there are enough messages, and then for a while longer,
// because one too many may still come. What counts is the time of a look: the
// waiting is over with the first that began after its end.
func (s *session) await(ctx context.Context, find []byte, want scenarios.Range, within, latest time.Duration) ([][]byte, error) {
	began := time.Now()
	deadline, last := began.Add(within), began.Add(latest)
	for search, settling := s.Target.Store.Search(find), false; ; {
		messages, now, err := search.Look(ctx)
		if err != nil {
			return nil, err
		}
		switch {
		case want.Max >= 0 && len(messages) > want.Max:
			return messages, nil
		case len(messages) >= max(want.Min, 1) && !settling:
			settling, last = true, now.Add(s.Target.Store.settle)
			deadline = last
		case now.After(last), now.After(deadline) && s.Target.Store.Shown():
			return messages, nil
		}
		if err := wait(ctx, 20*time.Millisecond); err != nil {
			return nil, err
		}
	}
}

// checkMessage holds one message against what is expected of it.
func (s *session) checkMessage(st *scenarios.Step, d *scenarios.Delivered, m []byte) error {
	header, body := split(m)
	for _, f := range d.SkipUnless {
		found, err := s.hasField(header, f)
		if err != nil {
			return err
		}
		if !found {
			return &inapplicable{reports.Reason{Kind: reports.ReasonNoField, Name: f.Name, Pattern: f.Pattern.Raw}}
		}
	}
	shown := reports.Observation{Kind: reports.SawMessage, Octets: s.redactor.visibleLimit(m, 2000)}
	if d.Body != nil {
		want, _, err := s.expand(*d.Body)
		if err != nil {
			return err
		}
		if !s.sameBody(st, fold(want), body) {
			return s.fail(st, reports.Expectation{Kind: reports.WantBody, Octets: s.redactor.visibleLimit(fold(want), 600)},
				reports.Observation{Kind: reports.SawBody, Octets: s.redactor.visibleLimit(body, 600)})
		}
	}
	lines := wholeLines(m)
	for i, t := range append(d.Contains[:len(d.Contains):len(d.Contains)], d.Absent...) {
		text, _, err := s.expand(t)
		if err != nil {
			return err
		}
		inside, wanted := bytes.Contains(lines, fold(text)), i < len(d.Contains)
		switch {
		case wanted && !inside:
			return s.fail(st, reports.Expectation{Kind: reports.WantContains, Octets: s.redactor.visibleLimit(text, 300)}, shown)
		case !wanted && inside:
			return s.fail(st, reports.Expectation{Kind: reports.WantLacks, Octets: s.redactor.visibleLimit(text, 300)}, shown)
		}
	}
	return s.checkHeader(st, d, header, shown)
}

func (s *session) checkHeader(st *scenarios.Step, d *scenarios.Delivered, header []field, shown reports.Observation) error {
	if d.First != "" && (len(header) == 0 || !strings.EqualFold(header[0].name, d.First)) {
		return s.fail(st, reports.Expectation{Kind: reports.WantFirstField, Name: d.First}, shown)
	}
	for _, f := range d.Fields {
		if n := len(named(header, f.Name)); !f.Range.Holds(n) {
			return s.fail(st, reports.Expectation{Kind: reports.WantFields, Count: bounds(&f.Range), Name: f.Name},
				reports.Observation{Kind: reports.SawFields, Count: n, Octets: shown.Octets})
		}
	}
	for _, f := range d.Header {
		found, err := s.hasField(header, f)
		if err != nil {
			return err
		}
		if !found {
			return s.fail(st, reports.Expectation{Kind: reports.WantField, Name: f.Name, Pattern: f.Pattern.Raw}, shown)
		}
	}
	return s.captureFields(st, d, header, shown)
}

// hasField reports whether a field of that name matches.
func (s *session) hasField(header []field, f scenarios.FieldPattern) (bool, error) {
	re, err := f.Pattern.Compile(s.lookup)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(named(header, f.Name), func(h field) bool { return re.MatchString(h.value) }), nil
}

// captureFields binds names to what the header says.
func (s *session) captureFields(st *scenarios.Step, d *scenarios.Delivered, header []field, shown reports.Observation) error {
	for _, c := range d.Capture {
		re, err := c.Pattern.Compile(s.lookup)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(header, func(h field) bool { return re.MatchString(h.name + ": " + h.value) })
		if i < 0 {
			return s.fail(st, reports.Expectation{Kind: reports.WantFieldCapture, Name: c.Name, Pattern: c.Pattern.Raw}, shown)
		}
		m := re.FindStringSubmatch(header[i].name + ": " + header[i].value)
		s.vars[c.Name] = m[min(1, len(m)-1)]
	}
	return nil
}

// field is a header field, unfolded.
type field struct{ name, value string }

func named(header []field, name string) []field {
	var out []field
	for _, f := range header {
		if strings.EqualFold(f.name, name) {
			out = append(out, f)
		}
	}
	return out
}

// split cuts a message at its first empty line and unfolds the header.
func split(m []byte) (header []field, body []byte) {
	head, body, _ := bytes.Cut(append([]byte("\n"), m...), []byte("\n\n"))
	for line := range strings.SplitSeq(strings.TrimPrefix(string(head), "\n"), "\n") {
		if (strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t")) && len(header) > 0 {
			header[len(header)-1].value += " " + strings.TrimSpace(line)
			continue
		}
		name, value, _ := strings.Cut(line, ":")
		header = append(header, field{strings.TrimSpace(name), strings.TrimSpace(value)})
	}
	return header, body
}
