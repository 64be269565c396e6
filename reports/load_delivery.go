package reports

import (
	"strings"

	"github.com/smtpspec/smtpspec/reports/text"
)

// LoadDelivery is what was found of a run in the spool. Messages of
// the warm-up are among them.
type LoadDelivery struct {
	Accepted int64 `json:"accepted"` // messages
	Expected int64 `json:"expected"` // files, one for each recipient that was accepted
	Once     int64 `json:"once"`     // accepted and found once for each of its recipients
	Missing  int64 `json:"missing"`  // accepted and found for fewer
	// Duplicated were found more often, also those of unknown outcome.
	Duplicated int64 `json:"duplicated"`
	// RefusedDelivered were refused with 4yz or 5yz, and delivered.
	RefusedDelivered int64 `json:"refused_delivered"`
	// UnsentDelivered were never sent whole, and delivered.
	UnsentDelivered int64 `json:"unsent_delivered"`
	// Unknown failed after their end of data, before the reply. The server may
	// have taken them or not; UnknownDelivered were found.
	Unknown          int64 `json:"unknown"`
	UnknownDelivered int64 `json:"unknown_delivered"`
	// Unrelated files in the spool are not of this run.
	Unrelated int64   `json:"unrelated"`
	WaitedS   float64 `json:"waited_s"`
	// Examples are ids, ten of each kind at most, by the names above.
	Examples map[string][]string `json:"examples,omitempty"`
	// Error says why the delivery could not be verified.
	Error string `json:"error,omitempty"`
}

// Wrongs names what is wrong with the delivery; "" when nothing is.
func (d *LoadDelivery) Wrongs() string {
	var out []string
	for _, c := range []struct {
		n    int64
		what string
	}{
		{d.Missing, "accepted and not delivered"},
		{d.Duplicated, "delivered more than once"},
		{d.RefusedDelivered, "refused and delivered"},
		{d.UnsentDelivered, "delivered and never sent whole"},
	} {
		if c.n > 0 {
			out = append(out, text.Plural(int(c.n), "message")+" "+c.what)
		}
	}
	return strings.Join(out, ", ")
}
