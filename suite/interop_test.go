package suite_test

import (
	"cmp"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/fixtures/targets"
	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/diff"
	"github.com/smtpspec/smtpspec/reports/terminal"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/catalogue"
	"github.com/smtpspec/smtpspec/scenarios/target"
	"github.com/smtpspec/smtpspec/suite"
	"github.com/smtpspec/smtpspec/suite/player"
)

// profileOf names the servers that have a calibration file, with the profile
// under which they run.
func profileOf() map[string]string {
	return map[string]string{
		"postfix": "receiver", "postfix-hardened": "receiver", "exim": "receiver", "opensmtpd": "receiver",
		"sendmail": "receiver", "postfix-submission": "submission", "dovecot-lmtp": "lmtp",
	}
}

// widthsEnv names the numbers of concurrent cases, such as "1,1,64,64", with
// which the catalogue runs against each real server. Where it is unset it is
// "8,24", and "24" for Sendmail, which takes minutes for a run whatever is spared,
// because it delays its replies to a client that makes mistakes.
const widthsEnv = "SMTPSPEC_WIDTHS"

// widths are those of the environment, or those of a server.
func widths(t *testing.T, server string) []int {
	usual := "8,24"
	if server == "sendmail" {
		usual = "24"
	}
	var out []int
	for _, word := range strings.Split(cmp.Or(os.Getenv(widthsEnv), usual), ",") {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 {
			t.Fatalf("%s: invalid number of concurrent cases %q: use for example 8,24", widthsEnv, word)
		}
		out = append(out, n)
	}
	return out
}

// TestRealServers runs the catalogue against each real server, twice as a rule,
// with different numbers of concurrent cases. The verdicts have to be the same,
// and every fail and warn has to be one that was confirmed by hand. Runs when
// SMTPSPEC_TARGETS names servers, as it does in CI.
func TestRealServers(t *testing.T) {
	names, err := targets.Selected(os.Getenv(targets.Env))
	if err != nil {
		t.Fatal(err)
	}
	profiles := profileOf()
	names = slices.DeleteFunc(names, func(n string) bool { return profiles[n] == "" })
	if len(names) == 0 {
		t.Skipf("%s names no server", targets.Env)
	}
	catalogue, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wide := widths(t, name)
			server, err := targets.Start(t.Context(), name)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := server.Stop(); err != nil {
					t.Error(err)
				}
			})
			known, err := loadCalibration(name)
			if err != nil {
				t.Fatal(err)
			}
			var first map[string]reports.Verdict
			var before *reports.Run
			for _, parallel := range wide {
				begin := time.Now()
				run := playReal(t, catalogue, server.Config, profiles[name], parallel)
				t.Logf("--parallel %d took %s", parallel, time.Since(begin).Round(time.Second))
				for _, wrong := range known.compare(run) {
					t.Errorf("--parallel %d: %s", parallel, wrong)
				}
				verdicts := verdictsOf(run)
				if first == nil {
					first = verdicts
				}
				for id, v := range verdicts {
					if first[id] != v {
						t.Errorf("%s: %s at first, %s with --parallel %d", id, first[id], v, parallel)
					}
				}
				if before != nil {
					saysTheSame(t, before, run)
				}
				before = run
			}
		})
	}
}

// saysTheSame holds diff to silence about a server that has not changed, but for
// the few cases in which a server answers by how octets happen to arrive: Exim
// calls out of order what it finds after a reply, and Dovecot ends a session
// while input is left unread, so that its last reply may be lost. What differs
// from run to run, such as a date or a queue id, would show in many.
func saysTheSame(t *testing.T, before, after *reports.Run) {
	t.Helper()
	d, err := diff.CompareRuns(before, after, diff.FailOnText)
	if err != nil {
		t.Error(err)
		return
	}
	if d.Verdict == diff.NotRegressed {
		return
	}
	var text strings.Builder
	if err := terminal.WriteDiff(&text, d, terminal.Options{}); err != nil {
		t.Error(err)
	}
	changed := 0
	for i := range d.Cases {
		if d.Cases[i].Regression {
			changed++
		}
	}
	if changed == 0 || changed > d.Compared/100 { // 0: what the target offers differs, or nothing was compared
		t.Errorf("two runs differ in %d of %d cases:\n%s", changed, d.Compared, text.String())
		return
	}
	t.Logf("two runs differ in %d of %d cases:\n%s", changed, d.Compared, text.String())
}

func playReal(t *testing.T, catalogue *catalogue.Catalogue, config, profile string, parallel int) *reports.Run {
	t.Helper()
	target, err := target.Load(config)
	if err != nil {
		t.Fatal(err)
	}
	cases, err := suite.Selection{}.Match(slices.DeleteFunc(slices.Clone(catalogue.Cases), func(c *scenarios.Case) bool {
		return !slices.Contains(c.Profiles, profile) || c.Subject != scenarios.SubjectServer
	}))
	if err != nil {
		t.Fatal(err)
	}
	session, err := suite.Prepare(t.Context(), suite.Options{
		Cases: cases, Requirements: catalogue.Requirements, Target: target, Profile: profile, Parallel: parallel,
		Limits: player.Limits{Reply: 30 * time.Second},
	})
	if err != nil {
		t.Fatal(err)
	}
	run := session.Run(t.Context())
	reports.Conclude(run, false)
	var text strings.Builder
	if err := terminal.WriteRun(&text, run, terminal.Options{Quiet: true}); err != nil {
		t.Fatal(err)
	}
	t.Logf("--parallel %d:\n%s", parallel, text.String())
	return run
}

func verdictsOf(run *reports.Run) map[string]reports.Verdict {
	out := map[string]reports.Verdict{}
	for _, c := range run.Cases {
		out[c.ID] = c.Verdict
	}
	return out
}
