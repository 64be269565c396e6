package loadgen

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// waits is how long threads of this process have waited for a processor although
// they could run, and how often they ran.
type waits struct {
	delay time.Duration
	times int64
}

// waited reads it from the scheduler; it is nothing where that does not count.
func waited() waits {
	var w waits
	tasks, _ := filepath.Glob("/proc/self/task/*/schedstat")
	for _, path := range tasks {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // the thread has ended
		}
		var ran, delay, times int64
		if _, err := fmt.Sscan(string(text), &ran, &delay, &times); err == nil {
			w.delay += time.Duration(delay)
			w.times += times
		}
	}
	return w
}
