package reports

import (
	"fmt"
	"strings"

	"github.com/smtpspec/smtpspec/reports/text"
)

// LoadPlan is every setting of a load run.
type LoadPlan struct {
	Scenario    string  `json:"scenario"`
	Exchange    string  `json:"exchange"`  // classic, pipelined, chunking, or "" for another scenario
	TLS         string  `json:"tls"`       // none, starttls, implicit, or scenario
	Transport   string  `json:"transport"` // epoll or goroutines
	Loop        string  `json:"loop"`      // closed or open
	Connections int     `json:"connections"`
	Sources     int     `json:"sources"`    // addresses that connections go out from, 0 for the choice of the system
	Messages    int64   `json:"messages"`   // 0 for no limit
	DurationS   float64 `json:"duration_s"` // 0 for no limit
	WarmupS     float64 `json:"warmup_s"`
	Rate        float64 `json:"rate"` // messages a second, 0 in closed loop and with stages
	// Stages of an open loop whose rate changes.
	Stages []LoadStagePlan `json:"stages,omitempty"`
	// Search for the highest rate; Rate is that of the last probe.
	Search                *LoadSearchPlan `json:"search,omitempty"`
	Size                  int             `json:"size"`                    // octets of the body, 0 where they differ
	MessageSize           int             `json:"message_size"`            // the mean where they differ
	Recipients            int             `json:"recipients"`              // 0 where they differ
	MessagesPerConnection int             `json:"messages_per_connection"` // 0 for no limit
	Depth                 int             `json:"depth"`                   // messages under way at once on a connection
	ConnectRate           float64         `json:"connect_rate"`            // 0 for no limit
	TimeoutS              float64         `json:"timeout_s"`
	Mix                   LoadMix         `json:"mix"`
}

// LoadMix says in which messages differ from each other, and what from. Size and
// recipients are as they were asked for, "" when they follow the scenario.
type LoadMix struct {
	Seed       uint64 `json:"seed"`
	Size       string `json:"size,omitempty"`
	Recipients string `json:"recipients,omitempty"`
	From       string `json:"from,omitempty"`
	Senders    int    `json:"senders,omitempty"`
	Bodies     string `json:"bodies,omitempty"` // directory of messages
	Files      int    `json:"files,omitempty"`
	Forms      int    `json:"forms"`    // different messages, ids and senders aside
	Smallest   int    `json:"smallest"` // octets of the mail object
	Largest    int    `json:"largest"`
}

// LoadStagePlan is a stage of the plan: its rate, in messages a second, goes
// evenly from one to the other.
type LoadStagePlan struct {
	DurationS float64 `json:"duration_s"`
	From      float64 `json:"from"`
	To        float64 `json:"to"`
}

// openLoop is what the plan says of the clock.
func openLoop(n LoadPlan) string {
	if len(n.Stages) == 0 {
		return fmt.Sprintf("open loop at %g messages/s", n.Rate)
	}
	parts := make([]string, 0, len(n.Stages))
	for _, s := range n.Stages {
		text := fmt.Sprintf("%g s at %g", s.DurationS, s.From)
		if s.To != s.From {
			text = fmt.Sprintf("%g s from %g to %g", s.DurationS, s.From, s.To)
		}
		parts = append(parts, text)
	}
	return "open loop, messages/s: " + strings.Join(parts, ", ")
}

// String is the plan in words.
func (n LoadPlan) String() string {
	parts := append([]string{n.Scenario, text.Plural(n.Connections, "connection")}, mixParts(n)...)
	if n.TLS != "none" {
		parts = append(parts, "TLS "+n.TLS)
	}
	if n.MessagesPerConnection > 0 {
		parts = append(parts, text.Plural(n.MessagesPerConnection, "message")+" a connection")
	}
	if n.Depth > 1 {
		parts = append(parts, fmt.Sprintf("%d under way at once on each", n.Depth))
	}
	loop := "closed loop"
	if n.Rate > 0 || len(n.Stages) > 0 {
		loop = openLoop(n)
	}
	if n.Messages > 0 {
		loop += fmt.Sprintf(", %d messages", n.Messages)
	}
	if n.DurationS > 0 && len(n.Stages) == 0 {
		loop += fmt.Sprintf(", %gs", n.DurationS)
	}
	if n.WarmupS > 0 {
		loop += fmt.Sprintf(" after %gs of warm-up", n.WarmupS)
	}
	return strings.Join(append(parts, loop), ", ")
}

// mixParts say what the messages are like.
func mixParts(n LoadPlan) []string {
	m := n.Mix
	size := fmt.Sprintf("messages of %d octets", n.MessageSize)
	if m.Smallest != m.Largest {
		size = fmt.Sprintf("messages of %d to %d octets, %d on average", m.Smallest, m.Largest, n.MessageSize)
		if m.Size != "" {
			size += " (" + m.Size + ")"
		}
	}
	parts := []string{size}
	if m.Bodies != "" {
		parts = append(parts, text.Plural(m.Files, "message")+" from "+m.Bodies)
	}
	switch {
	case n.Recipients == 0 && m.Recipients != "":
		parts = append(parts, m.Recipients+" recipients")
	case n.Recipients != 1:
		parts = append(parts, text.Plural(n.Recipients, "recipient"))
	}
	if m.Senders > 0 {
		parts = append(parts, text.Plural(m.Senders, "sender"))
	}
	if m.Forms > 1 {
		parts = append(parts, fmt.Sprintf("seed %d", m.Seed))
	}
	return parts
}
