package loadgen

import "testing"

func TestWaited(t *testing.T) {
	before := waited()
	if before.times == 0 {
		t.Skip("this system does not count how long a thread waits")
	}
	sum := 0
	for i := range 1_000_000 {
		sum += i
	}
	after := waited()
	if after.delay < before.delay || after.times < before.times || sum == 0 {
		t.Errorf("%+v, then %+v", before, after)
	}
}
