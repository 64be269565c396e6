//go:build !linux

package loadgen

// hasLoop reports whether there is an epoll loop on this system.
const hasLoop = false

func newLoops(r *run) ([]worker, error) { return []worker{newStreams(r)}, nil }
