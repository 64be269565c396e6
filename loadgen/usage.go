package loadgen

import "time"

// Usage is what the process used.
type Usage struct {
	CPU    time.Duration // user and system
	MaxRSS int64         // octets, since the process began
	// Busy is how long the busiest worker did not wait for the network; 0 when
	// that is not measured.
	Busy time.Duration
	Wall time.Duration
	at   time.Time
}

// since is what was used since an earlier time.
func (u Usage) since(before Usage) Usage {
	u.CPU -= before.CPU
	u.Wall = time.Since(before.at)
	return u
}
