package loadgen

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
)

// Delivery is the folder in which delivered messages appear: each file below it
// that matches is one message. Folders named tmp and names with a leading dot
// are left out, so that it may be a Maildir.
type Delivery struct {
	Dir   string
	Match string // of file names, as filepath.Match has it; "" is "*"
}

const (
	// headSize is read of each file at first, in octets, and headLimit at most where no id
	// is in that.
	headSize, headLimit = 4 << 10, 256 << 10
	// readers is the most files that are read at once.
	readers = 4
	// listSize is how many names of a folder are read at once.
	listSize = 1024
)

// Count is the number of messages in the folder. No file is opened.
func (d Delivery) Count(ctx context.Context) (n int64, err error) {
	err = d.walk(ctx, d.Dir, func(string) error { n++; return nil })
	return n, err
}

// walk calls each for every message, in no order. What vanishes meanwhile is
// left out.
func (d Delivery) walk(ctx context.Context, dir string, each func(path string) error) error {
	f, err := os.Open(dir)
	if errors.Is(err, fs.ErrNotExist) && dir != d.Dir {
		return nil
	}
	if err != nil {
		return fmt.Errorf("delivery.dir: %w", err)
	}
	defer func() { _ = f.Close() }() // only read
	for {
		entries, err := f.ReadDir(listSize)
		for _, e := range entries {
			name := e.Name()
			if strings.HasPrefix(name, ".") || e.IsDir() && name == "tmp" {
				continue
			}
			path := filepath.Join(dir, name)
			switch matches, _ := filepath.Match(d.pattern(), name); {
			case e.IsDir():
				err = errors.Join(err, d.walk(ctx, path, each))
			case matches && e.Type().IsRegular():
				err = errors.Join(err, each(path))
			}
		}
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("delivery.dir: %w", err)
		}
	}
}

func (d Delivery) pattern() string {
	if d.Match == "" {
		return "*"
	}
	return d.Match
}

// look reads the head of every message and counts in the ledger what it finds. Unrelated
// are messages without an id of the run, unknownID those with one that was never sent.
func (d Delivery) look(ctx context.Context, l *Ledger) (unrelated, unknownID int64, err error) {
	l.forget()
	paths := make(chan string, 4*readers)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var group sync.WaitGroup
	var mu sync.Mutex
	var failed error
	for range min(readers, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			buf := make([]byte, headLimit)
			for path := range paths {
				n, ok, err := readID(path, l.ids, buf)
				mu.Lock()
				switch {
				case err != nil && failed == nil:
					failed = err
					cancel()
				case err != nil:
				case !ok:
					unrelated++
				case !l.found(n):
					unknownID++
				}
				mu.Unlock()
			}
		})
	}
	err = d.walk(ctx, d.Dir, func(path string) error {
		select {
		case paths <- path:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	close(paths)
	group.Wait()
	if failed != nil {
		err = fmt.Errorf("delivery.dir: %w", failed)
	}
	return unrelated, unknownID, err
}

// readID finds the first id of the run in the head of a file. A file that has vanished
// holds none: it was moved, and is met where it went.
func readID(path string, ids IDs, buf []byte) (n uint64, ok bool, err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, err
	}
	defer func() { _ = f.Close() }() // only read
	have := 0
	for _, upTo := range []int{headSize, headLimit} {
		got, err := io.ReadFull(f, buf[have:upTo])
		have += got
		if n, ok := ids.Find(buf[:have]); ok {
			return n, true, nil
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return 0, false, nil
		}
		if err != nil {
			return 0, false, err
		}
	}
	return 0, false, nil
}
