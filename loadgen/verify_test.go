package loadgen

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

	"github.com/smtpspec/smtpspec/scenarios"
)

// maildir is a delivery folder for a test.
type maildir struct {
	t testing.TB
	scenarios.Spool
	files atomic.Int64
}

func newMaildir(t testing.TB) *maildir {
	m := &maildir{t: t, Spool: scenarios.Spool{Dir: t.TempDir()}}
	for _, sub := range []string{"a/tmp", "a/new", "a/cur", "b/new"} {
		if err := os.MkdirAll(filepath.Join(m.Dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

// put makes a file with an id behind some octets of header.
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

func TestEveryFateIsHeldAgainstTheFolder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, l := newMaildir(t), newLedger("00c0ffee")
		for n, f := range []fate{0, fateAccepted, fateAccepted, fateAccepted, fateRejected, fateRejected, fateUnknown, fateUnknown, fateUnsent} {
			l.settle(uint64(n), f, 1)
		}
		l.settle(1<<20, fateAccepted, 2)
		l.settle(1<<20+1, fateAccepted, 2)
		for _, id := range []uint64{1, 3, 3, 4, 6, 1 << 20, 1<<20 + 1, 0xffff_ffff_ffff} { // 2 is missing, 3 doubled, 4 was refused
			m.put("a/new", l.id(id), 100)
		}
		m.put("b/new", l.id(1<<20), 3*headSize) // the copy of the second recipient
		m.put("a/cur", "l00c0fffe-000000000002", 0)
		m.put("a/cur", l.id(2)[:15], 0)
		m.put("a/tmp", l.id(2), 0)
		got := m.verify(l)
		want := &Deliveries{
			Expected: 7, Accepted: 5, Once: 2, Missing: 2, Doubled: 1, Rejected: 1, Unsent: 1, Unknown: 2, UnknownFound: 1, Foreign: 2,
			MissingIDs: []string{l.id(2), l.id(1<<20 + 1)}, DoubledIDs: []string{l.id(3)}, RejectedIDs: []string{l.id(4)}, UnsentIDs: []string{},
		}
		if !reflect.DeepEqual(got, want) || got.Right() {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	})
}

// TestLateDeliveryIsWaitedFor lets messages trickle in, slower than half of the
// time to settle, and one too many when all were there.
func TestLateDeliveryIsWaitedFor(t *testing.T) {
	for name, c := range map[string]struct {
		times []time.Duration // of each file; the fourth is the third again
		right bool
		want  Deliveries
	}{
		"late":       {[]time.Duration{0, 50 * time.Second, 100 * time.Second}, true, Deliveries{Once: 3}},
		"too late":   {[]time.Duration{0, 50 * time.Second, 111 * time.Second}, false, Deliveries{Once: 2, Missing: 1}},
		"never":      {nil, false, Deliveries{Missing: 3}},
		"one more":   {[]time.Duration{0, 0, time.Second, 1500 * time.Millisecond}, false, Deliveries{Once: 2, Doubled: 1}},
		"much later": {[]time.Duration{0, 0, time.Second, 5 * time.Second}, true, Deliveries{Once: 3}}, // nobody waits for ever
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m, l := newMaildir(t), newLedger("1")
				for n := range uint64(3) {
					l.settle(n, fateAccepted, 1)
				}
				m.put("b/new", "older", 0)
				for i, at := range c.times {
					time.AfterFunc(at+time.Millisecond/2, func() { m.put("a/new", l.id(uint64(min(i, 2))), 0) })
				}
				v := Verification{Spool: m.Spool, Before: 1, Settle: time.Minute, Calm: time.Second}
				d, err := l.Verify(t.Context(), v)
				if err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Hour) // what was to come came
				if d.Once != c.want.Once || d.Missing != c.want.Missing || d.Doubled != c.want.Doubled || d.Right() != c.right {
					t.Errorf("%+v", d)
				}
			})
		})
	}
}

func TestVerificationCanBeInterrupted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, l := newMaildir(t), newLedger("1")
		l.settle(1, fateAccepted, 1)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		d, err := l.Verify(ctx, Verification{Spool: m.Spool, Settle: time.Minute})
		if err != nil || !d.Interrupted || d.Missing != 0 {
			t.Errorf("%+v, %v", d, err)
		}
	})
}

