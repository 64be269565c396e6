package exchange

import "github.com/smtpspec/smtpspec/scenarios"

// codes is a set of reply codes, 200 to 599.
type codes [7]uint64

func codesOf(outcomes scenarios.Outcomes) codes {
	var set codes
	for code := 200; code < 600; code++ {
		if outcomes.MatchesCode(code) {
			set[(code-200)/64] |= 1 << ((code - 200) % 64)
		}
	}
	return set
}

func (c *codes) has(code int) bool {
	return code >= 200 && code < 600 && c[(code-200)/64]>>((code-200)%64)&1 == 1
}
