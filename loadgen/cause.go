package loadgen

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"syscall"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
)

// causeOf says why a connection failed.
func causeOf(err error) exchange.Cause {
	var timeout net.Error
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return exchange.CauseClosed
	case errors.Is(err, syscall.ECONNREFUSED):
		return exchange.CauseRefused
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, syscall.ECONNABORTED):
		return exchange.CauseReset
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return exchange.CauseNoPort
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return exchange.CauseNoFile
	case errors.Is(err, context.Canceled):
		return exchange.CauseInterrupted
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, syscall.ETIMEDOUT), errors.As(err, &timeout) && timeout.Timeout():
		return exchange.CauseTimeout
	default:
		return exchange.CauseConnect
	}
}
