package player

import (
	"time"

	"github.com/smtpspec/smtpspec/reports"
)

// maxEvents bounds a transcript; what comes later is counted, not kept.
const maxEvents = 5000

func (s *session) event(on, from, text string, at time.Time) {
	if len(s.result.Transcript) > maxEvents {
		return
	}
	if len(s.result.Transcript) == maxEvents {
		on, from, text = "", "-", "the transcript ends here, it has grown too long"
	}
	s.result.Transcript = append(s.result.Transcript, reports.Event{AtMS: s.since(at), On: on, From: from, Text: text})
}

// note writes what neither side sent.
func (s *session) note(on, text string) { s.event(on, "-", text, time.Now()) }

// since is the time from the start of the play, in milliseconds.
func (s *session) since(at time.Time) float64 {
	return float64(at.Sub(s.result.Started).Microseconds()) / 1000
}
