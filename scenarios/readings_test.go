package scenarios

import (
	"testing"

	"github.com/smtpspec/smtpspec/scenarios/requirements"
)

func TestReadStrictly(t *testing.T) {
	cases := []*Case{
		{ID: "a", Level: requirements.Info, Policy: "C01", StrictReading: requirements.Must},
		{ID: "b", Level: requirements.Must, Policy: "C01"},
		{ID: "c", Level: requirements.Should, Policy: "C03", StrictReading: requirements.Must},
		{ID: "d", Level: requirements.Must},
	}
	got := ReadStrictly(cases, requirements.Readings{"C01"})
	want := []Case{
		{ID: "a", Level: requirements.Must, Policy: "C01", StrictReading: requirements.Must, StrictlyRead: true},
		{ID: "b", Level: requirements.Must, Policy: "C01", StrictlyRead: true},
		*cases[2], *cases[3],
	}
	for i, c := range got {
		if c.ID != want[i].ID || c.Level != want[i].Level || c.StrictlyRead != want[i].StrictlyRead {
			t.Errorf("%s: %s, stricter %t", c.ID, c.Level, c.StrictlyRead)
		}
	}
	if cases[0].Level != requirements.Info || cases[0].StrictlyRead {
		t.Error("the cases that were passed in have changed")
	}
}
