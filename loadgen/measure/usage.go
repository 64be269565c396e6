package measure

import "time"

// Usage is what this process used.
type Usage struct {
	CPU    time.Duration // user and system
	MaxRSS int64         // octets, since the process began
	// Busy is how long the busiest worker did not wait for the network; 0 when that is not
	// measured.
	Busy time.Duration
	Wall time.Duration
	// Queued is how long goroutines that could run waited for a processor: one in a hundred
	// at least so long. Of fewer than 1000 that the runtime sampled it is one in ten, and of
	// fewer than ten it is 0.
	Queued time.Duration
	// Paused is the longest time that the garbage collector stopped the rest.
	Paused time.Duration
	// RunQueueWait is how long threads that could run waited for a processor, all threads
	// together; 0 where the system does not tell.
	RunQueueWait time.Duration

	at    time.Time
	sched schedLatency
}

// Used is what this process has used so far.
func Used() Usage {
	u := usage()
	u.sched, u.RunQueueWait = readSchedLatency(), runQueueWait()
	return u
}

// CPU is the processor time that this process has used so far.
func CPU() time.Duration { return usage().CPU }

// Since is what was used since an earlier time.
func (u Usage) Since(before Usage) Usage {
	u.CPU -= before.CPU
	u.RunQueueWait = max(u.RunQueueWait-before.RunQueueWait, 0) // less when a thread has ended
	u.Wall = time.Since(before.at)
	switch queue := between(before.sched.queue, u.sched.queue); {
	case queue.total >= 1000:
		u.Queued = queue.quantile(0.99)
	case queue.total >= 10:
		u.Queued = queue.quantile(0.9)
	}
	u.Paused = between(before.sched.pauses, u.sched.pauses).quantile(1)
	return u
}
