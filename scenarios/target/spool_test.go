package target

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// newSpool creates a spool with files, each with its name as content. A name that ends
// in a slash is a directory.
func newSpool(t *testing.T, names ...string) Spool {
	t.Helper()
	s := Spool{Dir: t.TempDir()}
	for _, name := range names {
		path := filepath.Join(s.Dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(name, "/") {
			if err := os.WriteFile(path, []byte(name), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return s
}

func (s Spool) names(t *testing.T) []string {
	t.Helper()
	var names []string
	if err := s.Walk(t.Context(), func(path string, _ fs.DirEntry) error {
		name, err := filepath.Rel(s.Dir, path)
		names = append(names, filepath.ToSlash(name))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return names
}

func TestSpool_Walk(t *testing.T) {
	s := newSpool(t, "b.eml", "a.eml", "c.txt", ".hidden.eml", "tmp/1.eml", "new/2.eml", "new/.3.eml", "new/deep/tmp/4.eml", "new/deep/5.eml", "d.eml/6.eml")
	if err := os.Symlink("a.eml", filepath.Join(s.Dir, "link.eml")); err != nil {
		t.Fatal(err)
	}
	s.Match = "*.eml"
	want := []string{"a.eml", "b.eml", "d.eml/6.eml", "new/2.eml", "new/deep/5.eml"}
	if got := s.names(t); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if n, err := s.Count(t.Context()); err != nil || n != 5 {
		t.Errorf("Count: got %d, %v, want 5", n, err)
	}
}

// TestSpool_link is found as /var/mail is, where that is a link.
func TestSpool_link(t *testing.T) {
	s := newSpool(t, "spool/1")
	if err := os.Symlink("spool", filepath.Join(s.Dir, "mail")); err != nil {
		t.Fatal(err)
	}
	s.Dir = filepath.Join(s.Dir, "mail")
	if got := s.names(t); !slices.Equal(got, []string{"1"}) {
		t.Errorf("got %q, want 1", got)
	}
}

// TestSpool_large has more names than are read at once.
func TestSpool_large(t *testing.T) {
	var names []string
	for i := range 2*listSize + 1 {
		names = append(names, fmt.Sprintf("%05d", i))
	}
	got := newSpool(t, names...).names(t)
	slices.Sort(got)
	if !slices.Equal(got, names) {
		t.Errorf("got %d names, want %d", len(got), len(names))
	}
}

// TestSpool_vanishing removes a directory while it is walked, and a file before it is visited.
func TestSpool_vanishing(t *testing.T) {
	s := newSpool(t, "a", "b/1", "c")
	var visited []string
	if err := s.Walk(t.Context(), func(path string, _ fs.DirEntry) error {
		visited = append(visited, filepath.Base(path))
		return os.RemoveAll(filepath.Join(s.Dir, "b"))
	}); err != nil || !slices.Equal(visited, []string{"a", "c"}) {
		t.Errorf("got %q, %v, want a and c", visited, err)
	}
}

func TestSpool_ends(t *testing.T) {
	s := newSpool(t, "a", "b", "sub/c")
	stop := errors.New("stop")
	seen := 0
	if err := s.Walk(t.Context(), func(string, fs.DirEntry) error { seen++; return stop }); !errors.Is(err, stop) || seen != 1 {
		t.Errorf("got %v after %d messages, want the error of the first", err, seen)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Count(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func TestSpool_Check(t *testing.T) {
	s := newSpool(t, "file")
	for name, c := range map[string]struct {
		spool Spool
		want  string
	}{
		"right":   {s, ""},
		"pattern": {Spool{s.Dir, "["}, `delivery.match "["`},
		"missing": {Spool{s.Dir + "x", ""}, "delivery.dir: "},
		"file":    {Spool{filepath.Join(s.Dir, "file"), ""}, "is not a directory"},
	} {
		t.Run(name, func(t *testing.T) {
			err := c.spool.Check()
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	if _, err := (Spool{Dir: s.Dir + "x"}).Count(t.Context()); err == nil || !strings.Contains(err.Error(), "delivery.dir: ") {
		t.Errorf("Count without a directory: got %v", err)
	}
}
