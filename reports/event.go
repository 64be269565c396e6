package reports

import "github.com/smtpspec/smtpspec/reports/text"

// Event is one entry of a transcript.
type Event struct {
	AtMS float64 `json:"at_ms"`        // from the start of the case
	On   string  `json:"on,omitempty"` // name of the connection
	Observation
}

// Who a line of a transcript is from.
const (
	FromClient = "C"
	FromServer = "S"
	FromNobody = "-" // a connection opened or ended, a silence, a TLS handshake
)

// From is who an event is from.
func (o *Observation) From() string {
	switch {
	case o.Kind == SawSent:
		return FromClient
	case o.Received():
		return FromServer
	default:
		return FromNobody
	}
}

// Shown returns the lines of an event of a transcript, each with its connection and
// its sender, such as "a S: 250 ok\r\n".
func (e *Event) Shown() []string {
	var lines []string
	for _, said := range e.Lines() {
		sign := said.From + ": "
		if said.From == FromNobody {
			sign = "-- "
		}
		if e.On != "" {
			sign = text.Short(e.On) + " " + sign
		}
		for _, line := range text.WrapOctets(said.Text, 0) {
			lines = append(lines, sign+line)
		}
	}
	return lines
}
