package scenarios

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
	"github.com/smtpspec/smtpspec/scenarios/target"
)

// FuzzLoad never panics and always ends; what it takes can be named and shown.
func FuzzLoad(f *testing.F) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range append(files, "testdata/hardest.yaml", "catalogue/fragments.yaml", "catalogue/sanity.yaml") {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		if len(text) < 4<<10 {
			f.Add(text)
		}
	}
	loader := testLoader(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		set, err := loader.Load("f.yaml", text)
		if err != nil {
			if _, ok := strictyaml.AsProblems(err); !ok || err.Error() == "" {
				t.Errorf("%T %v", err, err)
			}
			return
		}
		for _, c := range set.Cases {
			_ = c.Source()
			for _, st := range c.Steps {
				_ = st.names()
			}
		}
	})
}

// FuzzTemplate expands whatever can be read, within its bound.
func FuzzTemplate(f *testing.F) {
	for _, s := range []string{"", "${a}", "$${a}", "${x:00ff}", "${repeat:ab:100}", "${base64:$a}", "${upper:$a}", "${fill:ab:$n}", "${", "$", "${a${b}}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tpl, err := ParseTemplate(text)
		if err != nil {
			return
		}
		for _, name := range tpl.Names() {
			if name == "" {
				t.Error("a variable without a name")
			}
		}
		if out, err := tpl.Expand(func(string) (string, bool) { return "12", true }); err == nil && len(out) > maxExpansion {
			t.Errorf("%d octets", len(out))
		}
		_ = statics{"a": "1", "b": "${a}"}.replace(text, newBudget())
	})
}

// FuzzTarget reads target.yaml, or says what is wrong.
func FuzzTarget(f *testing.F) {
	for _, s := range []string{
		"host: 127.0.0.1\nports: {smtp: 25}\n", "", "host: []", "declares: {idle_timeout: 5s, max_size: 99999999999999999999}", "host: a\nports: {smtp: 1}\ndeclares: {failing: [a@b, c@d], null_mx: b, etrn_queue: a@b, held: a@b}\n",
		"host: a\nports: {smtp: 2525, lmtp: 24}\nmailboxes: {known: [a@b, c@d], unknown: e@f}\nauth: {user: u, password: p}\ntls: {insecure: true}\ndelivery: {dir: x, match: '*', settle: 1s}\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		target, err := target.Parse("target.yaml", text)
		if err != nil {
			return
		}
		if len(target.Ports) == 0 || target.Host == "" {
			t.Errorf("got %+v, want an error", target)
		}
		_ = target.Facts()
	})
}
