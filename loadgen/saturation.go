package loadgen

import (
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/smtpspec/smtpspec/reports"
)

const (
	// saturatedBusy is the part of the time from which a loop that never waits
	// is the bottleneck.
	saturatedBusy = 0.95
	// saturatedCPU is the part of all processors from which there is none left.
	saturatedCPU = 0.95
	// saturatedLag is the lag from which an open loop does not keep its schedule.
	saturatedLag = 10 * time.Millisecond
	// saturatedQueue is the wait for a processor from which the wait for a reply
	// is not the server's alone.
	saturatedQueue = 10 * time.Millisecond
	// saturatedStarved is the part of the time from which threads that wait for a
	// processor bend what is measured.
	saturatedStarved = 0.1
)

// source says how the source fared, and judges whether it kept up with itself.
func (r *Result) source(o *Options) reports.LoadSource {
	u := r.Usage
	s := reports.LoadSource{
		CPUS: u.CPU.Seconds(), MaxRSSBytes: u.MaxRSS, LagUS: latency(r.Total.Lag), Delayed: r.Total.Delayed,
		QueuedUS: float64(u.Queued) / 1000, PausedUS: float64(u.Paused) / 1000,
	}
	if n := r.Total.ended; n > 0 {
		s.CPUPerMessageUS = s.CPUS * 1e6 / float64(n)
	}
	if wall := u.Wall.Seconds(); wall > 0 {
		s.Busy = u.Busy.Seconds() / wall
		s.Starved = u.Starved.Seconds() / wall
		s.Processors = s.CPUS / wall
	}
	why := overloads(s, runtime.GOMAXPROCS(0), o.open())
	s.Saturated, s.Why = len(why) > 0, strings.Join(why, "; ")
	return s
}

// overloads lists what says that the source was the bottleneck. A server that
// is slow, or too few connections for a rate, is none of it.
func overloads(s reports.LoadSource, processors int, open bool) (why []string) {
	if s.Busy >= saturatedBusy {
		why = append(why, fmt.Sprintf("a loop was busy for %.0f %% of the time", 100*s.Busy))
	}
	if part := s.Processors / float64(processors); part >= saturatedCPU {
		why = append(why, fmt.Sprintf("it used %.0f %% of its processors", 100*part))
	}
	if lag := micros(s.LagUS.P99); open && lag >= saturatedLag {
		why = append(why, fmt.Sprintf("1 %% of the messages went out %v or more too late although a connection was free", lag.Round(time.Millisecond)))
	}
	if queued := micros(s.QueuedUS); queued >= saturatedQueue {
		why = append(why, fmt.Sprintf("what could run waited %v or more for a processor", queued.Round(time.Millisecond)))
	}
	if s.Starved >= saturatedStarved {
		why = append(why, fmt.Sprintf("threads that could run waited for a processor for %.0f %% of the time", 100*s.Starved))
	}
	return why
}

func micros(us float64) time.Duration { return time.Duration(us * float64(time.Microsecond)) }
