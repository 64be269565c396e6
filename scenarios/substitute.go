package scenarios

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// statics are the variables that are replaced before the steps are read: those of
// the matrix, the parameters of fragments and the number of a repetition.
type statics map[string]string

// substitute copies a node and replaces every static variable, within the budget.
func (s statics) substitute(n *yaml.Node, b *budget) *yaml.Node {
	c := *n
	b.nodes--
	if b.spent() {
		return &c
	}
	if n.Kind == yaml.ScalarNode {
		if replaced := s.replace(n.Value, b); replaced != n.Value {
			c.Value = replaced
			c.Tag = "!!str"
		}
	}
	c.Content = make([]*yaml.Node, len(n.Content))
	for i, child := range n.Content {
		c.Content[i] = s.substitute(child, b)
	}
	return &c
}

// replace substitutes ${name}, and $name and ${name} in the argument of any
// function. It does not change a text that it cannot parse, which is reported later.
func (s statics) replace(text string, spend *budget) string {
	if len(s) == 0 || !strings.Contains(text, "${") {
		return text
	}
	tokens, err := lex(text)
	if err != nil {
		return text
	}
	return s.replaceTokens(tokens, spend, 0)
}

func (s statics) replaceTokens(tokens []token, spend *budget, depth int) string {
	var b strings.Builder
	for _, t := range tokens {
		function, argument, isCall := strings.Cut(t.text, ":")
		value, known := s[t.text]
		switch {
		case !t.placeholder:
			b.WriteString(t.raw)
		case known:
			spend.placed[t.text] = true
			if spend.octets -= len(value); spend.spent() {
				return ""
			}
			if depth > 0 {
				value = asArgument(value)
			}
			b.WriteString(value)
		case isCall && depth < maxNesting:
			inner, err := inArgument(argument)
			if err != nil {
				b.WriteString(t.raw)
				continue
			}
			b.WriteString("${" + function + ":" + s.replaceTokens(inner, spend, depth+1) + "}")
		default:
			b.WriteString(t.raw)
		}
	}
	return b.String()
}

// asArgument writes a value so that it means the same inside the argument of a
// function, where a brace ends the argument and $name is a variable.
func asArgument(value string) string {
	tokens, err := lex(value)
	if err != nil || !strings.ContainsAny(value, "$}") {
		return value
	}
	var b strings.Builder
	for _, t := range tokens {
		if t.placeholder {
			b.WriteString(t.raw)
		} else {
			b.WriteString(strings.NewReplacer("$", "${x:24}", "}", "${x:7d}").Replace(t.text))
		}
	}
	return b.String()
}

// with adds variables; later ones take precedence.
func (s statics) with(more Vars) statics {
	out := make(statics, len(s)+len(more))
	for k, v := range s {
		out[k] = v
	}
	for _, v := range more {
		out[v.Name] = v.Value
	}
	return out
}
