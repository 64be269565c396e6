// Package output writes the reports that the flags of a command ask for, tells GitHub,
// and defines the exit codes.
package output

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/reports"
)

// Flags are where results go besides the terminal: to a file for each
// format, to a directory, and to GitHub.
type Flags struct {
	formats []format
	paths   []string // one for each format, "" for none
	Dir     string
	github  string
}

// Add gives a command the flags of the formats that it can write. github is what
// --github is by default.
func (o *Flags) Add(c *cobra.Command, github string, fits func(*format) bool) {
	for _, f := range formats() {
		if fits(&f) {
			o.formats = append(o.formats, f)
		}
	}
	o.paths = make([]string, len(o.formats))
	fl := c.Flags()
	for i, f := range o.formats {
		fl.StringVar(&o.paths[i], f.flag, "", f.usage)
	}
	fl.StringVar(&o.Dir, "out", "", "write every report to `DIR`")
	o.addGitHub(c, github)
}

// ForRuns chooses the formats of runs.
func ForRuns(f *format) bool { return f.runs > 0 }

// ForLoads chooses the formats of loads.
func ForLoads(f *format) bool { return f.loads > 0 }

// ForAll chooses every format.
func ForAll(*format) bool { return true }

// File is a path that is written to, and the flag that names it.
type File struct{ Flag, Path string }

// Check finds mistakes in the flags before anything is sent. More are files that
// the command writes itself.
func (o *Flags) Check(more ...File) error {
	if err := o.checkGitHub(); err != nil {
		return err
	}
	files := more
	for i, f := range o.formats {
		files = append(files, File{"--" + f.flag, o.paths[i]})
	}
	taken := map[string]string{}
	for _, f := range files {
		if f.Path == "" {
			continue
		}
		if err := reports.CheckFile(f.Path); err != nil {
			return fmt.Errorf("%s: %w", f.Flag, err)
		}
		if info, err := os.Stat(f.Path); err == nil && !info.Mode().IsRegular() {
			continue // two may go to one pipe
		}
		whole, err := filepath.Abs(f.Path)
		if err != nil {
			return fmt.Errorf("%s: %w", f.Flag, err)
		}
		if other := taken[whole]; other != "" {
			return fmt.Errorf("%s and %s both write %s: use different files", other, f.Flag, f.Path)
		}
		taken[whole] = f.Flag
	}
	return nil
}

// Prepare makes the directory for the reports.
func (o *Flags) Prepare() error {
	if o.Dir == "" {
		return nil
	}
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	for _, f := range o.formats {
		if err := reports.CheckFile(filepath.Join(o.Dir, f.file)); err != nil {
			return fmt.Errorf("--out: %w", err)
		}
	}
	return nil
}

// Wanted reports whether any report is written to a file.
func (o *Flags) Wanted() bool {
	return o.Dir != "" || slices.ContainsFunc(o.paths, func(path string) bool { return path != "" })
}

// Takes reports whether there are such reports of these results.
func (o *Flags) Takes(r Results) error {
	for i, f := range o.formats {
		if o.paths[i] != "" {
			if err := f.takes(r); err != nil {
				return err
			}
		}
	}
	if n := len(r.Runs) + len(r.Loads); o.Dir != "" && n > 1 {
		return fmt.Errorf("--out takes one result, got %d: use --html for several", n)
	}
	return nil
}

// write writes every file that was asked for. If one fails the
// others are written all the same.
func (o *Flags) write(r Results) error {
	var errs []error
	for i, f := range o.formats {
		paths := []string{o.paths[i]}
		if o.Dir != "" && f.takes(r) == nil {
			paths = append(paths, filepath.Join(o.Dir, f.file))
		}
		for _, path := range paths {
			if path != "" {
				errs = append(errs, reports.WriteFile(path, func(w io.Writer) error { return f.write(w, r) }))
			}
		}
	}
	return errors.Join(errs...)
}

// Conclude writes every report, shows the results, and ends with a code that is
// never 0 when a report could not be written. Lost is what was lost before.
func (o *Flags) Conclude(c *cobra.Command, r Results, code int, show func(io.Writer) error, lost error) error {
	err := errors.Join(lost, o.write(r), o.tell(c, r), show(c.OutOrStdout()))
	if err != nil && code == ExitOK {
		code = ExitNoVerdict
	}
	if code == ExitOK {
		return nil
	}
	return &Exit{Code: code, Err: err}
}
