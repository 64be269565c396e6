package exchange

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/scenarios/wire"
)

// received is one transaction as a strict server reads it.
type received struct {
	from    string
	to      []string
	content []byte
}

// sent is what a program writes for a message.
func sent(p *Program, message uint64) []byte {
	var out Output
	var octets []byte
	for i := range p.variant(message).groups {
		out.Reset()
		out.add(&p.variant(message).groups[i].out, message)
		for _, chunk := range out.Chunks() {
			octets = append(octets, chunk...)
		}
	}
	return octets
}

// receive reads a transaction, and fails on anything after it.
func receive(t testing.TB, octets []byte) (r received) {
	t.Helper()
	for {
		line, rest, found := bytes.Cut(octets, []byte("\r\n"))
		cmd, err := wire.ParseCommand(line)
		if !found || err != nil {
			t.Fatalf("no command: %s, %v", wire.VisibleLimit(octets, 100), err)
		}
		octets = rest
		switch cmd.Verb {
		case "MAIL":
			path, _, err := wire.ParseMail(cmd.Args, wire.PathOptions{})
			if err != nil || r.from != "" {
				t.Fatalf("%s: %v", line, err)
			}
			r.from = path.Raw
		case "RCPT":
			path, _, err := wire.ParseRcpt(cmd.Args, wire.PathOptions{})
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			r.to = append(r.to, path.Raw)
		case "DATA":
			var d wire.DotDecoder
			content, n, done := d.Decode(nil, octets)
			if cr, lf := d.Bare(); !done || n != len(octets) || cr || lf {
				t.Fatalf("content of %d octets ends at %d: %v, bare CR %v, bare LF %v", len(octets), n, done, cr, lf)
			}
			r.content = content
			return r
		case "BDAT":
			size, last, _ := strings.Cut(cmd.Args, " ")
			if n, err := strconv.Atoi(size); err != nil || n != len(octets) || last != "LAST" {
				t.Fatalf("%s, and %d octets follow", line, len(octets))
			}
			r.content = octets
			return r
		default:
			t.Fatalf("%s", line)
		}
	}
}
