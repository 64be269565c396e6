package delivery

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
	"github.com/smtpspec/smtpspec/scenarios/target"
)

// maildir is a spool for a test.
type maildir struct {
	t testing.TB
	target.Spool
	files atomic.Int64
}

func newMaildir(t testing.TB) *maildir {
	m := &maildir{t: t, Spool: target.Spool{Dir: t.TempDir()}}
	for _, sub := range []string{"a/tmp", "a/new", "a/cur", "b/new"} {
		if err := os.MkdirAll(filepath.Join(m.Dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

// put makes a file with an id after some octets of header.
func (m *maildir) put(folder, id string, before int) {
	name := filepath.Join(m.Dir, folder, fmt.Sprintf("%d.x:2,S", m.files.Add(1)))
	text := "Received: " + strings.Repeat("x", before) + "\nMessage-ID: <" + id + "@client.example>\n\nbody\n"
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		m.t.Fatal(err)
	}
}

func (m *maildir) verify(l *Ledger) *Deliveries {
	m.t.Helper()
	d, err := l.Verify(m.t.Context(), Verification{Spool: m.Spool, Settle: time.Minute, Calm: time.Second})
	if err != nil {
		m.t.Fatal(err)
	}
	d.Waited = 0
	return d
}

func TestVerify_outcomes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, l := newMaildir(t), NewLedger(exchange.NewIDs("00c0ffee"))
		for n, f := range []outcome{0, outcomeAccepted, outcomeAccepted, outcomeAccepted, outcomeRejected, outcomeRejected, outcomeUnknown, outcomeUnknown, outcomeUnsent} {
			l.record(uint64(n), f, 1)
		}
		l.record(1<<20, outcomeAccepted, 2)
		l.record(1<<20+1, outcomeAccepted, 2)
		for _, id := range []uint64{1, 3, 3, 4, 6, 1 << 20, 1<<20 + 1, 0xffff_ffff_ffff} { // 2 is missing, 3 is duplicated, 4 was refused
			m.put("a/new", l.ids.Of(id), 100)
		}
		m.put("b/new", l.ids.Of(1<<20), 3*headSize) // the copy of the second recipient
		m.put("a/cur", "l00c0fffe-000000000002", 0)
		m.put("a/cur", l.ids.Of(2)[:15], 0)
		m.put("a/tmp", l.ids.Of(2), 0)
		got := m.verify(l)
		want := &Deliveries{
			Expected: 7, Accepted: 5, Once: 2, Missing: 2, Duplicated: 1, Rejected: 1, Unsent: 1, Unknown: 2, UnknownFound: 1, Unrelated: 2,
			MissingIDs: []string{l.ids.Of(2), l.ids.Of(1<<20 + 1)}, DuplicatedIDs: []string{l.ids.Of(3)}, RejectedIDs: []string{l.ids.Of(4)}, UnsentIDs: []string{},
		}
		if !reflect.DeepEqual(got, want) || got.OK() {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	})
}

// TestVerify_lateDelivery lets messages trickle in, slower than half of the
// time to settle, and one too many when all were there.
func TestVerify_lateDelivery(t *testing.T) {
	for name, c := range map[string]struct {
		times []time.Duration // of each file; the fourth is the third again
		right bool
		want  Deliveries
	}{
		"late":       {[]time.Duration{0, 50 * time.Second, 100 * time.Second}, true, Deliveries{Once: 3}},
		"too late":   {[]time.Duration{0, 50 * time.Second, 111 * time.Second}, false, Deliveries{Once: 2, Missing: 1}},
		"never":      {nil, false, Deliveries{Missing: 3}},
		"one more":   {[]time.Duration{0, 0, time.Second, 1500 * time.Millisecond}, false, Deliveries{Once: 2, Duplicated: 1}},
		"much later": {[]time.Duration{0, 0, time.Second, 5 * time.Second}, true, Deliveries{Once: 3}}, // nobody waits for ever
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m, l := newMaildir(t), NewLedger(exchange.NewIDs("1"))
				for n := range uint64(3) {
					l.record(n, outcomeAccepted, 1)
				}
				m.put("b/new", "older", 0)
				for i, at := range c.times {
					time.AfterFunc(at+time.Millisecond/2, func() { m.put("a/new", l.ids.Of(uint64(min(i, 2))), 0) })
				}
				v := Verification{Spool: m.Spool, Before: 1, Settle: time.Minute, Calm: time.Second}
				d, err := l.Verify(t.Context(), v)
				if err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Hour) // what was to come came
				if d.Once != c.want.Once || d.Missing != c.want.Missing || d.Duplicated != c.want.Duplicated || d.OK() != c.right {
					t.Errorf("got %+v, want %+v", d, c.want)
				}
			})
		})
	}
}

func TestVerify_interrupted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, l := newMaildir(t), NewLedger(exchange.NewIDs("1"))
		l.record(1, outcomeAccepted, 1)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		d, err := l.Verify(ctx, Verification{Spool: m.Spool, Settle: time.Minute})
		if err != nil || !d.Interrupted || d.Missing != 0 {
			t.Errorf("got %+v, %v, want an interrupted wait", d, err)
		}
	})
}

func TestVerify_noFolder(t *testing.T) {
	l := NewLedger(exchange.NewIDs("1"))
	_, err := l.Verify(t.Context(), Verification{Spool: target.Spool{Dir: filepath.Join(t.TempDir(), "none")}, Settle: time.Second})
	if err == nil || !strings.Contains(err.Error(), "delivery.dir: ") {
		t.Errorf("got %v, want an error of delivery.dir", err)
	}
}

func TestWithExample(t *testing.T) {
	var got []uint64
	for i := range uint64(100) {
		got = withExample(got, i*37%100)
	}
	if want := []uint64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// BenchmarkLook reads a folder of 10,000 messages.
func BenchmarkLook(b *testing.B) {
	const files = 10_000
	m, l := newMaildir(b), NewLedger(exchange.NewIDs("1"))
	for n := range uint64(files) {
		l.record(n, outcomeAccepted, 1)
		m.put("a/new", l.ids.Of(n), 1000)
	}
	for b.Loop() {
		if _, _, err := l.look(b.Context(), m.Spool); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/files, "us/message")
}
