package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/reports/atomicfile"
)

// outputs says where results go besides the terminal: into a file for each
// format, into a folder, and to GitHub.
type outputs struct {
	formats []format
	paths   []string // one for each format, "" for none
	dir     string
	github  string
}

// add gives a command the flags of the formats that it can write. github is what
// --github is by default.
func (o *outputs) add(c *cobra.Command, github string, fits func(*format) bool) {
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
	fl.StringVar(&o.dir, "out", "", "write every report into `DIR`")
	o.addGitHub(c, github)
}

func forRuns(f *format) bool  { return f.runs > 0 }
func forLoads(f *format) bool { return f.loads > 0 }
func forAll(*format) bool     { return true }

// file is a path that is written to, and the flag that says so.
type file struct{ flag, path string }

// check finds mistakes in the flags before anything is sent. More are files that
// the command writes itself.
func (o *outputs) check(more ...file) error {
	if err := o.checkGitHub(); err != nil {
		return err
	}
	files := more
	for i, f := range o.formats {
		files = append(files, file{"--" + f.flag, o.paths[i]})
	}
	taken := map[string]string{}
	for _, f := range files {
		if f.path == "" {
			continue
		}
		if err := atomicfile.Check(f.path); err != nil {
			return fmt.Errorf("%s: %w", f.flag, err)
		}
		if info, err := os.Stat(f.path); err == nil && !info.Mode().IsRegular() {
			continue // two may go to one pipe
		}
		whole, err := filepath.Abs(f.path)
		if err != nil {
			return fmt.Errorf("%s: %w", f.flag, err)
		}
		if other := taken[whole]; other != "" {
			return fmt.Errorf("%s and %s both write %s: name another file", other, f.flag, f.path)
		}
		taken[whole] = f.flag
	}
	return nil
}

// prepare makes the folder for the reports.
func (o *outputs) prepare() error {
	if o.dir == "" {
		return nil
	}
	if err := os.MkdirAll(o.dir, 0o755); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	for _, f := range o.formats {
		if err := atomicfile.Check(filepath.Join(o.dir, f.file)); err != nil {
			return fmt.Errorf("--out: %w", err)
		}
	}
	return nil
}

// wanted tells whether any report is written to a file.
func (o *outputs) wanted() bool {
	return o.dir != "" || slices.ContainsFunc(o.paths, func(path string) bool { return path != "" })
}

// takes tells whether there are such reports of these results.
func (o *outputs) takes(r results) error {
	for i, f := range o.formats {
		if o.paths[i] != "" {
			if err := f.takes(r); err != nil {
				return err
			}
		}
	}
	if n := len(r.runs) + len(r.loads); o.dir != "" && n > 1 {
		return fmt.Errorf("--out takes one result, and %d are given: --html shows several beside each other", n)
	}
	return nil
}

// write writes every file that was asked for. One that fails keeps none of the
// others from being written.
func (o *outputs) write(r results) error {
	var errs []error
	for i, f := range o.formats {
		paths := []string{o.paths[i]}
		if o.dir != "" && f.takes(r) == nil {
			paths = append(paths, filepath.Join(o.dir, f.file))
		}
		for _, path := range paths {
			if path != "" {
				errs = append(errs, atomicfile.Write(path, func(w io.Writer) error { return f.write(w, r) }))
			}
		}
	}
	return errors.Join(errs...)
}

// conclude writes every report, shows the results, and ends with a code that is
// never 0 when a report could not be written. Lost is what was lost before.
func (o *outputs) conclude(c *cobra.Command, r results, code int, show func(io.Writer) error, lost error) error {
	err := errors.Join(lost, o.write(r), o.tell(c, r), show(c.OutOrStdout()))
	if err != nil && code == exitOK {
		code = exitNoVerdict
	}
	if code == exitOK {
		return nil
	}
	return &exit{code, err}
}
