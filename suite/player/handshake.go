package player

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/wire"
)

// handshake upgrades a connection to TLS. What the server has sent in clear and
// nobody has read is noted and dropped: inside TLS it must not count.
func (s *session) handshake(ctx context.Context, st *scenarios.Step) error {
	c, err := s.conn(st)
	if err != nil {
		return err
	}
	c.pause()
	s.plaintextLeft(c)
	c.drop()
	if c.end != "" || c.broken != nil {
		got := outcome{end: c.end, broken: c.broken}.ending()
		s.note(c.name, got)
		return s.handshakeEnded(st, got)
	}
	began := time.Now()
	if st.TLS.Hello != "" {
		return s.hello(st, c)
	}
	config, err := offered(s.Target.TLS, s.Target.Certificate, st.TLS)
	if err != nil {
		return err
	}
	if st.TLS.Verified && config.InsecureSkipVerify {
		return &undecided{reports.Reason{Kind: reports.ReasonInsecure}}
	}
	bound, err := s.duration(st.Within, s.Limits.Reply)
	if err != nil {
		return err
	}
	state, err := c.secure(ctx, config, bound)
	c.enhanced, c.lastSent, c.asked = false, "", question{}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		var bad *tls.CertificateVerificationError
		failed := failedTLS(err)
		s.note(c.name, failed)
		if errors.As(err, &bad) && st.TLS.Verified && notGood(bad.Err, config.ServerName) {
			return s.fail(st, reports.Expectation{Kind: reports.WantCertificate, Name: config.ServerName}, failed)
		}
		if errors.As(err, &bad) { // not a fault of the server: trust is configured in target.yaml
			return &undecided{reports.Reason{Kind: reports.ReasonUntrusted, Got: failed}}
		}
		return s.handshakeEnded(st, failed)
	}
	s.note(c.name, reports.Observation{
		Kind: reports.SawTLS, WaitedMS: milliseconds(time.Since(began).Round(time.Millisecond)),
		TLS: &reports.TLS{Version: tls.VersionName(state.Version), Suite: tls.CipherSuiteName(state.CipherSuite)},
	})
	if c.certificate {
		s.deviate(c, CertificateRequested, "CertificateRequest in the handshake", nil, time.Now())
	}
	if st.TLS.Fails {
		return s.fail(st, reports.Expectation{Kind: reports.WantNoTLS}, reports.Observation{Kind: reports.SawTLS})
	}
	return nil
}

// offered is the configuration with what a step allows.
func offered(base *tls.Config, certificate *tls.Certificate, h *scenarios.Handshake) (*tls.Config, error) {
	config := base.Clone()
	if h.Version != "" {
		version := map[string]uint16{"1.0": tls.VersionTLS10, "1.1": tls.VersionTLS11, "1.2": tls.VersionTLS12, "1.3": tls.VersionTLS13}[h.Version]
		config.MinVersion, config.MaxVersion = version, version
	}
	if h.Certificate && certificate != nil {
		config.Certificates = []tls.Certificate{*certificate}
	}
	for _, name := range h.Suites {
		at := slices.IndexFunc(tls.CipherSuites(), func(suite *tls.CipherSuite) bool { return suite.Name == name })
		if at < 0 {
			return nil, &undecided{reports.Reason{Kind: reports.ReasonNoSuite, Name: wire.VisibleLimit([]byte(name), 80)}}
		}
		config.CipherSuites = append(config.CipherSuites, tls.CipherSuites()[at].ID)
	}
	return config, nil
}

// notGood reports whether it is the fault of the server that its certificate is not
// accepted: its dates, or a name that the operator has given. Trust is configured in
// target.yaml.
func notGood(err error, name string) bool {
	var invalid x509.CertificateInvalidError
	var host x509.HostnameError
	return errors.As(err, &invalid) || errors.As(err, &host) && net.ParseIP(name) == nil
}

// secure begins TLS on a connection whose reader pauses, and starts the reader.
// When the handshake fails the connection stays open, so that the reaction of
// the server can be observed, but its octets have no meaning any more.
func (c *conn) secure(ctx context.Context, config *tls.Config, bound time.Duration) (tls.ConnectionState, error) {
	// A deadline rather than a context with a bound, which would close the connection.
	_ = c.nc.SetDeadline(time.Now().Add(bound))
	config = config.Clone()
	asked := false
	config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		asked = true
		if len(config.Certificates) > 0 {
			return &config.Certificates[0], nil
		}
		return &tls.Certificate{}, nil
	}
	below := &eofConn{Conn: c.nc}
	tc := tls.Client(below, config)
	err := tc.HandshakeContext(ctx)
	_ = c.nc.SetDeadline(time.Time{})
	if err != nil {
		c.discardInput = true
		c.read()
		return tls.ConnectionState{}, err
	}
	c.nc, c.below, c.certificate = tc, below, asked
	c.read()
	return tc.ConnectionState(), nil
}

// failedTLS is a handshake that ended with an error.
func failedTLS(err error) reports.Observation {
	return reports.Observation{Kind: reports.SawTLSFailed, TLS: &reports.TLS{Failure: tlsFailure(err)}, Cause: wire.VisibleLimit([]byte(err.Error()), 300)}
}

// tlsFailure returns how a handshake failed.
func tlsFailure(err error) reports.TLSFailure {
	var certificate *tls.CertificateVerificationError
	var network *net.OpError
	switch {
	case errors.As(err, &certificate):
		return reports.TLSCertificate
	case errors.Is(err, os.ErrDeadlineExceeded):
		return reports.TLSTimeout
	case errors.As(err, &network) && network.Op == "remote error", errors.Is(err, errRefused):
		return reports.TLSAlert
	case errors.As(err, &network), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return reports.TLSEnded
	default:
		return reports.TLSProtocol
	}
}

// handshakeEnded decides about a failed handshake.
func (s *session) handshakeEnded(st *scenarios.Step, got reports.Observation) error {
	switch {
	case st.TLS.Fails:
		return nil
	case st.TLS.MayFail:
		return errSkipRest
	}
	return s.fail(st, reports.Expectation{Kind: reports.WantTLS}, got)
}

// isTLS reports whether octets begin with a TLS record: an alert, mostly, about
// something that a scenario has sent in place of a handshake.
func isTLS(b []byte) bool { return len(b) > 1 && b[0] >= 0x14 && b[0] <= 0x17 && b[1] == 3 }

// plaintextLeft records clear-text octets after the reply to STARTTLS.
func (s *session) plaintextLeft(c *conn) {
	replies, pending := c.unread()
	var left []byte
	for _, a := range replies {
		left = append(left, a.reply.Raw...)
	}
	left = append(left, pending...)
	if len(left) == 0 || isTLS(left) {
		return
	}
	s.note(c.name, reports.Observation{Kind: reports.SawCleartext, Octets: s.redactor.visible(left)})
	s.deviate(c, PlaintextAfterStartTLS, "", left, time.Now())
}
