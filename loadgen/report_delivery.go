package loadgen

import "github.com/smtpspec/smtpspec/reports"

// Report turns what was found into its part of a load result.
func (d *Deliveries) Report() *reports.LoadDelivery {
	out := &reports.LoadDelivery{
		Accepted: d.Accepted, Expected: d.Expected, Once: d.Once, Missing: d.Missing, Duplicated: d.Doubled, RefusedDelivered: d.Rejected,
		UnsentDelivered: d.Unsent, Unknown: d.Unknown, UnknownDelivered: d.UnknownFound, Unrelated: d.Foreign,
		WaitedS: d.Waited.Seconds(), Examples: map[string][]string{},
	}
	for kind, ids := range map[string][]string{
		"missing": d.MissingIDs, "duplicated": d.DoubledIDs, "refused_delivered": d.RejectedIDs, "unsent_delivered": d.UnsentIDs,
	} {
		if len(ids) > 0 {
			out.Examples[kind] = ids
		}
	}
	return out
}
