package catalogue

import (
	"os"
	"testing"

	"github.com/smtpspec/smtpspec/scenarios"
)

func loadHardest(t *testing.T) *scenarios.Set {
	t.Helper()
	catalogue, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../testdata/hardest.yaml")
	if err != nil {
		t.Fatal(err)
	}
	set, err := catalogue.Loader().Load("testdata/hardest.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestCatalogue_hardestRequirements(t *testing.T) {
	set := loadHardest(t)
	if got := len(set.Cases); got < 30 {
		t.Errorf("%d cases, want 30 or more", got)
	}
}
