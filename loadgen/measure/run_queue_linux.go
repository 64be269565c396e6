package measure

import (
	"fmt"
	"os"
	"time"
)

// runQueueWait is how long the threads of this process have waited for a processor
// although they could run (the second figure of schedstat).
func runQueueWait() (sum time.Duration) {
	tasks, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return 0
	}
	for _, task := range tasks {
		var ran, waited int64
		text, err := os.ReadFile("/proc/self/task/" + task.Name() + "/schedstat")
		if err != nil {
			continue // the thread has ended, or the kernel keeps no such figures
		}
		if _, err := fmt.Sscan(string(text), &ran, &waited); err == nil {
			sum += time.Duration(waited)
		}
	}
	return sum
}
