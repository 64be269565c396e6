package player

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// maxMessage bounds what is read of one delivered message, in octets.
const maxMessage = 64 << 20

// Store is the folder in which delivered messages appear: each file below it
// that matches is one message. Folders named tmp and names with a leading dot
// are left out, so that a Maildir may stand there.
type Store struct {
	// Sure tells that the server delivers there for certain. Otherwise a message
	// that is not there proves nothing before any has been, see [Store.Shown].
	Sure bool

	dir    string
	match  string
	settle time.Duration

	mu      sync.Mutex
	known   map[string]*stored // by identity
	read    []*stored          // those that came during the run, in the order in which they were read
	scanned time.Time          // when the last look at the folder began
	rest    time.Time          // until when there is no other
}

// stored is one file as it was last read.
type stored struct {
	content  []byte
	old      bool // it was there before the run, and was not read
	grown    bool // it was read again since, and is in Store.read once more; the content is dropped
	size     int64
	modified time.Time
}

// OpenStore looks at a delivery folder and remembers what is already there.
// Settle is how long to wait for one message too many.
func OpenStore(dir, match string, settle time.Duration) (*Store, error) {
	if match == "" {
		match = "*"
	}
	if _, err := filepath.Match(match, "x"); err != nil {
		return nil, fmt.Errorf("delivery.match %q: %w", match, err)
	}
	info, err := os.Stat(dir)
	if err == nil {
		dir, err = filepath.EvalSymlinks(dir) // a walk does not follow the one that it begins at
	}
	if err != nil {
		return nil, fmt.Errorf("delivery.dir: %w", err)
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("delivery.dir: %s is no folder", dir)
	}
	s := &Store{dir: dir, match: match, settle: settle, known: map[string]*stored{}}
	err = s.walk(func(path string, info fs.FileInfo) error {
		s.known[identity(path)] = &stored{old: true, size: info.Size(), modified: info.ModTime()}
		return nil
	})
	return s, err
}

// Shown tells whether a message that is delivered would be seen: one has been, in
// this run or before it.
func (s *Store) Shown() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Sure || len(s.known) > 0
}

// identity names a message: in a Maildir it stays the same when the message
// moves from new to cur and gets flags behind a colon.
func identity(path string) string {
	folder, name := filepath.Split(path)
	switch box := filepath.Clean(folder); filepath.Base(box) {
	case "new", "cur":
		name, _, _ = strings.Cut(name, ":")
		return filepath.Join(filepath.Dir(box), "*", name)
	default:
		return path
	}
}

// look reads what has come, unless that was done a moment ago: many cases look at
// the same time, and one look serves them all. However many messages there are, the
// looks take a fifth of one processor at most.
func (s *Store) look() error {
	began := time.Now()
	if began.Before(s.rest) {
		return nil
	}
	if err := s.scan(); err != nil {
		return err
	}
	ended := time.Now()
	s.scanned, s.rest = began, ended.Add(max(10*time.Millisecond, 4*ended.Sub(began)))
	return nil
}

// scan reads what is new or has changed since, as a server that writes in place
// may not have been done, and another may use a name again.
func (s *Store) scan() error {
	return s.walk(func(path string, info fs.FileInfo) error {
		id := identity(path)
		before, known := s.known[id]
		if known && before.size == info.Size() && before.modified.Equal(info.ModTime()) {
			return nil
		}
		content, err := readBounded(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // moved or removed meanwhile
		}
		if known && before.old && errors.Is(err, fs.ErrPermission) {
			return nil // the mailbox of somebody else
		}
		if err != nil {
			return err
		}
		m := &stored{content: fold(content), size: info.Size(), modified: info.ModTime()}
		if isMbox(m.content) {
			return fmt.Errorf("delivery.dir: %s holds several messages, as an mbox does: let the server write a file for each, as in a Maildir", path)
		}
		if known {
			before.content, before.grown = nil, true
		}
		s.known[id], s.read = m, append(s.read, m)
		return nil
	})
}

// isMbox tells whether a file has several messages, each behind a line that begins
// with From and a space (RFC 4155 appendix A).
func isMbox(b []byte) bool {
	return bytes.HasPrefix(b, []byte("From ")) && bytes.Contains(b, []byte("\n\nFrom "))
}

// readBounded reads the beginning of a file.
func readBounded(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, maxMessage))
}

func (s *Store) walk(each func(path string, info fs.FileInfo) error) error {
	return filepath.WalkDir(s.dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return fmt.Errorf("delivery.dir: %w", err)
		case path == s.dir:
			return nil
		case strings.HasPrefix(entry.Name(), "."), entry.IsDir() && entry.Name() == "tmp":
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir():
			return nil
		}
		if ok, _ := filepath.Match(s.match, entry.Name()); !ok || !entry.Type().IsRegular() {
			return nil
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("delivery.dir: %w", err)
		}
		return each(path, info)
	})
}

// fold makes every CRLF an LF, because stores keep lines in their own form.
func fold(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")) }
