package wire

import "slices"

// registered has, for each subject, the largest detail of the registry of
// enhanced status codes (RFC 5248); those below it are all assigned. With RFC
// 3886, 4468, 4865, 4954, 6531, 6710, 7293, 7372, 7505, 8617 and 8689.
var registered = [...]int{0: 0, 1: 10, 2: 4, 3: 6, 4: 7, 5: 6, 6: 10, 7: 30}

// Registered reports whether subject and detail are in the registry; the class
// is free.
func (e Enhanced) Registered() bool {
	return e.Subject < len(registered) && e.Detail <= registered[e.Subject]
}

// pair is an entry of the registry of which reply code and enhanced status code
// belong together.
type pair struct {
	kind   DeviationKind
	detail int // of the subject 7
	codes  []int
	// alone are those of the codes that have no other enhanced status code.
	alone []int
}

// pairs are the entries that the catalogue asks for (RFC 5248 §2.4, RFC 4954
// §6).
var pairs = []pair{
	{DeviationPairTooWeak, 9, []int{534}, []int{534}},
	{DeviationPairEncryption, 10, []int{523}, []int{523}},
	{DeviationPairTransition, 12, []int{422, 432}, []int{432}},
	{DeviationPairDisabled, 13, []int{525}, []int{525}},
	{DeviationPairTrust, 14, []int{535, 554}, nil},
}

// RegistryDeviations lists where the enhanced status code of a reply, on its
// first line, departs from the registry, or goes with another reply code than
// it has there. X.0.0 goes with any (RFC 5248 §2.4) and is noted as a fact.
func (r Reply) RegistryDeviations() []Deviation {
	e, ok := r.Enhanced()
	if !ok {
		return nil
	}
	var dev deviations
	line, _ := cutLine(r.Raw)
	note := func(kind DeviationKind) { dev.add(kind, 0, 0, line, 0) }
	switch {
	case !e.Registered():
		note(DeviationEnhancedUnregistered)
	case e.Subject == 0:
		note(DeviationEnhancedUnspecified)
		return dev.list
	}
	for _, p := range pairs {
		if says := e.Subject == 7 && e.Detail == p.detail; says != slices.Contains(p.codes, r.Code) && (says || slices.Contains(p.alone, r.Code)) {
			note(p.kind)
		}
	}
	return dev.list
}
