package reports

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The formats before these, which had sentences where there is data now. This file
// makes data of them, and is the only one that knows them.
const (
	runFormat1  = "smtpspec.run/1"
	loadFormat1 = "smtpspec.load/1"
)

type run1 struct {
	Run
	Cases []case1 `json:"cases"`
}

type case1 struct {
	Case
	Reason     string     `json:"reason"`
	Findings   []finding1 `json:"findings"`
	Transcript []event1   `json:"transcript"`
}

type finding1 struct {
	Finding
	Expected string `json:"expected"`
	Got      string `json:"got"`
	Message  string `json:"message"`
}

type event1 struct {
	AtMS float64 `json:"at_ms"`
	On   string  `json:"on"`
	From string  `json:"from"`
	Text string  `json:"text"`
}

// upgrade is the run as it is now.
func (r *run1) upgrade() *Run {
	out := r.Run
	if r.Cases != nil {
		out.Cases = make([]Case, len(r.Cases))
	}
	for i := range r.Cases {
		out.Cases[i] = r.Cases[i].upgrade()
	}
	return &out
}

func (c *case1) upgrade() Case {
	out := c.Case
	reason := c.Reason
	if m := stalled1.FindStringSubmatch(reason); m != nil {
		reason, out.StalledMS = m[1], span1(m[2])
	}
	told := slices.ContainsFunc(c.Findings, func(f finding1) bool { return f.Message == reason })
	if reason != "" && !told {
		out.Reason = reason1(reason)
	}
	for i := range c.Findings {
		out.Findings = append(out.Findings, c.Findings[i].upgrade())
	}
	out.Transcript = transcript1(c.Transcript)
	return out
}

func (f *finding1) upgrade() Finding {
	out := f.Finding
	if f.Expected != "" {
		out.Expected = expectation1(f.Kind, f.Expected)
	}
	if f.Got != "" {
		out.Got = got1(out.Expected.Kind, f.Got)
	}
	if m := deviation1.FindStringSubmatch(f.Message); m != nil && out.Expected.Kind == WantNoDeviation {
		out.SeenIn = m[1]
		if m[2] != f.Got {
			out.Detail = m[2]
		}
	} else if f.Expected == "" || f.Got == "" || !strings.HasPrefix(f.Message, "expected "+f.Expected+", got ") {
		out.Detail = f.Message
	}
	return out
}

var (
	stalled1   = regexp.MustCompile(`^(.*) \(this machine kept the client waiting for ([0-9.a-zµ]+) meanwhile\)$`)
	deviation1 = regexp.MustCompile(`^[a-z0-9-]+ in a reply(?: \(seen in (.+?)\))?: ((?s).*)$`)
	segments1  = regexp.MustCompile(`^sent in ([0-9]+) segments:$`)
	cleartext1 = "the octets above came in clear behind the reply to STARTTLS; they are dropped"
)

// transcript1 makes events of lines. What was said of one before or after it becomes a
// part of it.
func transcript1(lines []event1) []Event {
	if lines == nil {
		return nil
	}
	events := make([]Event, 0, len(lines))
	segments := map[string]int{}
	for _, l := range lines {
		e := Event{AtMS: l.AtMS, On: l.On}
		switch l.From {
		case FromClient:
			e.Observation = Observation{Kind: SawSent, Octets: l.Text, Count: segments[l.On]}
			delete(segments, l.On)
		case FromServer:
			e.Observation = Observation{Kind: SawReply, Octets: l.Text}
		default:
			if m := segments1.FindStringSubmatch(l.Text); m != nil {
				segments[l.On] = number1(m[1])
				continue
			}
			if n := len(events) - 1; l.Text == cleartext1 && n >= 0 && events[n].Kind == SawReply {
				events[n].Kind = SawCleartext
				continue
			}
			e.Observation = seen1(notes1, l.Text, SawNote)
		}
		events = append(events, e)
	}
	return events
}

// sight1 is a sentence about what was seen.
type sight1 struct {
	form *regexp.Regexp
	of   func(m []string) Observation
}

func see1(form string, of func(m []string) Observation) sight1 {
	return sight1{regexp.MustCompile(`(?s)\A(?:` + form + `)\z`), of}
}

// seen1 finds the sentence in a table; what is in none is of another kind.
func seen1(table []sight1, text string, otherwise ObservationKind) Observation {
	for _, s := range table {
		if m := s.form.FindStringSubmatch(text); m != nil {
			return s.of(m)
		}
	}
	return Observation{Kind: otherwise, Octets: text}
}

