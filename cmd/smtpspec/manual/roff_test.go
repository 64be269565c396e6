package manual

import "testing"

func TestRoff(t *testing.T) {
	got := string(roff([]byte("# NAME 1\n\n## Text\n\n.TH is not a macro here, nor is 'x, and \\\\n stays; `a-b` ^~\n\n" +
		"```\n.dot\n\n'quoted' --flag\n```\n\nSee [Verdicts](verdicts.md) and <https://example.com>.\n")))
	want := ".nh\n.TH NAME 1\n.SH Text\n" +
		"\\&.TH is not a macro here, nor is \\(aqx, and \\en stays; \\fBa\\-b\\fR\n\\(ha\\(ti\n" +
		".PP\n.EX\n\\&.dot\n\n\\&\\(aqquoted\\(aq \\-\\-flag\n.EE\n" +
		".PP\nSee Verdicts (smtpspec\\-verdicts(7)) and\n\\[la]https://example.com\\[ra]\\&.\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
