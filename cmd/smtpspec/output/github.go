package output

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/annotations"
	"github.com/smtpspec/smtpspec/reports/markdown"
)

const (
	maxStepSummary = 1 << 20 // octets that GitHub takes of a step
	minStepSummary = 16 << 10
)

// inGitHub reports whether this is a step of a workflow.
func inGitHub() bool { return os.Getenv("GITHUB_ACTIONS") == "true" }

// EscapeWorkflowCommands is where the program writes to w. Within a workflow nothing
// that a server says may become a workflow command.
func EscapeWorkflowCommands(w io.Writer) io.Writer {
	if inGitHub() {
		return annotations.NewInert(w)
	}
	return w
}

func (o *Flags) addGitHub(c *cobra.Command, by string) {
	c.Flags().StringVar(&o.github, "github", by, "annotations and job summary: auto (within GitHub Actions), always\nor never (`WHEN`)")
}

func (o *Flags) checkGitHub() error {
	if o.github == "" {
		o.github = "never"
	}
	if !slices.Contains([]string{"auto", "always", "never"}, o.github) {
		return fmt.Errorf("invalid --github %q: use auto, always or never", o.github)
	}
	return nil
}

// Tells reports whether GitHub is told anything.
func (o *Flags) Tells() bool { return o.github == "always" || o.github == "auto" && inGitHub() }

// commands is where workflow commands are written.
func commands(c *cobra.Command) io.Writer {
	out := c.OutOrStdout()
	if inert, ok := out.(*annotations.Inert); ok {
		return inert.Raw()
	}
	return out
}

// tell writes annotations among the output, and adds to the job summary.
func (o *Flags) tell(c *cobra.Command, r Results) error {
	if !o.Tells() {
		return nil
	}
	out := commands(c)
	var errs []error
	for _, run := range r.Runs {
		summary := func(w io.Writer, limit int) error { return markdown.WriteRun(w, run, limit) }
		errs = append(errs, annotations.WriteRun(out, run), summarize(c, summary))
	}
	for _, load := range r.Loads {
		summary := func(w io.Writer, limit int) error { return markdown.WriteLoad(w, load, limit) }
		errs = append(errs, annotations.WriteLoad(out, load), summarize(c, summary))
	}
	return errors.Join(errs...)
}

// TellDiff does the same for a comparison.
func TellDiff(c *cobra.Command, d *reports.Diff) error {
	return errors.Join(annotations.WriteDiff(commands(c), d), summarize(c, func(w io.Writer, limit int) error {
		var text bytes.Buffer
		if err := reports.WriteDiffMarkdown(&text, d); err != nil {
			return err
		}
		if text.Len() > limit {
			text.Reset()
			text.WriteString("## " + d.Verdict + "\n\nThe comparison does not fit here.\n")
		}
		_, err := text.WriteTo(w)
		return err
	}))
}

// summarize appends to the job summary as much as GitHub still takes. That others
// have filled it is not a failure of this run.
func summarize(c *cobra.Command, write func(io.Writer, int) error) error {
	path := os.Getenv("GITHUB_STEP_SUMMARY")
	if path == "" {
		return nil
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		return fmt.Errorf("cannot write the job summary: %w", err)
	}
	var text bytes.Buffer
	info, err := f.Stat()
	if err == nil {
		room := maxStepSummary - info.Size() - 1
		if room < minStepSummary {
			fmt.Fprintln(c.ErrOrStderr(), "smtpspec: the job summary is full: nothing was added")
			return f.Close()
		}
		if info.Size() > 0 {
			text.WriteByte('\n')
		}
		err = write(&text, int(min(room, markdown.Limit)))
	}
	if err == nil {
		_, err = f.Write(text.Bytes())
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("cannot write the job summary: %w", err)
	}
	return nil
}
