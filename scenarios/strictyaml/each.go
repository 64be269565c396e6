package strictyaml

import (
	"io/fs"
	"sync"
)

// Each reads files in parallel and returns the results in order.
func Each[T any](fsys fs.FS, paths []string, from func(path string, text []byte) T) ([]T, error) {
	out := make([]T, len(paths))
	var workers sync.WaitGroup
	for i, p := range paths {
		text, err := fs.ReadFile(fsys, p)
		if err != nil {
			workers.Wait()
			return nil, err
		}
		workers.Go(func() { out[i] = from(p, text) })
	}
	workers.Wait()
	return out, nil
}
