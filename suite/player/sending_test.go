package player

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/smtpspec/smtpspec/reports"
)

// dates are the fields that differ from run to run.
var dates = regexp.MustCompile(`Date: .*\r\n`)

// ids is a small header with a Message-ID, without its date.
func ids(id string) string {
	return "From: <sender@client.example>\r\nTo: <alice@example.org>\r\nSubject: smtpspec s0-1\r\nMessage-ID: <" + id + "@client.example>\r\n"
}

// TestOctetsOnTheWire compares what the server receives with the scenario.
func TestOctetsOnTheWire(t *testing.T) {
	for _, c := range []struct{ name, play, want string }{
		{"a line", `- C: "MAIL FROM:<>"`, "MAIL FROM:<>\r\n"},
		{"a group", `- C: [NOOP, "RCPT TO:<${mailbox}>"]`, "NOOP\r\nRCPT TO:<alice@example.org>\r\n"},
		{"octets", `- send: "a\nb\rc\0${x:ff 80}"`, "a\nb\rc\x00\xff\x80"},
		{"segments", `- send: ["a", "", "b\r\n"]`, "ab\r\n"},
		{"dots stay as they are", `- data: "..a\r\n.b\r\n"`, "..a\r\n.b\r\n.\r\n"},
		{"an empty mail object", `- data: ""`, ".\r\n"},
		{"a chunk", `- bdat: "${x:00}a\r\n"`, "BDAT 4\r\n\x00a\r\n"},
		{"the last chunk", "- bdat: \"\"\n  last: true", "BDAT 0 LAST\r\n"},
		{"the header", `- send: "${id} ${client} ${ehlo} ${sender}"`, "s0-1 client.example EHLO sender@client.example"},
		{"a Message-ID for each message", "- send: \"${header}${header}\"\n  unread: true\n- send: \"${header}\"", ids("s0-1") + ids("s0-1.2") + ids("s0-1.3")},
		{"cut", "- send: \"abcdef\"\n  cut: [1, 4, 99]", "abcdef"},
		{"each octet", "- C: NOOP\n  cut: octet", "NOOP\r\n"},
		{"base64", `- send: "${base64:\0$client\0}"`, "AGNsaWVudC5leGFtcGxlAA=="},
		{"an escape", `- send: "$${id}"`, "${id}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, "S 220 hi\nhold")
			r := s.play("", "- connect: {}\n  S: 220\n"+c.play+"\n  unread: true\n- close: fin")
			got, _, end := s.received(0)
			got = dates.ReplaceAllString(got, "")
			if got != c.want || r.Verdict != reports.Pass {
				t.Errorf("the server received %q, want %q (%s %s)", got, c.want, r.Verdict, why(r))
			}
			if !errors.Is(end, io.EOF) {
				t.Errorf("the client ended with %v, want FIN", end)
			}
		})
	}
}

// TestQuitInAGroupOfItsOwn lets a server answer what has to be the last of its group
// before QUIT comes.
func TestQuitInAGroupOfItsOwn(t *testing.T) {
	s := serve(t, "S 220 hi\nC NOOP\nsleep 40ms\nS 250 ok\nC QUIT\nS 221 bye")
	r := s.play("", "- connect: {}\n  S: 220\n- {C: NOOP, unread: true}\n- collect: {quit: true, until: 221, count: {250: 1}}")
	_, segments, _ := s.received(0)
	if got := strings.Join(segments, "|"); got != "NOOP\r\n|QUIT\r\n" || r.Verdict != reports.Pass {
		t.Errorf("segments %q (%s %s)", got, r.Verdict, why(r))
	}
	if answered, asked := eventAt(r, "250 ok"), eventAt(r, "QUIT"); answered > asked {
		t.Errorf("QUIT was sent at %v ms, before the reply at %v ms", asked, answered)
	}
}

// eventAt is when octets were seen first.
func eventAt(r *Result, octets string) float64 {
	for _, e := range r.Transcript {
		if strings.HasPrefix(e.Octets, octets) {
			return e.AtMS
		}
	}
	return -1
}

// TestSegments shows that cuts reach the server as they were written.
func TestSegments(t *testing.T) {
	s := serve(t, "S 220 hi\nhold")
	r := s.play("", "- connect: {}\n  S: 220\n- send: [\"ab\", \"cd\"]\n  gap: 60ms\n  unread: true\n- pause: 60ms\n- send: \"efgh\"\n  cut: 3\n  gap: 60ms\n  unread: true\n- close: fin")
	_, segments, _ := s.received(0)
	if got := strings.Join(segments, "|"); got != "ab|cd|efg|h" {
		t.Errorf("segments %q", got)
	}
	notes := 0
	for _, e := range r.Transcript {
		if e.Kind == reports.SawSent && e.Count == 2 {
			notes++
		}
	}
	if notes != 2 {
		t.Errorf("the transcript has %d notes of segments, want 2: %v", notes, r.Transcript)
	}
}

