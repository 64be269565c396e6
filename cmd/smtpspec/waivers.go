package main

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/catalogue"
)

// waiverFlags name the deviations that are excused.
type waiverFlags struct {
	path string
	list *reports.Waivers // nil without a file
}

func (w *waiverFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&w.path, "waivers", "", "waivers.yaml: known deviations, excused until a date; see smtpspec help waivers (`FILE`)")
}

// read reads the file, and makes sure that each waiver is about a case of the
// catalogue or of this run.
func (w *waiverFlags) read(catalogue *catalogue.Catalogue, selected []*scenarios.Case) error {
	if w.path == "" {
		return nil
	}
	text, err := os.ReadFile(w.path)
	if err != nil {
		return fmt.Errorf("cannot read the waivers: %w", err)
	}
	if w.list, err = reports.ReadWaivers(w.path, text); err != nil {
		return err
	}
	var ids []string
	for _, list := range [][]*scenarios.Case{catalogue.Cases, selected} {
		for _, c := range list {
			ids = append(ids, c.ID)
		}
	}
	return w.list.Check(ids)
}

// apply excuses what is waived, before the run has its verdict. wrong reports
// whether a waiver differs from what the run has shown.
func (w *waiverFlags) apply(c *cobra.Command, result *reports.Run, now time.Time) (wrong bool) {
	if w.list == nil {
		return false
	}
	became := w.list.Apply(result, now)
	for _, text := range became.Notices {
		fmt.Fprintf(c.ErrOrStderr(), "smtpspec: note: %s\n", reports.Clean(text))
	}
	for _, text := range became.Errors {
		fmt.Fprintf(c.ErrOrStderr(), "smtpspec: %s\n", reports.Clean(text))
	}
	return len(became.Errors) > 0
}
