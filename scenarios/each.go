package scenarios

import (
	"runtime"
	"sync"
)

// each makes something of each path, on all processors, and keeps the order.
func each[T any](paths []string, from func(path string) T) []T {
	out, work := make([]T, len(paths)), make(chan int)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(paths)) {
		workers.Go(func() {
			for i := range work {
				out[i] = from(paths[i])
			}
		})
	}
	for i := range paths {
		work <- i
	}
	close(work)
	workers.Wait()
	return out
}
