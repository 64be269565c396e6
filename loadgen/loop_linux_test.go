package loadgen

import (
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
	"github.com/smtpspec/smtpspec/loadgen/schedule"
	"github.com/smtpspec/smtpspec/scenarios/epoll"
)

// loops makes the loops of a run that has begun.
func loops(t *testing.T, o Options) []*loop {
	t.Helper()
	o.timing = defaultTiming()
	r := &run{Options: &o, Window: schedule.NewWindow(o.schedule()), epoch: time.Now()}
	r.Begin(0)
	workers, err := newLoops(r)
	if err != nil {
		t.Fatal(err)
	}
	all := make([]*loop, len(workers))
	for i, w := range workers {
		all[i] = w.(*loop)
	}
	return all
}

// TestLoop_fullBuffer: no event says that octets were left behind.
func TestLoop_fullBuffer(t *testing.T) {
	s := newSink(t, nil)
	accepted := int64(0)
	for _, l := range loops(t, options(t, s, "load.pipelined")) {
		l.buf = l.buf[:3]
		if err := l.work(t.Context()); err != nil {
			t.Fatal(err)
		}
		n, _, _ := l.rec.Swap()
		accepted += n.Accepted
		if n.Failed() > 0 {
			t.Errorf("got failures %v, want none", n.Failures)
		}
	}
	if accepted != 400 {
		t.Errorf("got %d accepted, want 400", accepted)
	}
}

// TestLoop_endAfterReply: one event tells of a reply and of the end after it.
func TestLoop_endAfterReply(t *testing.T) {
	o := options(t, newSink(t, nil), "load.classic")
	o.Connections = 1
	l := loops(t, o)[0]
	defer l.close()
	ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	c := &l.conns[0]
	c.fd, c.session = ends[0], exchange.NewSession(l.Program, l.supply, l.rec, 1, 1, &exchange.Ticket{Intended: -1, Counted: true}, true)
	l.alive++
	if err := l.poller.Add(c.fd, 0, epoll.Interest); err != nil {
		t.Fatal(err)
	}
	if _, err := unix.Write(ends[1], []byte("220 hello\r\n")); err != nil {
		t.Fatal(err)
	}
	if err := unix.Shutdown(ends[1], unix.SHUT_WR); err != nil {
		t.Fatal(err)
	}
	defer unix.Close(ends[1])
	events := make([]epoll.Event, 2)
	n, err := l.poll(events, l.now())
	if err != nil || n != 1 {
		t.Fatalf("%d events: %v", n, err)
	}
	l.round(events[:1])
	if c.session.LastReply() == 0 || c.fd < 0 {
		t.Fatal("the reply was not read, or the connection is closed already")
	}
	if n, err = l.poll(events, l.now()); n != 0 || err != nil {
		t.Fatalf("%d events told of what was told already: %v", n, err)
	}
	l.round(nil)
	numbers, _, _ := l.rec.Swap()
	if numbers.Failures[exchange.CauseClosed] != 1 || c.fd >= 0 {
		t.Errorf("got failures %v, descriptor %d, want one that was closed", numbers.Failures, c.fd)
	}
}
