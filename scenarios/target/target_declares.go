package target

import (
	"cmp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// Declares is what the operator declares about a server: the values of each key of declares in
// the table of facts. Numbers are in decimal, and times as time.Duration writes them.
type Declares map[string][]string

// First returns the first value of a key, "" when it is not declared.
func (c Declares) First(key string) string {
	if values := c[key]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// DecodeNode reads the value from a YAML node.
func (c *Declares) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	*c = Declares{}
	d.Pairs(n, func(key, value *yaml.Node) {
		at := slices.IndexFunc(facts, func(f Fact) bool { return f.Key == declares+key.Value })
		if at < 0 {
			d.Fail(key, cmp.Or(FactRenamed(key.Value), strictyaml.DidYouMean(key.Value, DeclaredKeys()), "use one of "+strings.Join(DeclaredKeys(), ", ")), "unknown key %q", key.Value)
			return
		}
		if values := facts[at].form.read(d, value); len(values) > 0 {
			(*c)[key.Value] = values
		}
	})
}

// DeclaredKeys returns the keys of declares in the order of the table.
func DeclaredKeys() []string {
	var keys []string
	for _, f := range facts {
		if key, ok := strings.CutPrefix(f.Key, declares); ok && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}
