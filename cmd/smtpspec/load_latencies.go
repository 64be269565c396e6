package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// latencies are the files that the HdrHistogram log goes to. They grow while the
// load runs, so that what was measured is there whatever becomes of it.
type latencies struct{ files []*os.File }

// openLatencies makes them, empty.
func (f *loadFlags) openLatencies() (*latencies, error) {
	l := &latencies{}
	paths := []string{f.hdr}
	if f.outputs.Dir != "" {
		paths = append(paths, filepath.Join(f.outputs.Dir, "latency.hlog"))
	}
	for _, path := range paths {
		if path == "" {
			continue
		}
		file, err := os.Create(path)
		if err != nil {
			_ = l.close() // nothing was written yet
			return nil, fmt.Errorf("cannot write the latency log: %w", err)
		}
		l.files = append(l.files, file)
	}
	return l, nil
}

// writer is where the log goes, nil when nobody wants it.
func (l *latencies) writer() io.Writer {
	if len(l.files) == 0 {
		return nil
	}
	all := make([]io.Writer, len(l.files))
	for i, file := range l.files {
		all[i] = file
	}
	return io.MultiWriter(all...)
}

func (l *latencies) close() error {
	errs := make([]error, len(l.files))
	for i, file := range l.files {
		errs[i] = file.Close()
	}
	return errors.Join(errs...)
}
