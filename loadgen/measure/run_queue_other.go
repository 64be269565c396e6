//go:build !linux

package measure

import "time"

// runQueueWait is not known on this system.
func runQueueWait() time.Duration { return 0 }
