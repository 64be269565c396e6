package diff

import (
	"slices"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/diff/replies"
)

// alike reports whether two observations say the same of a server, whatever times,
// ports and ids there were: their kinds and fields are compared, never their words.
func (c *runComparison) alike(a, b *reports.Observation) bool {
	switch {
	case a.Received() && b.Received():
		return c.sameOctets(a.Octets, b.Octets)
	case a.Ended() && b.Ended():
		return true
	case a.Kind == reports.SawTLSFailed && replies.Masked(a.Cause) != replies.Masked(b.Cause):
		return false
	}
	return a.Kind == b.Kind && a.By == b.By && a.Count == b.Count && a.Of == b.Of &&
		slices.EqualFunc(a.Codes, b.Codes, sameCode) && sameTLS(a.TLS, b.TLS) && c.sameOctets(a.Octets, b.Octets)
}

// sameCode compares codes. Whether FIN or RST is seen depends on who was quicker.
func sameCode(a, b string) bool {
	ending := func(code string) bool { return code == "fin" || code == "rst" }
	return a == b || ending(a) && ending(b)
}

// sameTLS compares handshakes, where both are known.
func sameTLS(a, b *reports.TLS) bool { return a == nil || b == nil || *a == *b }

// sameOctets compares what may be a reply, or a message.
func (c *runComparison) sameOctets(a, b string) bool {
	return a == b || replies.Compare(a, b, c.was, c.is, false) == replies.Same || replies.Masked(a) == replies.Masked(b)
}

// sameExpectation compares what was asked for. How long was waited is a matter of the
// machine.
func sameExpectation(a, b *reports.Expectation) bool {
	return a.Kind == b.Kind && a.Name == b.Name && a.Pattern == b.Pattern && a.Should == b.Should && a.Policy == b.Policy &&
		slices.Equal(a.Outcomes, b.Outcomes) && sameRange(a.Count, b.Count) && replies.Masked(a.Octets) == replies.Masked(b.Octets)
}

func sameRange(a, b *reports.Range) bool { return a == b || a != nil && b != nil && *a == *b }

// sameReason compares why there is no verdict on the server.
func (c *runComparison) sameReason(a, b *reports.Reason) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.Kind == reports.ReasonStated || b.Kind == reports.ReasonStated { // of one that only has words nothing is known
		return a.Kind != b.Kind || c.sameOctets(a.Text, b.Text)
	}
	return a.Kind == b.Kind && a.Name == b.Name && a.Pattern == b.Pattern && sameExpectation(&a.Expected, &b.Expected) && c.alike(&a.Got, &b.Got)
}