func plain1(kind ObservationKind, by Side) func([]string) Observation {
	return func([]string) Observation { return Observation{Kind: kind, By: by} }
}

func cause1(kind ObservationKind) func([]string) Observation {
	return func(m []string) Observation { return Observation{Kind: kind, Cause: m[1]} }
}

func failure1(kind ObservationKind) func([]string) Observation {
	return func(m []string) Observation {
		how := TLSEnded
		switch why := m[1]; {
		case strings.Contains(why, "failed to verify certificate"):
			how = TLSCertificate
		case strings.Contains(why, "remote error: "), why == "an alert":
			how = TLSAlert
		case strings.Contains(why, "i/o timeout"):
			how = TLSTimeout
		case strings.Contains(why, "tls: "), strings.HasPrefix(why, "no ServerHello"):
			how = TLSProtocol
		}
		return Observation{Kind: kind, Cause: m[1], TLS: &TLS{Failure: how}}
	}
}

// endings1 are in transcripts and in findings.
var endings1 = []sight1{
	see1(`connection closed \(FIN\) by the server`, plain1(SawClosed, ByServer)),
	see1(`connection reset \(RST\) by the server`, plain1(SawReset, ByServer)),
	see1(`the connection broke: (.*)`, cause1(SawBroken)),
	see1(`no end of what the server sends: (.*)`, cause1(SawFlood)),
	see1(`TLS handshake failed: (.*)`, failure1(SawTLSFailed)),
	see1(`a ServerHello with suite (0x[0-9a-f]{4}), compression method ([0-9]+)(?:, without it)?`, func(m []string) Observation {
		return Observation{Kind: SawServerHello, TLS: &TLS{Suite: m[1], Compression: number1(m[2])}}
	}),
}

var notes1 = append([]sight1{
	see1(`connected to (.*)`, func(m []string) Observation { return Observation{Kind: SawConnected, Peer: m[1]} }),
	see1(`nothing came(?: for (\S+))?`, func(m []string) Observation { return Observation{Kind: SawSilence, WaitedMS: span1(m[1])} }),
	see1(`a part of a reply came, and no more: (.*)`, func(m []string) Observation { return Observation{Kind: SawUnfinished, Octets: m[1]} }),
	see1(`connection closed \(FIN\) by the player`, plain1(SawClosed, ByClient)),
	see1(`connection reset \(RST\) by the player`, plain1(SawReset, ByClient)),
	see1(`end of sending \(FIN\), receiving goes on`, plain1(SawHalfClosed, ByClient)),
	see1(`only ([0-9]+) of ([0-9]+) octets could be sent: (.*)`, func(m []string) Observation {
		return Observation{Kind: SawUnsent, Count: number1(m[1]), Of: number1(m[2]), Cause: m[3]}
	}),
	see1(`TLS handshake done in (\S+): (.*), (\S+)`, func(m []string) Observation {
		return Observation{Kind: SawTLS, WaitedMS: span1(m[1]), TLS: &TLS{Version: m[2], Suite: m[3]}}
	}),
	see1(`ClientHello sent: (.*)`, func(m []string) Observation { return Observation{Kind: SawClientHello, TLS: &TLS{Hello: m[1]}} }),
	see1(`refused: (.*)`, failure1(SawHelloRefused)),
	see1(`the roles are reversed`, plain1(SawReversed, "")),
	see1(`([0-9]+) message\(s\) delivered that hold (.*)`, func(m []string) Observation {
		return Observation{Kind: SawDelivered, Count: number1(m[1]), Octets: m[2]}
	}),
	see1(`the transcript ends here, it has grown too long`, plain1(SawTruncated, "")),
}, endings1...)

// got1 is what came where something else was expected.
func got1(expected ExpectationKind, text string) Observation {
	otherwise := SawReply
	switch expected {
	case WantServerProof, WantChallenge, WantReversedSession:
		otherwise = SawError
	case WantContains, WantLacks, WantFirstField, WantField, WantFieldCapture, WantBody, WantFields, WantDelivered:
		otherwise = SawMessage
	}
	o := seen1(append(gots1[expected], general1...), text, otherwise)
	if o.Kind == SawError {
		o.Octets, o.Cause = "", o.Octets
	}
	return o
}

var general1 = append([]sight1{
	see1(`nothing within (\S+)`, func(m []string) Observation { return Observation{Kind: SawSilence, WaitedMS: span1(m[1])} }),
	see1(`an unfinished reply within (\S+): (.*)`, func(m []string) Observation {
		return Observation{Kind: SawUnfinished, WaitedMS: span1(m[1]), Octets: m[2]}
	}),
}, endings1...)

