package reports

import "slices"

// Policy is an entry of the policy table, which settles what can be read in two
// ways.
type Policy struct {
	Question string `json:"question"`
	Default  string `json:"default"`
	Strict   string `json:"strict,omitempty"` // the stricter reading, where there is one
}

// Reading names the entry of the policy table that decided a case, and the
// reading that was taken; "" where none did.
func (r *Run) Reading(c *Case) string {
	p := r.Policies[c.Policy]
	switch {
	case c.Policy == "" || p.Default == "":
		return c.Policy
	case c.StrictlyRead:
		return c.Policy + ", read strictly: " + p.Strict + " By default: " + p.Default
	case p.Strict != "":
		return c.Policy + ": " + p.Default + " (--policy " + c.Policy + " reads it more strictly)"
	default:
		return c.Policy + ": " + p.Default
	}
}

// StricterReadings are the entries of the policy table that were read strictly,
// in order.
func (r *Run) StricterReadings() []string {
	var out []string
	for i := range r.Cases {
		if c := &r.Cases[i]; c.StrictlyRead && !slices.Contains(out, c.Policy) {
			out = append(out, c.Policy)
		}
	}
	slices.Sort(out)
	return out
}
