//go:build unix

package loadgen

import "golang.org/x/sys/unix"

// openFiles is how many files this process may have open; ok is false when that
// is not known. The runtime has raised the soft limit to the hard one already.
func openFiles() (limit uint64, ok bool) {
	var r unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &r) != nil {
		return 0, false
	}
	return uint64(r.Cur), true //nolint:unconvert // signed on some systems
}
