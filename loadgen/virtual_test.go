package loadgen

import (
	"container/heap"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
	"github.com/smtpspec/smtpspec/loadgen/measure"
	"github.com/smtpspec/smtpspec/loadgen/schedule"
)

// virtual runs sessions against a sink in a time of its own, so that every
// latency is known to the nanosecond.
type virtual struct {
	*measure.Recorder
	p      *exchange.Program
	supply schedule.EndingSupply
	delay  func(n, now int64) int64 // how long the final reply of a message is held
	taken  int64
	given  []time.Duration
	now    int64
	queue  events
	conns  []exchange.Session
	idle   []int
	last   []int64 // when each connection is answered last
	order  int64
}

type event struct {
	at, order int64
	conn      int
	reply     string
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	return e[i].at < e[j].at || e[i].at == e[j].at && e[i].order < e[j].order
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	last := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return last
}

func (v *virtual) run(connections int, w *schedule.Window) {
	w.Begin(0)
	v.conns, v.last = make([]exchange.Session, connections), make([]int64, connections)
	var out exchange.Output
	for i := range v.conns {
		v.conns[i] = exchange.NewSession(v.p, v.supply, v, 1<<30, 1, nil, true)
		v.did(i, v.conns[i].Connected(0, &out), &out)
		v.after(i, 0, "220 sink")
	}
	for {
		paced, open := v.supply.(*schedule.OpenSupply)
		if open && len(v.idle) > 0 {
			if due, ok := paced.Due(); ok && (v.queue.Len() == 0 || due <= v.queue[0].at) {
				v.now = due
				v.At(due)
				t, _ := v.supply.Take(due)
				i := v.idle[0]
				v.idle = v.idle[1:]
				out.Reset()
				v.did(i, v.conns[i].Offer(t, due, &out), &out)
				continue
			}
		}
		if v.queue.Len() == 0 {
			return
		}
		e := heap.Pop(&v.queue).(event)
		v.now = e.at
		v.At(e.at)
		out.Reset()
		v.did(e.conn, v.conns[e.conn].Feed([]byte(e.reply+"\r\n"), e.at, &out), &out)
	}
}

// after answers a connection, in the order in which it asked.
func (v *virtual) after(conn int, wait int64, reply string) {
	v.last[conn] = max(v.last[conn], v.now) + wait
	v.order++
	heap.Push(&v.queue, event{v.last[conn], v.order, conn, reply})
}

// did answers what a session wrote.
func (v *virtual) did(conn int, action exchange.Action, out *exchange.Output) {
	if action == exchange.Idle {
		v.idle = append(v.idle, conn)
	}
	var b strings.Builder
	for _, chunk := range out.Chunks() {
		b.Write(chunk)
	}
	for line := range strings.SplitSeq(b.String(), "\r\n") {
		verb, _, _ := strings.Cut(line, " ")
		switch verb {
		case "EHLO", "MAIL", "RCPT":
			v.after(conn, 0, "250 ok")
		case "DATA":
			v.after(conn, 0, "354 go")
		case ".":
			hold := v.delay(v.taken, v.now)
			v.taken++
			v.given = append(v.given, time.Duration(hold))
			v.after(conn, hold, "250 taken")
		}
	}
}

func newVirtual(t *testing.T, exchange string, o Options, delay func(n, now int64) int64) (*virtual, *schedule.Window) {
	w := schedule.NewWindow(o.schedule())
	v := &virtual{Recorder: measure.NewRecorder(), p: program(t, exchange, plain()), delay: delay, supply: schedule.NewClosedSupply(w)}
	if o.openLoop() {
		v.supply = schedule.NewOpenSupply(w, 0, 1)
	}
	return v, w
}

func TestLatency_exact(t *testing.T) {
	for _, scenario := range []string{"load.classic", "load.pipelined"} {
		for _, rate := range []float64{0, 100} {
			v, w := newVirtual(t, scenario, Options{Messages: 10_000, Rate: rate}, func(n, _ int64) int64 { return int64(heldBack(n)) })
			v.run(16, w)
			n, _, _ := v.Swap()
			if n.Accepted != 10_000 || n.Attempted() != 10_000 {
				t.Fatalf("%s at %v: got %d of %d accepted, want 10000 of 10000", scenario, rate, n.Accepted, n.Attempted())
			}
			if found := untrue(n, v.given, v.given); len(found) > 0 {
				t.Errorf("%s at %v: got percentiles beyond what was given: %v", scenario, rate, found)
			}
			if rate > 0 && n.Latency[exchange.PhaseTransaction].Max() < int64(200*time.Millisecond) {
				t.Error("got no transaction as long as the longest reply")
			}
		}
	}
}

// queued is what messages at equal distances have to wait, with so many served
// at once, in order. It knows nothing of sessions.
func queued(messages, servers int, period int64, hold func(n, now int64) int64) []time.Duration {
	free := make([]int64, servers)
	waited := make([]time.Duration, messages)
	for n := range waited {
		due := int64(n) * period
		slices.Sort(free)
		start := max(due, free[0])
		free[0] = start + hold(int64(n), start)
		waited[n] = time.Duration(free[0] - due)
	}
	slices.Sort(waited)
	return waited
}

// TestLatency_freeze freezes the sink for 2 of 20 s: of
// an open loop the messages due in that time wait for its end, of a closed loop
// only those under way.
func TestLatency_freeze(t *testing.T) {
	const from, to = int64(8 * time.Second), int64(10 * time.Second)
	frozen := func(_, now int64) int64 {
		hold := int64(time.Millisecond)
		if now >= from && now < to {
			hold += to - now
		}
		return hold
	}
	open, w := newVirtual(t, "load.classic", Options{Duration: 20 * time.Second, Rate: 1000}, frozen)
	open.run(10, w)
	closed, w := newVirtual(t, "load.classic", Options{Duration: 20 * time.Second}, frozen)
	closed.run(10, w)
	openLoop, _, _ := open.Swap()
	closedLoop, _, _ := closed.Swap()
	h := openLoop.Latency[exchange.PhaseTransaction]
	if n := h.TotalCount(); n != 20_000 {
		t.Errorf("got %d messages in 20 s of 1000 a second, want 20000", n)
	}
	// A tenth of the messages is due in the freeze, and waits from 2 s down to 0:
	// the slowest 1 % waited for 1.8 s or longer.
	want := queued(20_000, 10, int64(time.Millisecond), frozen)
	if p99 := percentile(want, 99); p99 < 1800*time.Millisecond || p99 > 2*time.Second {
		t.Errorf("got a p99 of %v by the schedule, want 1.8s to 2s", p99)
	}
	for _, q := range []float64{1, 50, 90, 91, 95, 99, 99.9, 100} {
		if got, want := h.ValueAtQuantile(q), percentile(want, q); !h.ValuesAreEquivalent(got, int64(want)) {
			t.Errorf("open loop: p%v: got %v, want %v", q, time.Duration(got), want)
		}
	}
	if p99 := time.Duration(closedLoop.Latency[exchange.PhaseTransaction].ValueAtQuantile(99)); p99 > 2*time.Millisecond {
		t.Errorf("closed loop: got a p99 of %v, want at most 2ms", p99)
	}
	if openLoop.Delayed < 1000 {
		t.Errorf("got %d delayed messages, want 1000 or more", openLoop.Delayed)
	}
}
