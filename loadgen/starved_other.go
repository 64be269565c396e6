//go:build !linux

package loadgen

import "time"

// starved is not known on this system.
func starved() time.Duration { return 0 }