var count1 = see1(`([0-9]+)`, func(m []string) Observation { return Observation{Kind: SawCount, Count: number1(m[1])} })

// gots1 are sentences about what came, by what was expected.
var gots1 = map[ExpectationKind][]sight1{
	WantReplyCount: {see1(`([0-9]+): (.*)`, func(m []string) Observation {
		o := codes1(SawReplies, m[2])
		o.Count = number1(m[1])
		return o
	})},
	WantRepliesUntil: {see1(`(.*), then nothing for (\S+)`, func(m []string) Observation {
		o := codes1(SawStopped, m[1])
		o.WaitedMS = span1(m[2])
		return o
	})},
	WantSegments: {see1(`([0-9]+) replies in ([0-9]+) segments`, func(m []string) Observation {
		return Observation{Kind: SawSegments, Of: number1(m[1]), Count: number1(m[2])}
	})},
	WantLines:     {see1(`([0-9]+): (.*)`, func(m []string) Observation { return Observation{Kind: SawLines, Count: number1(m[1]), Octets: m[2]} })},
	WantFields:    {see1(`([0-9]+) in (.*)`, func(m []string) Observation { return Observation{Kind: SawFields, Count: number1(m[1]), Octets: m[2]} })},
	WantNotBefore: {see1(`after (\S+)`, func(m []string) Observation { return Observation{Kind: SawEarly, WaitedMS: span1(m[1])} })},
	WantGreeting:  {see1(`no connection: (.*)`, cause1(SawUnreachable))},
	WantMessages:  {count1},
	WantDelivered: {count1},
	WantBody:      {see1(`the body (.*)`, func(m []string) Observation { return Observation{Kind: SawBody, Octets: m[1]} })},
	WantContains: {see1(`([0-9]+) message\(s\) without it`, func(m []string) Observation {
		return Observation{Kind: SawWithout, Count: number1(m[1])}
	})},
	WantNoneContains: {see1(`one that does`, plain1(SawWith, ""))},
	WantNoTLS:        {see1(`one that succeeded`, plain1(SawTLS, ""))},
	WantExchangeEnd:  {see1(`a ninth challenge`, func([]string) Observation { return Observation{Kind: SawChallenge, Count: 9} })},
	WantReversedSession: {see1(`a line of more than ([0-9]+) octets`, func(m []string) Observation {
		return Observation{Kind: SawLongLine, Count: number1(m[1])}
	})},
}

var more1 = regexp.MustCompile(`^(.*) … \(([0-9]+) in all\)$`)

func codes1(kind ObservationKind, text string) Observation {
	if text == "no reply" {
		return Observation{Kind: kind}
	}
	of := 0
	if m := more1.FindStringSubmatch(text); m != nil {
		text, of = m[1], number1(m[2])
	}
	codes := strings.Fields(text)
	return Observation{Kind: kind, Codes: codes, Of: max(of, len(codes))}
}

func number1(text string) int {
	n, _ := strconv.Atoi(text) // a form has made sure of digits; beyond an int it says nothing
	return n
}

func span1(text string) float64 {
	d, _ := time.ParseDuration(text) // what is none is as good as unknown
	return float64(d.Microseconds()) / 1000
}

// load1 is a load with the words that it had for a threshold that is met, and for a file
// that has nothing to do with the run.
type load1 struct {
	Load
	Thresholds []struct {
		LoadThreshold
		Held bool `json:"held"`
	} `json:"thresholds"`
	Delivery *struct {
		LoadDelivery
		Foreign int64 `json:"foreign"`
	} `json:"delivery"`
	Source struct {
		LoadSource
		Starved float64 `json:"starved"`
	} `json:"source"`
}

func (l *load1) upgrade() *Load {
	out := l.Load
	if out.Verdict == "held" {
		out.Verdict = Met
	}
	for i := range out.Search {
		switch p := &out.Search[i]; p.Verdict {
		case "holds":
			p.Verdict = ProbeMet
		case "misses":
			p.Verdict = ProbeMissed
		}
	}
	out.Source = l.Source.LoadSource
	out.Source.RunQueueWait = l.Source.Starved
	for _, t := range l.Thresholds {
		t.Met = t.Held
		out.Thresholds = append(out.Thresholds, t.LoadThreshold)
	}
	if l.Delivery != nil {
		l.Delivery.Unrelated = l.Delivery.Foreign
		out.Delivery = &l.Delivery.LoadDelivery
	}
	return &out
}
