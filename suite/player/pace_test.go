package player

import (
	"testing"
	"time"
)

func TestPace(t *testing.T) {
	var p pace
	want := func(d time.Duration) {
		t.Helper()
		if got := p.silence(100 * time.Millisecond); got != d {
			t.Errorf("silence is %v, want %v", got, d)
		}
	}
	want(100 * time.Millisecond)
	p.note(20 * time.Millisecond)
	want(100 * time.Millisecond)
	p.note(200 * time.Millisecond)
	want(600 * time.Millisecond)
	p.note(time.Minute)
	want(longestSilence)
	for range len(p.recent) {
		p.note(time.Millisecond)
	}
	want(100 * time.Millisecond)
	if got := p.silence(time.Minute); got != time.Minute {
		t.Errorf("a long silence became %v", got)
	}
}