// TestAnyOctets sends any octets, cut anywhere, and they arrive as they are.
func TestAnyOctets(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		octets := rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(rt, "octets")
		s := serve(t, "S 220 hi\nhold")
		step := "- send: \"${x:" + hexOf(octets) + "}\"\n  gap: 0s\n  unread: true"
		if cut := rapid.IntRange(0, 300).Draw(rt, "cut"); cut > 0 {
			step += "\n  cut: " + strconv.Itoa(cut)
		}
		s.play("", "- connect: {}\n  S: 220\n"+step+"\n- close: fin")
		if got, _, _ := s.received(0); got != string(octets) {
			rt.Fatalf("the server received %q, want %q", got, octets)
		}
	})
}

func hexOf(b []byte) string {
	var out strings.Builder
	for _, c := range b {
		out.WriteString(strconv.FormatUint(uint64(c)|0x100, 16)[1:])
	}
	return out.String()
}

func TestClientEndings(t *testing.T) {
	const opened = "- connect: {}\n  S: 220\n"
	t.Run("reset", func(t *testing.T) {
		s := serve(t, "S 220 hi\nhold")
		s.play("", opened+"- close: rst")
		if _, _, end := s.received(0); !errors.Is(end, syscall.ECONNRESET) {
			t.Errorf("the client ended with %v, want RST", end)
		}
	})
	t.Run("half", func(t *testing.T) {
		s := serve(t, "S 220 hi\nhold\nS 421 half\nfin")
		r := s.play("", opened+"- close: half\n  S: 421\n- S: fin")
		if r.Verdict != reports.Pass {
			t.Errorf("%s: %s", r.Verdict, why(r))
		}
		if _, _, end := s.received(0); !errors.Is(end, io.EOF) {
			t.Errorf("the client ended with %v, want FIN", end)
		}
	})
	t.Run("reset in TLS", func(t *testing.T) {
		s := serve(t, "S 220 hi\nC STARTTLS\nS 220 go\ntls\nhold")
		r := s.play("", opened+"- C: STARTTLS\n  S: 220\n- tls: {}\n- close: rst")
		if _, _, end := s.received(0); !errors.Is(end, syscall.ECONNRESET) {
			t.Errorf("the client ended with %v, want RST (%s)", end, why(r))
		}
	})
	t.Run("all that is open is closed", func(t *testing.T) {
		s := serve(t, "S 220 hi\nhold")
		s.play("", opened+opened+"- connect: {}\n  on: b\n  S: 220")
		s.await()
		if len(s.peers) != 3 {
			t.Fatalf("%d connections, want 3", len(s.peers))
		}
		for i, p := range s.peers {
			if p.end == nil {
				t.Errorf("connection %d was left open", i)
			}
		}
	})
}

// TestConn_blockedPeer sends more than fits into the buffers to a server that reads
// nothing: the case ends nevertheless, inside TLS too.
func TestConn_blockedPeer(t *testing.T) {
	for name, c := range map[string][2]string{
		"clear":  {"S 220 hi\nstuck", ""},
		"in TLS": {"S 220 hi\nC STARTTLS\nS 220 go\ntls\nstuck", "- C: STARTTLS\n  S: 220\n- tls: {}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			p := serve(t, c[0]).player()
			p.Limits.Reply = 500 * time.Millisecond
			play := load(t, "", "- connect: {}\n  S: 220\n"+c[1]+"- send: \"${repeat:0123456789abcdef:600000}\"\n- S: 250\n  within: 20ms")
			r := p.Run(t.Context(), play)
			if r.Verdict != reports.Fail || !r.Lost {
				t.Errorf("%s, lost %t: %s", r.Verdict, r.Lost, why(r))
			}
			if !strings.Contains(transcript(r), "only ") {
				t.Errorf("the transcript does not say how much was sent:\n%s", transcript(r)[:200])
			}
		})
	}
}

// TestConn_closedPeer reads what the server sent before it closed, although
// sending fails.
func TestConn_closedPeer(t *testing.T) {
	s := serve(t, "S 220 hi\nS 421 bye\nfin")
	r := s.play("", "- connect: {}\n  S: 220\n- pause: 50ms\n- C: NOOP\n  unread: true\n- pause: 50ms\n- C: NOOP\n  S: 421")
	if r.Verdict != reports.Pass {
		t.Errorf("%s: %s\n%s", r.Verdict, why(r), transcript(r))
	}
}

func transcript(r *Result) string {
	var b bytes.Buffer
	for _, e := range r.Transcript {
		for _, said := range e.Lines() {
			b.WriteString(e.On + " " + said.From + ": " + said.Text + "\n")
		}
	}
	return b.String()
}
