package epoll

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Receive reads what a non-blocking socket has, up to len(buf) octets, which
// must not be 0. The errno is EAGAIN when there is nothing; n is 0 without an
// errno at the end of the connection.
func Receive(fd int, buf []byte) (n int, errno syscall.Errno) {
	r, _, errno := unix.RawSyscall6(unix.SYS_RECVFROM, uintptr(fd), uintptr(unsafe.Pointer(&buf[0])), uintptr(len(buf)), 0, 0, 0)
	if errno != 0 {
		return 0, errno
	}
	return int(r), 0
}

// Send writes as much of b, which must not be empty, as a non-blocking socket
// takes: 0 octets when it is full or a signal came.
func Send(fd int, b []byte) (int, error) {
	n, _, errno := unix.RawSyscall6(unix.SYS_SENDTO, uintptr(fd), uintptr(unsafe.Pointer(&b[0])), uintptr(len(b)), unix.MSG_NOSIGNAL|unix.MSG_DONTWAIT, 0, 0)
	switch errno {
	case 0:
		return int(n), nil
	case unix.EAGAIN, unix.EINTR:
		return 0, nil
	default:
		return 0, errno
	}
}

// SendAll is Send for several pieces, of which none is empty, in one call.
func SendAll(fd int, pieces [][]byte) (int, error) {
	if len(pieces) == 1 {
		return Send(fd, pieces[0])
	}
	n, err := unix.SendmsgBuffers(fd, pieces, nil, nil, unix.MSG_NOSIGNAL|unix.MSG_DONTWAIT)
	if err == unix.EAGAIN || err == unix.EINTR {
		return 0, nil
	}
	return n, err
}
