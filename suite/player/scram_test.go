package player

import "testing"

func TestRounds(t *testing.T) {
	for count, want := range map[string]int{"4096": 4096, "1": 1, "1000000": 1000000, "4096,x=1": 4096, "0": 0, "-1": 0, "1000001": 0, "99999999999999999999": 0, "": 0, "4096x": 0} {
		n, err := rounds(count)
		if n != want || (err == nil) != (want > 0) {
			t.Errorf("%q: %d, %v, want %d", count, n, err, want)
		}
	}
}
