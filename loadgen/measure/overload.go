package measure

import (
	"fmt"
	"time"

	"github.com/smtpspec/smtpspec/reports"
)

const (
	// saturatedBusy is the part of the time from which a loop that never waits is the
	// bottleneck.
	saturatedBusy = 0.95
	// saturatedCPU is the part of all processors from which there is none left.
	saturatedCPU = 0.95
	// saturatedLag is the lag from which an open loop does not keep its schedule.
	saturatedLag = 10 * time.Millisecond
	// saturatedQueue is the wait for a processor from which the wait for a reply is not the
	// server's alone.
	saturatedQueue = 10 * time.Millisecond
	// saturatedRunQueue is the part of the time from which threads that wait for a processor
	// distort what is measured.
	saturatedRunQueue = 0.1
)

// Overloads lists the reasons why the generator of the load was the bottleneck. A server
// that is slow, or too few connections for a rate, is none of them.
func Overloads(s reports.LoadSource, processors int, openLoop bool) (why []string) {
	if s.Busy >= saturatedBusy {
		why = append(why, fmt.Sprintf("a loop was busy for %.0f %% of the time", 100*s.Busy))
	}
	if part := s.Processors / float64(processors); part >= saturatedCPU {
		why = append(why, fmt.Sprintf("it used %.0f %% of its processors", 100*part))
	}
	if lag := micros(s.LagUS.P99); openLoop && lag >= saturatedLag {
		why = append(why, fmt.Sprintf("1 %% of the messages went out %v or more too late although a connection was free", lag.Round(time.Millisecond)))
	}
	if queued := micros(s.QueuedUS); queued >= saturatedQueue {
		why = append(why, fmt.Sprintf("what could run waited %v or more for a processor", queued.Round(time.Millisecond)))
	}
	if s.RunQueueWait >= saturatedRunQueue {
		why = append(why, fmt.Sprintf("threads that could run waited for a processor for %.0f %% of the time", 100*s.RunQueueWait))
	}
	return why
}

func micros(us float64) time.Duration { return time.Duration(us * float64(time.Microsecond)) }
