package player

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/smtpspec/smtpspec/scenarios/target"
)

// maxMessage bounds how much of one delivered message is read, in octets.
const maxMessage = 64 << 20

// Store has the messages of a spool as they appear.
type Store struct {
	// Sure reports whether the server is known to deliver there. Otherwise a missing
	// message proves nothing before any has appeared, see [Store.Shown].
	Sure bool

	spool  target.Spool
	settle time.Duration
	copies copies
	late   atomic.Bool // a message has come only when its session had ended

	mu      sync.Mutex
	known   map[string]*stored // by identity
	read    []*stored          // those that came during the run, in the order in which they were read
	scanned time.Time          // when the last scan of the spool began
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

// OpenStore looks at a spool and remembers what is already there.
// Settle is how long to wait for a surplus message.
func OpenStore(ctx context.Context, spool target.Spool, settle time.Duration) (*Store, error) {
	if err := spool.Check(); err != nil {
		return nil, err
	}
	s := &Store{spool: spool, settle: settle, known: map[string]*stored{}}
	err := s.walk(ctx, func(path string, info fs.FileInfo) error {
		s.known[identity(path)] = &stored{old: true, size: info.Size(), modified: info.ModTime()}
		return nil
	})
	return s, err
}

// Shown reports whether a delivered message would be seen: one has appeared, in
// this run or before it.
func (s *Store) Shown() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Sure || len(s.known) > 0
}

// identity names a message: in a Maildir it stays the same when the message
// moves from new to cur and gets flags after a colon.
func identity(path string) string {
	dir, name := filepath.Split(path)
	switch box := filepath.Clean(dir); filepath.Base(box) {
	case "new", "cur":
		name, _, _ = strings.Cut(name, ":")
		return filepath.Join(filepath.Dir(box), "*", name)
	default:
		return path
	}
}

// look scans the spool, unless that was done a moment ago: many cases look at
// the same time, and one scan serves them all. Whatever the number of messages, scans
// take at most a fifth of one processor.
func (s *Store) look(ctx context.Context) error {
	began := time.Now()
	if began.Before(s.rest) {
		return nil
	}
	if err := s.scan(ctx); err != nil {
		return err
	}
	ended := time.Now()
	s.scanned, s.rest = began, ended.Add(max(10*time.Millisecond, 4*ended.Sub(began)))
	return nil
}

// scan reads what is new or has changed since, as a server that writes in place
// may not have been done, and another may use a name again.
func (s *Store) scan(ctx context.Context) error {
	return s.walk(ctx, func(path string, info fs.FileInfo) error {
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

// isMbox reports whether a file has several messages, each after a line that begins
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

// walk visits every message of the spool with its size and time.
func (s *Store) walk(ctx context.Context, visit func(path string, info fs.FileInfo) error) error {
	return s.spool.Walk(ctx, func(path string, entry fs.DirEntry) error {
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("delivery.dir: %w", err)
		}
		return visit(path, info)
	})
}

// fold makes every CRLF an LF, because mail stores use line ends of their own.
func fold(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")) }
