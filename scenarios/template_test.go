package scenarios

import "testing"

func TestTemplate_functions(t *testing.T) {
	vars := map[string]string{"domain": "mx.example", "user": "ann", "limit": "5", "huge": "99999999999", "now:-90s": "2026-03-01T12:00:00Z"}
	lookup := func(name string) (string, bool) { v, ok := vars[name]; return v, ok }
	for text, want := range map[string]string{
		"${x:00 ff}":                 "\x00\xff",
		"${repeat:ab:3}":             "ababab",
		"${fill:ab:$limit}":          "ababab",
		"${repeat:a:$user;:$limit}":  "a:ann;a:ann;a:ann;a:ann;a:ann;",
		"${fill:a:b:$limit}":         "a:ba:b",
		"${base64:$user}":            "YW5u",
		"<${upper:a.b@$domain}>":     "<A.B@MX.EXAMPLE>",
		"HOLDUNTIL=${now:-90s}":      "HOLDUNTIL=2026-03-01T12:00:00Z",
		"$${user} ${user}":           "${user} ann",
		"${upper:$user}${user}$user": "ANNann$user",
	} {
		parsed, err := ParseTemplate(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got, err := parsed.Expand(lookup); err != nil || string(got) != want {
			t.Errorf("%s: got %q, %v; want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"${lower:x}", "${x:0}", "${repeat:a}", "${repeat:a:}", "${fill:$limit}", "${open", "${now:}", "${now:1500ms}", "${now:soon}"} {
		if _, err := ParseTemplate(text); err == nil {
			t.Errorf("%s: got no error", text)
		}
	}
	for _, text := range []string{"${upper:$nobody}", "${fill:a:$nobody}", "${fill:a:$user}", "${fill:a:$huge}", "${repeat:a:$nobody}", "${repeat:a:$user}", "${repeat:a:$huge}"} {
		parsed, err := ParseTemplate(text)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parsed.Expand(lookup); err == nil {
			t.Errorf("%s: got an expansion, want an error", text)
		}
	}
}
