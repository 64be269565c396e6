package loadgen

import (
	"fmt"
	"net/netip"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// rotation gives the connections of one loop their source addresses in turn. Of several
// loops each takes every step-th.
type rotation struct {
	addresses  []unix.Sockaddr // none: the system chooses
	next, step int
}

// bind gives a socket the next address. Its port is chosen when it connects, so
// that one port serves for each pair of addresses (ip(7)).
func (r *rotation) bind(fd int) error {
	if len(r.addresses) == 0 {
		return nil
	}
	address := r.addresses[r.next%len(r.addresses)]
	r.next = (r.next + r.step) % len(r.addresses)
	latePort(fd)
	return os.NewSyscallError("bind", unix.Bind(fd, address))
}

// latePort leaves the choice of the port to connect. Where that is not known (Linux before
// 4.2), bind chooses one, and there are fewer.
func latePort(fd int) {
	_ = unix.SetsockoptInt(fd, unix.SOL_IP, unix.IP_BIND_ADDRESS_NO_PORT, 1) // see above
}

// latePortControl is latePort for a net.Dialer.
func latePortControl(_, _ string, c syscall.RawConn) error {
	if err := c.Control(func(fd uintptr) { latePort(int(fd)) }); err != nil {
		return fmt.Errorf("source address: %w", err)
	}
	return nil
}

func socketAddress(a netip.AddrPort) (family int, address unix.Sockaddr) {
	if ip := a.Addr().Unmap(); ip.Is4() {
		return unix.AF_INET, &unix.SockaddrInet4{Port: int(a.Port()), Addr: ip.As4()}
	}
	return unix.AF_INET6, &unix.SockaddrInet6{Port: int(a.Port()), Addr: a.Addr().As16()}
}

func socketAddresses(all []netip.Addr) []unix.Sockaddr {
	out := make([]unix.Sockaddr, len(all))
	for i, a := range all {
		_, out[i] = socketAddress(netip.AddrPortFrom(a, 0))
	}
	return out
}
