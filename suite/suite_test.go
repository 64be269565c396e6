package suite_test

import (
	"flag"
	"os"
	"testing"

	"github.com/onsi/ginkgo/v2"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios/catalogue"
	"github.com/smtpspec/smtpspec/scenarios/target"
	"github.com/smtpspec/smtpspec/suite"
)

// TestMain leaves everything but the suite to one process, because ginkgo -p
// starts the test binary once for each of its processes.
func TestMain(m *testing.M) {
	flag.Parse()
	if config, _ := ginkgo.GinkgoConfiguration(); config.ParallelTotal > 1 {
		if err := flag.Set("test.run", "^TestConformance$"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// TestConformance runs the catalogue as Ginkgo specs on the bundled server, or
// on the one that the target.yaml named by SMTPSPEC_CONFIG describes.
func TestConformance(t *testing.T) {
	catalogue, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	o := suite.Options{Requirements: catalogue.Requirements}
	if o.Cases, err = (suite.Selection{}).Match(catalogue.Cases); err != nil {
		t.Fatal(err)
	}
	if path := os.Getenv("SMTPSPEC_CONFIG"); path != "" {
		o.Target, err = target.Load(path)
	} else {
		o.Bundled, o.Parallel = true, 64
		o.Target, o.Roots = bundled(t)
	}
	if err != nil {
		t.Fatal(err)
	}
	s, err := suite.Prepare(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	suite.RunSpecs(t.Context(), t, s)
	if !o.Bundled {
		return
	}
	// Of this server nothing may stay open.
	r := s.Report(t.Context())
	for i := range r.Cases {
		switch c := &r.Cases[i]; c.Verdict {
		case reports.Warn, reports.Unknown:
			t.Errorf("%s: %s: %s", c.Verdict, c.ID, c.Why())
		}
	}
}
