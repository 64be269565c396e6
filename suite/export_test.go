package suite

import "time"

// Waits makes the machine keep a session waiting as f says.
func (s *Session) Waits(f func() time.Duration) { s.waited = f }
