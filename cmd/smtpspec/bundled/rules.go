package bundled

import (
	"fmt"

	"github.com/smtpspec/smtpspec/fixtures/refserver"
	"github.com/smtpspec/smtpspec/fixtures/refserver/fault"
	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// Rules are the rules of the bundled server with some faults. Without any they are nil,
// for the strict rules in their fast form.
func Rules(faults ...string) (*refserver.Rules, error) {
	if len(faults) == 0 {
		return nil, nil
	}
	rules := refserver.StrictRules()
	for _, id := range faults {
		f, err := Fault(id)
		if err != nil {
			return nil, err
		}
		f.Apply(rules)
	}
	return rules, nil
}

// Fault finds a fault of the bundled server.
func Fault(id string) (fault.Fault, error) {
	if f, ok := fault.ByID(id); ok {
		return f, nil
	}
	var ids []string
	for _, f := range fault.All() {
		ids = append(ids, f.ID)
	}
	if s := strictyaml.Suggest(id, ids); s != "" {
		return fault.Fault{}, fmt.Errorf("unknown fault %q; did you mean %s?", id, s)
	}
	return fault.Fault{}, fmt.Errorf("unknown fault %q; smtpspec serve --list-faults lists them", id)
}
