package target

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Spool is the directory in which delivered messages appear: each regular file below it
// that matches is one message. Directories named tmp and names with a leading dot are left
// out, so that it can be a Maildir. Links below it are not followed.
type Spool struct {
	Dir   string
	Match string // of file names, as filepath.Match reads it; "" is "*"
}

// listSize is how many names of a directory are read at once: a spool may have millions.
const listSize = 1024

// Check returns an error unless the directory exists and the pattern is valid.
func (s Spool) Check() error {
	if _, err := filepath.Match(s.pattern(), "x"); err != nil {
		return fmt.Errorf("delivery.match %q: %w", s.Match, err)
	}
	info, err := os.Stat(s.Dir)
	if err != nil {
		return fmt.Errorf("delivery.dir: %w", err)
	}
	if !info.IsDir() {
		return fmt.Errorf("delivery.dir: %s is not a directory", s.Dir)
	}
	return nil
}

// Count returns the number of messages. No file is opened.
func (s Spool) Count(ctx context.Context) (n int64, err error) {
	err = s.Walk(ctx, func(string, fs.DirEntry) error { n++; return nil })
	return n, err
}

// Walk calls visit for every message until it returns an error. Files that are removed meanwhile
// are left out.
func (s Spool) Walk(ctx context.Context, visit func(path string, entry fs.DirEntry) error) error {
	return s.walk(ctx, s.Dir, visit)
}

func (s Spool) walk(ctx context.Context, dir string, visit func(path string, entry fs.DirEntry) error) error {
	f, err := os.Open(dir)
	if errors.Is(err, fs.ErrNotExist) && dir != s.Dir {
		return nil
	}
	if err != nil {
		return fmt.Errorf("delivery.dir: %w", err)
	}
	defer func() { _ = f.Close() }() // only read
	for {
		entries, listErr := f.ReadDir(listSize)
		slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
		for _, e := range entries {
			if err := s.enter(ctx, dir, e, visit); err != nil {
				return err
			}
		}
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(listErr, io.EOF):
			return nil
		case listErr != nil:
			return fmt.Errorf("delivery.dir: %w", listErr)
		}
	}
}

// enter visits one entry of a directory, or walks it.
func (s Spool) enter(ctx context.Context, dir string, e fs.DirEntry, visit func(path string, entry fs.DirEntry) error) error {
	name := e.Name()
	path := filepath.Join(dir, name)
	switch {
	case strings.HasPrefix(name, "."), e.IsDir() && name == "tmp":
		return nil
	case e.IsDir():
		return s.walk(ctx, path, visit)
	}
	if matches, _ := filepath.Match(s.pattern(), name); !matches || !e.Type().IsRegular() {
		return nil
	}
	return visit(path, e)
}

func (s Spool) pattern() string {
	if s.Match == "" {
		return "*"
	}
	return s.Match
}
