package loadgen

import (
	"crypto/tls"
	"io"
	"math"
	"net/netip"
	"time"

	"github.com/smtpspec/smtpspec/loadgen/delivery"
	"github.com/smtpspec/smtpspec/loadgen/exchange"
	"github.com/smtpspec/smtpspec/loadgen/measure"
	"github.com/smtpspec/smtpspec/loadgen/schedule"
)

// Options say how load is put on a target.
type Options struct {
	Program *exchange.Program
	Address netip.AddrPort
	TLS     *tls.Config // for programs that are secured
	// Sources are the addresses that connections are opened from, in turn; none leaves the
	// choice to the system.
	Sources []netip.Addr

	Connections int
	// Messages ends the run after so many messages; 0 for no limit.
	Messages int64
	// Duration ends it after a time, without the warm-up; 0 for no limit.
	Duration time.Duration
	// Warmup is a time at the beginning in which nothing is counted.
	Warmup time.Duration
	// PerConnection is how many messages a connection carries; 0 for no limit.
	PerConnection int
	// Depth is how many messages may be under way at once on a connection, 1 to MaxDepth; 0
	// is 1. More than one needs a program that is Program.OneWrite.
	Depth int
	// Rate makes an open loop of so many messages a second; 0 is a closed loop.
	Rate float64
	// Stages make an open loop in place of Rate and Duration.
	Stages []schedule.Stage
	// ConnectRate bounds the connections opened a second; 0 is no bound. In any case each
	// worker opens only maxDialing at once.
	ConnectRate float64
	// Timeout bounds the wait for each reply.
	Timeout time.Duration
	// Goroutines chooses the transport with a goroutine for each connection where there is a
	// choice.
	Goroutines bool
	// Latencies gets an HdrHistogram log, the lines of each interval when it has ended. May
	// be nil.
	Latencies io.Writer
	// Histograms puts them whole into the report, of which only percentiles are shown: a
	// quarter of what a short run costs.
	Histograms bool
	// Ledger remembers the outcome of every message. May be nil.
	Ledger *delivery.Ledger
	// Progress is told how it goes, once a second. May be nil.
	Progress Progress

	timing timing // of tests; the zero value is defaultTiming
}

// openLoop reports whether messages start by the clock.
func (o *Options) openLoop() bool { return o.Rate > 0 || len(o.Stages) > 0 }

// schedule is what the options say of it. A rate is one stage.
func (o *Options) schedule() schedule.Plan {
	s := schedule.Plan{Warmup: o.Warmup, Duration: o.Duration, Messages: o.Messages, Stages: o.Stages}
	if len(o.Stages) == 0 && o.Rate > 0 {
		length := o.Duration
		if length <= 0 {
			length = math.MaxInt64
		}
		s.Stages = []schedule.Stage{{Duration: length, From: o.Rate, To: o.Rate}}
	}
	return s
}

// perConnection is how many messages a connection carries; 0 for no limit.
func (o *Options) perConnection() int {
	if o.Program.Single {
		return 1
	}
	return o.PerConnection
}

// Progress is told how a run goes.
type Progress interface {
	Tick(Tick)
}

// Tick is the state of a run. The numbers are read only, and good until the method
// returns.
type Tick struct {
	Elapsed time.Duration
	Length  time.Duration    // of the last interval
	Second  *measure.Numbers // the last interval
	Total   *measure.Numbers
	// Connections that are open.
	Connections int64
}

// MaxDepth is the most that Options.Depth can be.
const MaxDepth = 256

const (
	// maxDialing bounds how many connections a worker is opening at once, so that a listen
	// queue is not overrun.
	maxDialing = 64
	// firstBackoff is how long a connection waits after the first that could not be opened.
	firstBackoff = 100 * time.Millisecond
	// headStart is the time between the last connection and the first message of an open
	// loop: longer than any worker sleeps, so that none begins late.
	headStart = 25 * time.Millisecond
	// readSize is the size of a read buffer in octets, writeSize the most that a peer has to
	// take within the timeout.
	readSize, writeSize = 64 << 10, 256 << 10
)

// timing is the times of a run that are the same for every user.
type timing struct {
	// interval is the time between two looks at what was counted.
	interval time.Duration
	// maxBackoff is the longest wait after connections that could not be opened, no longer
	// than interval: a target that refuses them is then seen to do so in each.
	maxBackoff time.Duration
	// refusedTimeout is how long a target may refuse every connection before it counts as
	// dead.
	refusedTimeout time.Duration
	// connectGrace is how long an open loop waits for its connections.
	connectGrace time.Duration
	// quitTimeout bounds the wait for the reply to QUIT, and what is under way when a run is
	// interrupted.
	quitTimeout time.Duration
}

func defaultTiming() timing {
	return timing{interval: time.Second, maxBackoff: time.Second, refusedTimeout: 3 * time.Second, connectGrace: 5 * time.Second, quitTimeout: time.Second}
}
