package scenarios

import (
	"strings"
	"testing"
)

// TestFunctions_parameters goes over every function of the table: a parameter
// of a fragment in its argument means what the value means when it is written there.
func TestFunctions_parameters(t *testing.T) {
	calls := map[string]string{ // WORD and COUNT are replaced by parameters
		"x": "${x:WORD}", "repeat": "${repeat:WORD:COUNT}", "fill": "${fill:WORD:COUNT}",
		"base64": "${base64:a WORD b}", "upper": "${upper:WORD}", "now": "${now:COUNTs}",
	}
	lookup := func(name string) (string, bool) { return "value of " + name, true }
	for _, f := range functions {
		call, ok := calls[f.name]
		if !ok {
			t.Errorf("the table has no call of %s", f.name)
			continue
		}
		delete(calls, f.name)
		want := expanded(t, strings.NewReplacer("WORD", "c3a9", "COUNT", "3").Replace(call), lookup)
		for _, form := range []string{"$", "${"} {
			closed := strings.Repeat("}", len(form)-1)
			text := strings.NewReplacer("WORD", form+"word"+closed, "COUNT", form+"count"+closed).Replace(call)
			if f.fromPlayer && form == "$" { // $counts is another name
				text = "${now:${count}s}"
			}
			replaced := statics{"word": "c3a9", "count": "3"}.replace(text, newBudget())
			if got := expanded(t, replaced, lookup); got != want {
				t.Errorf("%s became %s: got %q, want %q", text, replaced, got, want)
			}
		}
	}
	for name := range calls {
		t.Errorf("%s is not in the table of functions", name)
	}
}

func expanded(t *testing.T, text string, lookup Lookup) string {
	t.Helper()
	parsed, err := ParseTemplate(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	got, err := parsed.Expand(lookup)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return string(got)
}

// TestStatics_inArguments puts values into arguments that would end them, or
// that hold variables of their own.
func TestStatics_inArguments(t *testing.T) {
	lookup := func(name string) (string, bool) { return "<" + name + ">", true }
	for _, c := range []struct{ value, text, want string }{
		{"x", "${repeat:$v:3}", "xxx"},
		{"a}b", "${upper:$v}", "A}B"},
		{"$user", "${upper:$v}", "$USER"},
		{"${user}", "${upper:$v}", "<USER>"},
		{"${x:00}", "${repeat:$v:2}", "\x00\x00"},
		{"$${user}", "${upper:$v}", "${USER}"},
		{"a:b", "${repeat:$v:2}", "a:ba:b"},
		{"${repeat:a:2}", "${upper:${repeat:$v-:2}}", "AA-AA-"},
		{"x", "$v ${other} $${v}", "$v <other> ${v}"},
	} {
		replaced := statics{"v": c.value}.replace(c.text, newBudget())
		if got := expanded(t, replaced, lookup); got != c.want {
			t.Errorf("%s with %s became %s: got %q, want %q", c.text, c.value, replaced, got, c.want)
		}
	}
}

// TestTemplate_nested reads placeholders inside placeholders.
func TestTemplate_nested(t *testing.T) {
	lookup := func(name string) (string, bool) { return name, true }
	for text, want := range map[string]string{
		"${upper:a${user}b}":             "AUSERB",
		"${repeat:${upper:x}${x:0d}:2}":  "X\rX\r",
		"${upper:${base64:${x:00}}}":     "AA==",
		"${repeat:$user:$${x:33}:1}":     "user:${x:33}",
		"${fill:${x:41}:${x:33}}":        "AAAA",
		"${upper:$}${upper:$1}${upper:}": "$$1",
	} {
		if got := expanded(t, text, lookup); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
	for _, bad := range []string{"${upper:${user}", "${upper:${lower:a}}", "${now:$user}", "${now:${x:31}}s", strings.Repeat("${upper:", 20) + strings.Repeat("}", 20)} {
		if _, err := ParseTemplate(bad); err == nil {
			t.Errorf("%s: got no error", bad)
		}
	}
}
