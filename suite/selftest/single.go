package selftest

import (
	"context"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/requirements"
	"github.com/smtpspec/smtpspec/suite"
)

// RunCase runs one case against a server of its own, under the first
// profile that it applies to.
func RunCase(ctx context.Context, b *Bundle, requirements *requirements.Requirements, c *scenarios.Case) (*reports.Case, error) {
	s, err := suite.Prepare(ctx, suite.Options{
		Cases: []*scenarios.Case{c}, Requirements: requirements, Target: b.Target, Roots: b.Roots, Bundled: true, Profile: c.Profiles[0],
	})
	if err != nil {
		return nil, err
	}
	run := s.Run(ctx)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return &run.Cases[0], nil
}
