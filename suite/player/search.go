package player

import (
	"bytes"
	"context"
	"slices"
	"time"
)

// Search looks for the messages of a Store that contain a text. It looks at each
// message once, as thousands may come during a run. It is not safe for use by
// several goroutines; its Store is.
type Search struct {
	store *Store
	text  []byte
	next  int // of Store.read
	found []*stored
}

// Search begins to look for a text.
func (s *Store) Search(text []byte) *Search { return &Search{store: s, text: text} }

// Look returns the messages that were in the spool at the last scan, and
// when that was.
func (q *Search) Look(ctx context.Context) (messages [][]byte, at time.Time, err error) {
	q.store.mu.Lock()
	defer q.store.mu.Unlock()
	if err := q.store.look(ctx); err != nil {
		return nil, time.Time{}, err
	}
	for _, m := range q.store.read[q.next:] {
		if bytes.Contains(m.content, q.text) {
			q.found = append(q.found, m)
		}
	}
	q.next = len(q.store.read)
	q.found = slices.DeleteFunc(q.found, func(m *stored) bool { return m.grown })
	for _, m := range q.found {
		messages = append(messages, m.content)
	}
	return messages, q.store.scanned, nil
}
