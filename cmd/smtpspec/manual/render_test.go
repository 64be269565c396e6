package manual

import (
	"strings"
	"testing"

	"github.com/rivo/uniseg"
)

func TestRender(t *testing.T) {
	markdown := `# A title

Text with ` + "`code`" + `, *marks*, a [topic](verdicts.md) and [a link](https://example.com).

<!-- measured -->
` + "```" + `
$ smtpspec run   # kept as it is, however long it is

indented
` + "```" + `

## A section

- one
- two words and more than fit into a line of forty columns

1. first

    more of the first

    ` + "```" + `
    code
    ` + "```" + `

2. second

| name | meaning |
|---|---|
| ` + "`a`" + ` | short |
| bb | long enough to be broken into several lines |
`
	want := `A title

Text with code, marks, a topic (smtpspec
help verdicts) and a link
<https://example.com>.

  $ smtpspec run   # kept as it is, however long it is

  indented

A SECTION

- one
- two words and more than fit into a
  line of forty columns

1. first

   more of the first

     code

2. second

name  meaning
----  -------
a     short
bb    long enough to be broken into
      several lines
`
	var b strings.Builder
	if err := render(&b, []byte(markdown), 40); err != nil || b.String() != want {
		t.Errorf("%v, got\n%s\nwant\n%s", err, b.String(), want)
	}
}

// TestFilled_width counts columns of the terminal: a CJK character takes two, a
// combining one none.
func TestFilled_width(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("件名 ", 20), strings.Repeat("e\u0301e\u0301 ", 20), strings.Repeat("ab ", 20),
	} {
		lines := filled(text, 20)
		for i, line := range lines {
			if n := uniseg.StringWidth(line); n > 20 || i < len(lines)-1 && n < 16 {
				t.Errorf("%q is %d columns wide", line, n)
			}
		}
	}
	if n := len(filled(strings.Repeat("件名 ", 20), 20)); n != 5 {
		t.Errorf("got %d lines, want 5", n)
	}
}
