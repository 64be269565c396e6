package loadgen

import (
	"fmt"
	"net/netip"
	"os"
)

// spareFiles are those that the process needs in addition to connections.
const spareFiles = 64

// Preflight returns an error, which says what to do, when this machine cannot have so many
// connections to one target from the given addresses. With a server in the same process
// each connection takes two files.
func Preflight(connections int, target netip.Addr, sources []netip.Addr, withServer bool) error {
	if err := checkSources(sources, target); err != nil {
		return err
	}
	need := uint64(connections) + spareFiles
	if withServer {
		need += uint64(connections)
	}
	if limit, ok := openFiles(); ok && need > limit {
		return fmt.Errorf("%d connections need %d open files, and %d are allowed: raise the limit first, with ulimit -n %d as root, or take fewer connections",
			connections, need, limit, need)
	}
	if low, high, ok := localPorts("/proc/sys/net/ipv4/ip_local_port_range"); ok {
		return enoughPorts(connections, max(len(sources), 1), low, high)
	}
	return nil
}

// enoughPorts returns an error when there is not a port for each connection on one of the
// source addresses.
func enoughPorts(connections, addresses, low, high int) error {
	each := high - low + 1
	if connections <= each*addresses {
		return nil
	}
	from := "1 source address"
	if addresses > 1 {
		from = fmt.Sprintf("each of %d source addresses", addresses)
	}
	return fmt.Errorf("%d connections need as many local ports, and there are %d (%d to %d) on %s: send from %d source addresses, or widen the range with sysctl net.ipv4.ip_local_port_range=\"1024 65535\" as root, or take fewer connections",
		connections, each, low, high, from, (connections+each-1)/each)
}

// localPorts reads the range of ports from which connections are opened.
func localPorts(path string) (low, high int, ok bool) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, 0, false
	}
	n, err := fmt.Sscan(string(text), &low, &high)
	return low, high, err == nil && n == 2 && low <= high
}
