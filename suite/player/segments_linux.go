package player

import (
	"net"

	"golang.org/x/sys/unix"
)

// segmentsIn returns how many segments with data have come in on a connection,
// as its TCP has counted them: a read may take several at once.
func segmentsIn(t *net.TCPConn) (n int, ok bool) {
	raw, err := t.SyscallConn()
	if err != nil {
		return 0, false
	}
	err = raw.Control(func(fd uintptr) {
		if info, err := unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO); err == nil {
			n, ok = int(info.Data_segs_in), true
		}
	})
	return n, ok && err == nil
}
