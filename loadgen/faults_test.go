package loadgen

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/reports"
)

// faults are what a sink may do in place of the usual reply.
var faults = []string{
	"451 4.7.1 later", "550 5.1.1 no", "550-5.7.1 no\r\n550 5.7.1 never", "452", "421 4.3.2 closing", "250 2.0.0 surprise", "354 go", "rst", "fin", "hang", "what?",
	"\x00\xff\x1b[31m", "250 ok\r\n250 once more", "450 4.7.999\r", "999 9.9.9 x",
}

// TestRun_sums runs against sinks that do something else
// now and then, and ends some runs half-way. Every message that was begun has
// become one thing, in the total, in the intervals, and in what is written.
func TestRun_sums(t *testing.T) {
	for seed := range uint64(24) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, 0))
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var contents atomic.Int64
			often, cut := 1+r.IntN(60), int64(-1)
			if r.IntN(3) == 0 {
				cut = r.Int64N(150)
			}
			s := newSink(t, func(s *sink) {
				s.say = func(conn, n int64, verb string) string {
					if verb == "CONTENT" && contents.Add(1) == cut {
						cancel()
					}
					if r := rand.New(rand.NewPCG(seed, uint64(conn)<<32|uint64(n))); r.IntN(1000) < often {
						return faults[r.IntN(len(faults))]
					}
					return ""
				}
			})
			o := options(t, s, []string{"load.classic", "load.pipelined", "load.chunking"}[r.IntN(3)])
			var log bytes.Buffer
			o.Goroutines, o.Connections, o.Messages, o.PerConnection = r.IntN(2) == 0, 1+r.IntN(12), int64(1+r.IntN(300)), r.IntN(9)
			o.Timeout, o.Latencies = 300*time.Millisecond, &log
			if r.IntN(2) == 0 {
				o.Rate = 500
			}
			if r.IntN(4) == 0 {
				o.Warmup = 50 * time.Millisecond
			}
			got := runLoad(ctx, t, o)
			n := got.Total
			if n.Accepted > s.messages.Load() {
				t.Errorf("got %d accepted, want at most the %d that the sink took", n.Accepted, s.messages.Load())
			}
			if n.Attempted() > o.Messages || n.Attempted() < o.Messages && !got.Interrupted && got.Dead == "" {
				t.Errorf("got %d attempted, want %d", n.Attempted(), o.Messages)
			}
			var refusals, byStatus int64
			for code := 400; code < 600; code++ {
				refusals += n.Replies[code]
			}
			for _, v := range n.Refusals {
				byStatus += v
			}
			if refusals != byStatus {
				t.Errorf("got %d refusals by code and %d by status, want as many", refusals, byStatus)
			}
			l, err := got.Report(&o)
			if err != nil || got.Unlogged != nil {
				t.Fatal(err, got.Unlogged)
			}
			merged, _ := readLog(t, &log)
			agree(t, merged, l)
			reports.ConcludeLoad(l, nil)
			var out bytes.Buffer
			if err := reports.WriteLoadJSON(&out, l); err != nil {
				t.Error(err)
			}
			if t.Failed() {
				t.Logf("%d attempted, %d accepted, %d rejected, failures %v, interrupted %v, dead %q", n.Attempted(), n.Accepted, n.Rejected, n.Failures, got.Interrupted, got.Dead)
			}
		})
	}
}
