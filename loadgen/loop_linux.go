package loadgen

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
	"github.com/smtpspec/smtpspec/loadgen/measure"
	"github.com/smtpspec/smtpspec/loadgen/schedule"
	"github.com/smtpspec/smtpspec/scenarios/epoll"
)

// hasLoop reports whether there is an epoll loop on this system.
const hasLoop = true

const (
	// scanEvery is how often a loop looks for connections that have timed out.
	scanEvery = int64(20 * time.Millisecond)
	// timerSlot is the slot of the timer's events.
	timerSlot = -1
)

// loop is the transport of some of the connections: one goroutine, one epoll
// instance, one read buffer for all.
type loop struct {
	*run
	index   int
	rec     *measure.Recorder
	paced   *schedule.OpenSupply // open loop
	supply  schedule.EndingSupply
	limiter *schedule.DialLimiter

	poller   epoll.Poller
	timer    int
	address  unix.Sockaddr
	sources  rotation
	family   int
	conns    []conn
	empty    []int32 // slots to be dialed
	later    []int32 // slots to be dialed when their time comes
	idle     []int32 // slots that wait for a message, the longest first
	dialing  int
	alive    int
	nextDial int64
	lastScan int64
	waited   int64 // nanoseconds
	buf      []byte
	out      exchange.Output
	batch    batch
	again    []epoll.Event // of connections that have more to read, of which no event will tell
}

// newLoops returns a loop for each processor, but none without a connection.
func newLoops(r *run) ([]worker, error) {
	n := min(runtime.GOMAXPROCS(0), r.Connections)
	workers := make([]worker, 0, n)
	closed, limiter := schedule.NewClosedSupply(r.Window), schedule.NewDialLimiter(r.ConnectRate)
	for i := range n {
		share := r.Connections / n
		if i < r.Connections%n {
			share++
		}
		l := &loop{
			run: r, index: i, rec: r.newRecorder(), supply: closed, limiter: limiter, sources: rotation{socketAddresses(r.Sources), i, n},
			conns: make([]conn, share), buf: make([]byte, readSize),
		}
		if r.openLoop() {
			l.paced = r.openSupply(i, n)
			l.supply = l.paced
		}
		l.family, l.address = socketAddress(r.Address)
		for slot := range l.conns {
			l.conns[slot].fd = -1
			l.empty = append(l.empty, int32(slot))
		}
		if err := l.open(); err != nil {
			for _, w := range append(workers, l) {
				w.(*loop).close()
			}
			return nil, err
		}
		workers = append(workers, l)
	}
	return workers, nil
}

func (l *loop) open() (err error) {
	l.timer = -1
	if l.poller, err = epoll.Open(); err != nil {
		return err
	}
	if l.timer, err = unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC); err != nil {
		return fmt.Errorf("timer: %w", err)
	}
	return l.poller.Add(l.timer, timerSlot, unix.EPOLLIN)
}

func (l *loop) close() {
	if l.timer >= 0 {
		_ = unix.Close(l.timer) // of no consequence: nothing was written to it
	}
	l.poller.Close()
}

func (l *loop) recorder() *measure.Recorder { return l.rec }

func (l *loop) work(context.Context) error {
	defer l.close()
	begin := l.now()
	events := make([]epoll.Event, 512)
	for {
		now := l.now()
		if l.abort.Load() {
			l.cutOff(now)
			break
		}
		l.serve(now)
		if l.alive == 0 && l.supply.Exhausted(now) {
			break
		}
		n, err := l.poll(events, now)
		if err != nil {
			l.cutOff(l.now())
			return err
		}
		l.round(events[:n])
		if now-l.lastScan >= scanEvery {
			l.scan(now)
		}
	}
	end := l.now()
	for busy := end - begin - l.waited; ; {
		most := l.busy.Load()
		if busy <= most || l.busy.CompareAndSwap(most, busy) {
			return nil
		}
	}
}

