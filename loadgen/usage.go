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
	// Queued is how long goroutines that could run waited for a processor: one
	// in a hundred at least so long. Of fewer than 1000 that the runtime looked
	// at it is one in ten, and of fewer than ten it is 0.
	Queued time.Duration
	// Paused is the longest time that the garbage collector stopped the rest.
	Paused time.Duration
	// Starved is how long threads that could run waited for a processor,
	// all threads together; 0 where the system does not tell.
	Starved time.Duration
	at      time.Time
	strain  strain
}

// used is what the process has used so far.
func used() Usage {
	u := usage()
	u.strain, u.Starved = strained(), starved()
	return u
}

// since is what was used since an earlier time.
func (u Usage) since(before Usage) Usage {
	u.CPU -= before.CPU
	u.Starved = max(u.Starved-before.Starved, 0) // less when a thread has ended
	u.Wall = time.Since(before.at)
	switch queue := between(before.strain.queue, u.strain.queue); {
	case queue.total >= 1000:
		u.Queued = queue.quantile(0.99)
	case queue.total >= 10:
		u.Queued = queue.quantile(0.9)
	}
	u.Paused = between(before.strain.pauses, u.strain.pauses).quantile(1)
	return u
}
