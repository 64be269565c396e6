package bundled

import (
	"fmt"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/manual"
	"github.com/smtpspec/smtpspec/fixtures/refserver"
	"github.com/smtpspec/smtpspec/fixtures/refserver/fault"
)

// Rules are the rules of the bundled server with some faults. Without any they are nil,
// for the strict rules in their fast form.
func Rules(faults ...string) (*refserver.Rules, error) {
	if len(faults) == 0 {
		return nil, nil
	}
	rules := refserver.StrictRules()
	for _, id := range faults {
		f, ok := fault.ByID(id)
		if !ok {
			var ids []string
			for _, f := range fault.All() {
				ids = append(ids, f.ID)
			}
			return nil, fmt.Errorf("unknown fault %q%s", id, manual.DidYouMean(id, ids))
		}
		f.Apply(rules)
	}
	return rules, nil
}
