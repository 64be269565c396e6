//go:build !linux

package loadgen

import "syscall"

// latePortControl does nothing: on this system bind chooses the port.
func latePortControl(string, string, syscall.RawConn) error { return nil }
