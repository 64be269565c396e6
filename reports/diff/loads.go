package diff

import (
	"fmt"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/diff/replies"
	"github.com/smtpspec/smtpspec/reports/text"
)

// DefaultMaxRegression is how much worse a figure of a load may be.
const DefaultMaxRegression = 0.10

// CompareLoads compares two loads of the same plan figure by figure. A figure is
// a regression when it is worse by more than bound (0.1 is 10 %) wherever it may
// lie within its noise.
//
// The seconds of one load do not show how busy the machine is in the next. When the
// load generator of one of them had to wait for a processor, only medians well above
// that wait are judged, because waiting moves all that is rare. When it waited longer
// than the server took, or was the bottleneck itself, there is no verdict instead of a
// regression.
func CompareLoads(old, fresh *reports.Load, bound float64) (*Diff, error) {
	if err := SamePlan(old.Plan, fresh.Plan); err != nil {
		return nil, err
	}
	d := &Diff{
		Kind: "load", MaxRegression: bound, Facts: []Fact{},
		Old: sideOf(old.Tool, old.Target, old.Verdict), New: sideOf(fresh.Tool, fresh.Target, fresh.Verdict),
	}
	d.Old.Started, d.New.Started = old.Started, fresh.Started
	d.fact("target", old.Target.Name, fresh.Target.Name, false)
	if !old.Target.Bundled || !fresh.Target.Bundled {
		d.fact("address", old.Target.Address, fresh.Target.Address, false)
	}
	d.capabilities(old.Target.Capabilities, fresh.Target.Capabilities, replies.NewHabits(old.Started), replies.NewHabits(fresh.Started))
	d.fact("tool", old.Tool.Version, fresh.Tool.Version, false)
	d.Figures = figures(old, fresh, bound)
	for _, side := range []struct {
		name string
		*reports.Load
	}{{"old", old}, {"new", fresh}} {
		switch trustOf(side.Load) {
		case trustMedians:
			d.Notes = append(d.Notes, fmt.Sprintf("the machine was busy during the %s load (%s): only medians can regress", side.name, side.Source.Why))
		case trustNone:
			d.Notes = append(d.Notes, fmt.Sprintf("the generator of the %s load may have been the bottleneck (%s): what differs may be its own", side.name, side.Source.Why))
		}
		if side.Interrupted {
			d.Notes = append(d.Notes, "the "+side.name+" load was interrupted")
		}
	}
	d.concludeFigures(old, fresh)
	return d, nil
}

func (d *Diff) concludeFigures(old, fresh *reports.Load) {
	var worse []string
	judged := 0
	saturated := trustOf(old) == trustNone || trustOf(fresh) == trustNone
	for _, f := range d.Figures {
		switch f.Outcome {
		case FigureRegression:
			worse = append(worse, f.Name)
			judged++
		case FigureUnjudged, FigureInformation:
		default:
			judged++
		}
	}
	switch {
	case old.Verdict == reports.NoVerdict || old.Counts.Accepted == 0:
		d.Verdict, d.Reason = reports.NoVerdict, "the old load has no verdict: "+old.Reason
	case fresh.Verdict == reports.NoVerdict || fresh.Counts.Accepted == 0:
		d.Verdict, d.Reason = reports.NoVerdict, "the new load has no verdict: "+fresh.Reason
	case len(worse) > 0 && saturated:
		d.Verdict, d.Reason = reports.NoVerdict, fmt.Sprintf("worse by more than %g%%, but the load generator was saturated, so that it may be the machine: %s", 100*d.MaxRegression, text.JoinNames(worse, text.MaxNames))
	case len(worse) > 0:
		d.Verdict, d.Reason = Regressed, fmt.Sprintf("worse by more than %g%%: %s", 100*d.MaxRegression, text.JoinNames(worse, text.MaxNames))
	case judged == 0:
		d.Verdict, d.Reason = reports.NoVerdict, fmt.Sprintf("too short to tell a change from noise: each load needs %d full seconds after the warm-up, 30 are better", leastSeconds)
	default:
		d.Verdict = NotRegressed
	}
}

// SamePlan refuses two plans whose figures do not compare, and names the settings
// in which they differ. How long they ran does not matter, nor how long they
// waited for a reply, nor the seed.
func SamePlan(a, b reports.LoadPlan) error {
	if a.Search != nil || b.Search != nil {
		return &IncomparableError{"a search for the highest rate has no figures of one rate: measure both loads with the same --rate"}
	}
	var out []string
	differ := func(name string, old, fresh any) {
		if s, t := fmt.Sprint(old), fmt.Sprint(fresh); s != t {
			out = append(out, fmt.Sprintf("%s %s and %s", name, text.Clean(quoted(s), 80), text.Clean(quoted(t), 80)))
		}
	}
	differ("scenario", a.Scenario, b.Scenario)
	differ("exchange", a.Exchange, b.Exchange)
	differ("TLS", a.TLS, b.TLS)
	differ("transport", a.Transport, b.Transport)
	differ("loop", a.Loop, b.Loop)
	differ("connections", a.Connections, b.Connections)
	differ("sources", a.Sources, b.Sources)
	differ("rate", a.Rate, b.Rate)
	differ("stages", a.Stages, b.Stages)
	differ("size", a.Size, b.Size)
	differ("message size", a.MessageSize, b.MessageSize)
	differ("recipients", a.Recipients, b.Recipients)
	differ("messages a connection", a.MessagesPerConnection, b.MessagesPerConnection)
	differ("depth", a.Depth, b.Depth)
	differ("connect rate", a.ConnectRate, b.ConnectRate)
	x, y := a.Mix, b.Mix
	x.Seed, y.Seed, x.Bodies, y.Bodies = 0, 0, "", ""
	differ("mix", x, y)
	if len(out) == 0 {
		return nil
	}
	return &IncomparableError{"the plans differ, so that the figures do not compare: " + strings.Join(out, "; ")}
}

func quoted(s string) string {
	if s == "" {
		return `""`
	}
	return s
}