// round handles what happened to connections.
func (l *loop) round(events []epoll.Event) {
	l.rec.Lock()
	defer l.rec.Unlock()
	again := l.again
	l.again = nil
	for _, e := range again {
		l.handle(e)
	}
	for _, e := range events {
		if e.Fd == timerSlot {
			var ticks [8]byte
			_, _ = unix.Read(l.timer, ticks[:]) // empty when the timer was set again meanwhile
			continue
		}
		l.handle(e)
	}
	l.release()
}

// serve opens connections and starts messages whose time has come.
func (l *loop) serve(now int64) {
	l.rec.Lock()
	defer l.rec.Unlock()
	l.rec.At(now)
	for len(l.empty) > 0 && l.dialing < maxDialing && l.nextDial <= now {
		if wait, ok := l.limiter.Pass(now); !ok {
			l.nextDial = now + wait
			break
		}
		if !l.dial(l.empty[0], now) {
			break
		}
	}
	for len(l.idle) > 0 {
		slot := l.idle[0]
		t, ok := l.supply.Take(now)
		if !ok {
			if l.supply.Exhausted(now) {
				l.idle = l.idle[1:]
				l.conns[slot].idle = false
				l.out.Reset()
				l.perform(slot, &l.out, l.conns[slot].session.Quit(now, &l.out), now)
				continue
			}
			return
		}
		l.idle = l.idle[1:]
		c := &l.conns[slot]
		c.idle = false
		now = l.now()
		l.rec.At(now)
		l.out.Reset()
		l.perform(slot, &l.out, c.session.Offer(t, now, &l.out), now)
	}
}

// poll waits for events, at first without yielding the processor.
func (l *loop) poll(events []epoll.Event, now int64) (int, error) {
	if n := l.poller.Ready(events); n > 0 {
		return n, nil
	}
	wait := min(scanEvery, l.untilNext(now))
	if wait <= 0 || len(l.again) > 0 {
		return 0, nil
	}
	var spec unix.ItimerSpec
	spec.Value = unix.NsecToTimespec(wait)
	if err := unix.TimerfdSettime(l.timer, 0, &spec, nil); err != nil {
		return 0, fmt.Errorf("timer: %w", err)
	}
	begin := l.now()
	got, err := l.poller.Wait(events, time.Duration(scanEvery))
	l.waited += l.now() - begin
	return got, err
}

// untilNext is the time to the next action that no event announces.
func (l *loop) untilNext(now int64) int64 {
	wait := scanEvery
	if l.paced != nil && len(l.idle) > 0 {
		if at, ok := l.paced.Due(); ok {
			wait = min(wait, at-l.now())
		}
	}
	if len(l.empty) > 0 && l.dialing < maxDialing && !l.supply.Exhausted(now) {
		wait = min(wait, l.nextDial-now)
	}
	return wait
}

// scan ends connections that have timed out, and lets those be dialed again that have
// waited long enough.
func (l *loop) scan(now int64) {
	l.lastScan = now
	l.later = slices.DeleteFunc(l.later, func(slot int32) bool {
		if l.conns[slot].retryAt > now {
			return false
		}
		l.empty = append(l.empty, slot)
		return true
	})
	l.rec.Lock()
	defer l.rec.Unlock()
	l.rec.At(now)
	for slot := range l.conns {
		c := &l.conns[slot]
		if c.fd < 0 || c.idle {
			continue
		}
		bound := int64(l.Timeout)
		if c.session.Ending() {
			bound = min(bound, int64(l.timing.quitTimeout))
		}
		if now-c.progress > bound {
			l.lose(int32(slot), exchange.CauseTimeout, now)
		}
	}
}

// cutOff ends every connection.
func (l *loop) cutOff(now int64) {
	l.rec.Lock()
	defer l.rec.Unlock()
	l.rec.At(now)
	for slot := range l.conns {
		if l.conns[slot].fd >= 0 {
			l.lose(int32(slot), l.cause(), now)
		}
	}
}
