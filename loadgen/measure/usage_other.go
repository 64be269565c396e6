//go:build !unix

package measure

import "time"

// usage is not known on this system.
func usage() Usage { return Usage{at: time.Now()} }
