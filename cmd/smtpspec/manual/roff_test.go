package manual

import "testing"

func TestRoff(t *testing.T) {
	r := &roff{}
	r.text(".TH is no macro here, nor is 'x, and \\n stays; a-b §4")
	r.verbatim("  .dot\n    deeper\n")
	want := "\\&.TH is no macro here, nor is \\(aqx, and \\en stays; a\\-b \\(sc4\n.RS 4\n.nf\n\\&.dot\n  deeper\n.fi\n.RE\n"
	if r.String() != want {
		t.Errorf("got  %q\nwant %q", r.String(), want)
	}
}
