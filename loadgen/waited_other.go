//go:build !linux

package loadgen

import "time"

// waits is how long threads of this process have waited for a processor, which
// other systems do not tell.
type waits struct {
	delay time.Duration
	times int64
}

func waited() waits { return waits{} }
