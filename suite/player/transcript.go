package player

import (
	"time"

	"github.com/smtpspec/smtpspec/reports"
)

// maxEvents bounds a transcript; later events are only counted.
const maxEvents = 5000

// event writes what was seen on a connection.
func (s *session) event(on string, seen reports.Observation, at time.Time) {
	if len(s.result.Transcript) > maxEvents {
		return
	}
	if len(s.result.Transcript) == maxEvents {
		on, seen = "", reports.Observation{Kind: reports.SawTruncated}
	}
	s.result.Transcript = append(s.result.Transcript, reports.Event{AtMS: s.since(at), On: on, Observation: seen})
}

// came writes octets of the server.
func (s *session) came(on string, octets []byte, at time.Time) {
	s.event(on, reports.Observation{Kind: reports.SawReply, Octets: s.redactor.visible(octets)}, at)
}

// note writes what is seen now.
func (s *session) note(on string, seen reports.Observation) { s.event(on, seen, time.Now()) }

// milliseconds is the form of a time in results.
func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// since is the time from the start of the case, in milliseconds.
func (s *session) since(at time.Time) float64 {
	return milliseconds(at.Sub(s.result.Started))
}
