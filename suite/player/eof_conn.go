package player

import (
	"errors"
	"io"
	"net"
	"sync/atomic"

	"github.com/smtpspec/smtpspec/scenarios"
)

// eofConn is a connection under TLS that knows whether it has ended. After a
// close_notify TLS reads no further, and so it has not.
type eofConn struct {
	net.Conn
	ended atomic.Bool
}

func (h *eofConn) Read(b []byte) (int, error) {
	n, err := h.Conn.Read(b)
	if errors.Is(err, io.EOF) {
		h.ended.Store(true)
	}
	return n, err
}

// NetConn is the connection itself.
func (h *eofConn) NetConn() net.Conn { return h.Conn }

// silentEnd reports whether TLS ended with its connection, without the alert of
// RFC 8446 §6.1.
func (c *conn) silentEnd() bool {
	return c.end == scenarios.Fin && c.below != nil && c.below.ended.Load()
}
