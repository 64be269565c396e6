package exchange

import (
	"slices"
	"strings"
	"testing"
)

// FuzzIDs_Find looks for ids in what a server has stored.
func FuzzIDs_Find(f *testing.F) {
	f.Add([]byte("Subject: smtpspec l1-00000000002a\n"))
	f.Add([]byte("l1-l1-l1-0000000000"))
	f.Add([]byte("l1-00000000000g l1-000000000001"))
	f.Fuzz(func(t *testing.T, b []byte) {
		ids := NewIDs("1")
		if n, ok := ids.Find(b); ok && !strings.Contains(strings.ToLower(string(b)), ids.Of(n)) {
			t.Errorf("%q: got %s, which is not in it", b, ids.Of(n))
		}
		whole := append(slices.Clone(b), " "+ids.Of(42)...)
		if _, ok := ids.Find(whole); !ok {
			t.Errorf("%q: got no id, want one", whole)
		}
	})
}
