package player

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
)

// helloSuites are the cipher suites of each kind of ClientHello.
var helloSuites = map[string][]uint16{
	"null-cipher":   {0x0002, 0x003b, 0x0001, 0xc010, 0xc006},                         // …_WITH_NULL_…
	"anonymous":     {0x0034, 0x003a, 0x006c, 0x006d, 0x00a6, 0x00a7, 0xc018, 0xc019}, // DH_anon, ECDH_anon
	"compression":   usualSuites,
	"renegotiation": append([]uint16{0x00ff}, usualSuites...), // RFC 5746 §3.3
}

// usualSuites are those that servers of TLS 1.2 have.
var usualSuites = []uint16{0xc02f, 0xc02b, 0xc030, 0xc02c, 0xcca8, 0xcca9, 0x009c, 0x009d, 0xc013, 0xc009, 0xc014, 0xc00a, 0x002f, 0x0035}

// clientHello is a record with the first message of TLS 1.2 (RFC 5246 §7.4.1.2).
func clientHello(kind string) []byte {
	body := append([]byte{3, 3}, make([]byte, 32)...)
	_, _ = rand.Read(body[2:]) // crypto/rand.Read never fails
	body = append(body, 0)     // no session to resume
	suites := helloSuites[kind]
	body = binary.BigEndian.AppendUint16(body, uint16(2*len(suites)))
	for _, suite := range suites {
		body = binary.BigEndian.AppendUint16(body, suite)
	}
	if kind == "compression" {
		body = append(body, 2, 1, 0) // DEFLATE before none
	} else {
		body = append(body, 1, 0)
	}
	extensions := []byte{
		0, 10, 0, 8, 0, 6, 0, 29, 0, 23, 0, 24, // supported_groups
		0, 11, 0, 2, 1, 0, // ec_point_formats
		0, 13, 0, 14, 0, 12, 4, 3, 8, 4, 4, 1, 5, 3, 8, 5, 2, 1, // signature_algorithms
	}
	body = binary.BigEndian.AppendUint16(body, uint16(len(extensions)))
	body = append(body, extensions...)
	message := append([]byte{1, 0, byte(len(body) >> 8), byte(len(body))}, body...)
	record := binary.BigEndian.AppendUint16([]byte{0x16, 3, 1}, uint16(len(message)))
	return append(record, message...)
}

// serverHello is what a server chose.
type serverHello struct {
	suite       uint16
	compression byte
	secure      bool // it has renegotiation_info (RFC 5746 §3.6)
}

// errRefused reports that a server answered a ClientHello with an alert.
var errRefused = errors.New("an alert")

// readServerHello reads the first record of a server: a ServerHello, or
// errRefused.
func readServerHello(r io.Reader) (serverHello, error) {
	head := make([]byte, 5)
	if _, err := io.ReadFull(r, head); err != nil {
		return serverHello{}, err
	}
	if head[0] == 0x15 {
		return serverHello{}, errRefused
	}
	record := make([]byte, binary.BigEndian.Uint16(head[3:]))
	if _, err := io.ReadFull(r, record); err != nil {
		return serverHello{}, err
	}
	return parseServerHello(head[0], record)
}

func parseServerHello(kind byte, b []byte) (h serverHello, err error) {
	bad := errors.New("no ServerHello (RFC 5246 §7.4.1.3)")
	if kind != 0x16 || len(b) < 39 || b[0] != 2 {
		return h, bad
	}
	session := int(b[38])
	if len(b) < 39+session+3 {
		return h, bad
	}
	b = b[:min(len(b), 4+int(b[1])<<16+int(b[2])<<8+int(b[3]))] // the record may have further messages
	if len(b) < 39+session+3 {
		return h, bad
	}
	b = b[39+session:]
	h.suite, h.compression = binary.BigEndian.Uint16(b), b[2]
	if b = b[3:]; len(b) < 2 {
		return h, nil
	}
	for b = b[2:]; len(b) >= 4; {
		size := int(binary.BigEndian.Uint16(b[2:]))
		h.secure = h.secure || binary.BigEndian.Uint16(b) == 0xff01
		if len(b) < 4+size {
			break
		}
		b = b[4+size:]
	}
	return h, nil
}

// hello sends a hand-made ClientHello and checks the answer of the server.
// The connection cannot be used afterwards.
func (s *session) hello(st *scenarios.Step, c *conn) error {
	deadline := time.Now().Add(s.Limits.Reply)
	_ = c.nc.SetDeadline(deadline)
	s.note(c.name, reports.Observation{Kind: reports.SawClientHello, TLS: &reports.TLS{Hello: st.TLS.Hello}})
	var answer serverHello
	_, err := c.nc.Write(clientHello(st.TLS.Hello))
	if err == nil {
		answer, err = readServerHello(c.nc)
	}
	_ = c.nc.SetDeadline(time.Time{})
	c.discardInput, c.lastSent, c.asked = true, "", question{}
	c.read()
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return &undecided{reports.Reason{Kind: reports.ReasonNoHello}}
	case err == nil:
		return s.judgeHello(st, c, answer)
	}
	refused := failedTLS(err) // an alert, or the end of the connection
	refused.Kind = reports.SawHelloRefused
	s.note(c.name, refused)
	return nil
}

// judgeHello checks a ServerHello.
func (s *session) judgeHello(st *scenarios.Step, c *conn, answer serverHello) error {
	said := reports.Observation{Kind: reports.SawServerHello, TLS: &reports.TLS{Suite: fmt.Sprintf("0x%04x", answer.suite), Compression: int(answer.compression)}}
	s.note(c.name, said)
	switch st.TLS.Hello {
	case "compression":
		if answer.compression != 0 {
			return s.fail(st, reports.Expectation{Kind: reports.WantNoCompression}, said)
		}
	case "renegotiation":
		if !answer.secure {
			return s.fail(st, reports.Expectation{Kind: reports.WantRenegotiationInfo}, said)
		}
	default:
		return s.fail(st, reports.Expectation{Kind: reports.WantSuitesRefused, Name: st.TLS.Hello}, said)
	}
	return nil
}
