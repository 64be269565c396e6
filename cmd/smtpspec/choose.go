package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/manual"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/catalogue"
)

// choose finds the cases that the arguments name, all when there are none.
func choose(catalogue *catalogue.Catalogue, f *runFlags, args []string) ([]*scenarios.Case, error) {
	var cases []*scenarios.Case
	f.selection.Named = len(args) > 0
	for _, arg := range args {
		found, err := named(catalogue, arg)
		if err != nil {
			return nil, err
		}
		if len(applicable(found, f.profile)) == 0 {
			return nil, &output.Exit{Code: output.ExitNoVerdict, Err: fmt.Errorf("%s does not apply to --profile %s, so no case would run%s", arg, f.profile, profilesOf(found))}
		}
		for _, c := range found {
			if !slices.Contains(cases, c) {
				cases = append(cases, c)
			}
		}
	}
	if len(args) == 0 {
		cases = catalogue.Cases
	} else {
		for _, c := range catalogue.Cases {
			if strings.HasPrefix(c.ID, "sanity.") && !slices.Contains(cases, c) {
				cases = append(cases, c)
			}
		}
	}
	if err := distinct(cases); err != nil {
		return nil, err
	}
	return f.selection.Match(applicable(scenarios.ReadStrictly(cases, f.readings), f.profile))
}

// profilesOf names the profile under which cases would run.
func profilesOf(cases []*scenarios.Case) string {
	for _, c := range cases {
		if c.Subject == scenarios.SubjectServer && len(c.Profiles) > 0 {
			return "; try --profile " + c.Profiles[0]
		}
	}
	return ""
}

// distinct refuses two cases of one id, as results go by ids.
func distinct(cases []*scenarios.Case) error {
	first := map[string]*scenarios.Case{}
	for _, c := range cases {
		if old, taken := first[c.ID]; taken {
			return fmt.Errorf("%s:%d: duplicate id %s: it is defined at %s:%d; choose another", c.Pos.File, c.Pos.Line, c.ID, old.Pos.File, old.Pos.Line)
		}
		first[c.ID] = c
	}
	return nil
}

// applicable leaves out what another profile is about; what applies and cannot
// run is reported as skipped.
func applicable(cases []*scenarios.Case, profile string) []*scenarios.Case {
	var out []*scenarios.Case
	for _, c := range cases {
		if c.Subject == scenarios.SubjectServer && slices.Contains(c.Profiles, profile) {
			out = append(out, c)
		}
	}
	return out
}

// named are the cases of a file, of an id or its beginning, or those that prove a
// requirement.
func named(catalogue *catalogue.Catalogue, arg string) ([]*scenarios.Case, error) {
	if ext := filepath.Ext(arg); ext == ".yaml" || ext == ".yml" {
		text, err := os.ReadFile(arg)
		if err != nil {
			return nil, err
		}
		set, err := catalogue.Loader().Load(arg, text)
		if err != nil {
			return nil, err
		}
		return set.Cases, nil
	}
	begin := strings.TrimSuffix(strings.TrimSuffix(arg, "/*"), ".*")
	requirement := strings.ToLower(begin)
	proved := func(id string) bool { return begins(strings.ToLower(id), requirement, "-.") }
	ids := catalogue.Requirements.IDs()
	var found []*scenarios.Case
	for _, c := range catalogue.Cases {
		ids = append(ids, c.Scenario.ID)
		if begins(c.ID, begin, "./") || !isExchange(c) && slices.ContainsFunc(c.Proves, proved) {
			found = append(found, c)
		}
	}
	if len(found) > 0 {
		return found, nil
	}
	if r, ok := catalogue.Requirements.Get(arg); ok {
		return nil, fmt.Errorf("no scenario proves %s: %s", r.ID, cmp.Or(r.Reason, "its role is "+r.Role+", and none is written yet"))
	}
	return nil, fmt.Errorf("unknown scenario or requirement %q%s", arg, cmp.Or(manual.DidYouMean(arg, ids), "; smtpspec list lists the scenarios"))
}

// begins reports whether an id is begin, or begin and more after one of the ends.
func begins(id, begin, ends string) bool {
	more, ok := strings.CutPrefix(id, begin)
	return ok && (more == "" || strings.ContainsRune(ends, rune(more[0])))
}