func TestFolderThatCannotBeRead(t *testing.T) {
	l := newLedger("1")
	_, err := l.Verify(t.Context(), Verification{Spool: scenarios.Spool{Dir: filepath.Join(t.TempDir(), "none")}, Settle: time.Second})
	if err == nil || !strings.Contains(err.Error(), "delivery.dir: ") {
		t.Errorf("%v", err)
	}
}

func TestExamplesAreTheFirst(t *testing.T) {
	var got []uint64
	for i := range uint64(100) {
		got = note(got, i*37%100)
	}
	if want := []uint64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}; !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

// fated is a tally that keeps the fates.
type fated struct {
	counted
	fates []fate
}

func (f *fated) settle(_ uint64, what fate, _ int) { f.fates = append(f.fates, what) }

// TestFateOfWhatWasCutOff ends connections everywhere in a transaction.
func TestFateOfWhatWasCutOff(t *testing.T) {
	for _, c := range []struct {
		exchange string
		depth    int
		replies  string
		want     []fate
	}{
		{"load.classic", 1, "", []fate{fateUnsent}},
		{"load.classic", 1, "220 250", []fate{fateUnsent}},
		{"load.classic", 1, "220 250 250 250", []fate{fateUnsent}},
		{"load.classic", 1, "220 250 250 250 354", []fate{fateUnknown}},
		{"load.classic", 1, "220 250 250 250 354 250", []fate{fateAccepted, fateUnsent}},
		{"load.classic", 1, "220 250 250 250 354 552", []fate{fateRejected, fateUnsent}},
		{"load.classic", 1, "220 250 250 250 354 123", []fate{fateUnknown}},
		{"load.pipelined", 1, "220 250 250 250", []fate{fateUnsent}},
		{"load.pipelined", 1, "220 250 250 250 354", []fate{fateUnknown, fateUnsent}}, // the next envelope is on the wire
		{"load.pipelined", 1, "220 250 250 250 354 250 250", []fate{fateAccepted, fateUnsent}},
		{"load.chunking", 1, "220 250", []fate{fateUnknown}},
		{"load.chunking", 3, "220 250 250 250 250", []fate{fateAccepted, fateUnknown, fateUnknown}},
	} {
		f := &fated{counted: counted{left: 3, quiet: true}}
		first, _ := f.take(0)
		s := newSession(compiled(t, c.exchange, settings()), f, f, 3, c.depth, &first, true)
		var out Output
		last := s.Connected(0, &out)
		for code := range strings.FieldsSeq(c.replies) {
			out.Reset()
			last = s.Feed([]byte(code+" x\r\n"), 0, &out)
		}
		if last != Close {
			s.Lost(CauseReset)
		}
		if !slices.Equal(f.fates, c.want) {
			t.Errorf("%s after %q: %v, want %v", c.exchange, c.replies, f.fates, c.want)
		}
	}
}

// BenchmarkLook reads a folder of 10,000 messages.
func BenchmarkLook(b *testing.B) {
	const files = 10_000
	m, l := newMaildir(b), newLedger("1")
	for n := range uint64(files) {
		l.settle(n, fateAccepted, 1)
		m.put("a/new", l.id(n), 1000)
	}
	for b.Loop() {
		if _, _, err := l.look(b.Context(), m.Spool); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/files, "us/message")
}

// FuzzFindID looks for ids in what a server has stored.
func FuzzFindID(f *testing.F) {
	f.Add([]byte("Subject: smtpspec l1-00000000002a\n"))
	f.Add([]byte("l1-l1-l1-0000000000"))
	f.Add([]byte("l1-00000000000g l1-000000000001"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, l := reader{prefix: []byte("l1-")}, newLedger("1")
		if n, ok := r.find(b); ok && !strings.Contains(strings.ToLower(string(b)), l.id(n)) {
			t.Errorf("%q holds no %s", b, l.id(n))
		}
		whole := append(slices.Clone(b), " "+l.id(42)...)
		if _, ok := r.find(whole); !ok {
			t.Errorf("nothing found in %q", whole)
		}
	})
}
