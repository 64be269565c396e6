package loadgen

import (
	"fmt"
	"os"
)

// spareFiles are those that the process needs beside connections.
const spareFiles = 64

// Preflight tells whether this machine can hold so many connections to one
// target, and what to do if it cannot. With a server in the same process each
// connection takes two files.
func Preflight(connections int, withServer bool) error {
	need := uint64(connections) + spareFiles
	if withServer {
		need += uint64(connections)
	}
	if limit, ok := openFiles(); ok && need > limit {
		return fmt.Errorf("%d connections need %d open files, and %d are allowed: raise the limit first, with ulimit -n %d as root, or take fewer connections",
			connections, need, limit, need)
	}
	low, high, ok := localPorts("/proc/sys/net/ipv4/ip_local_port_range")
	if have := high - low + 1; ok && connections > have {
		return fmt.Errorf("%d connections need as many local ports, and there are %d (%d to %d): widen them first, with sysctl net.ipv4.ip_local_port_range=\"1024 65535\" as root, or take fewer connections",
			connections, have, low, high)
	}
	return nil
}

// localPorts reads the range of ports that connections go out from.
func localPorts(path string) (low, high int, ok bool) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, 0, false
	}
	n, err := fmt.Sscan(string(text), &low, &high)
	return low, high, err == nil && n == 2 && low <= high
}
