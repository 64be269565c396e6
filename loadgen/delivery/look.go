package delivery

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"sync"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
	"github.com/smtpspec/smtpspec/scenarios/target"
)

const (
	// headSize is read of each file at first, in octets, and headLimit at most where no id
	// is in that.
	headSize, headLimit = 4 << 10, 256 << 10
	// readers is the most files that are read at once.
	readers = 4
)

// look reads the head of every message of a spool and counts what it finds. Unrelated are messages without an id of the run, unknownID those with one that was never sent.
func (l *Ledger) look(ctx context.Context, spool target.Spool) (unrelated, unknownID int64, err error) {
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
	err = spool.Walk(ctx, func(path string, _ fs.DirEntry) error {
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
func readID(path string, ids exchange.IDs, buf []byte) (n uint64, ok bool, err error) {
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
