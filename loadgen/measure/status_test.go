package measure

import (
	"fmt"
	"maps"
	"testing"
)

func TestStatusOf(t *testing.T) {
	for raw, want := range map[string]string{
		"451 4.7.1 later\r\n":                        "451 4.7.1",
		"550-5.1.1 no such user\r\n550 5.1.1 no\r\n": "550 5.1.1",
		"550 5.1.1\r\n":                              "550 5.1.1",
		"550 5.1.1\n":                                "550 5.1.1",
		"554 5.123.456 x\r\n":                        "554 5.123.456",
		"450 5.1.1 a class of its own\r\n":           "450 5.1.1",
		"450 4.7.1x\r\n":                             "450",
		"450 4.7\r\n":                                "450",
		"450 4.1234.1 x\r\n":                         "450",
		"450 3.1.1 x\r\n":                            "450",
		"450\r\n":                                    "450",
		"450\n":                                      "450",
		"450 \r\n":                                   "450",
		"450 \x1b[31m4.7.1\r\n":                      "450",
		"4504.7.1 no blank\r\n":                      "450",
	} {
		code := int(raw[0]-'0')*100 + int(raw[1]-'0')*10 + int(raw[2]-'0')
		if got := statusOf(code, []byte(raw)).String(); got != want {
			t.Errorf("%q: got %s, want %s", raw, got, want)
		}
	}
}

func FuzzStatusOf(f *testing.F) {
	f.Add(450, []byte("450 4.7.1 later\r\n"))
	f.Add(599, []byte("599"))
	f.Fuzz(func(t *testing.T, code int, raw []byte) {
		code = 400 + (code%200+200)%200
		s := statusOf(code, raw)
		if s.Code != uint16(code) || s.Class > 5 || s.Subject > 999 || s.Detail > 999 || len(s.String()) > len("450 4.123.456") {
			t.Errorf("%q: got %+v", raw, s)
		}
	})
}

func TestRecorder_replyAllocations(t *testing.T) {
	r := NewRecorder()
	refused, taken := []byte("451 4.7.1 later\r\n"), []byte("250 2.1.5 fine\r\n")
	r.Reply(451, refused)
	if n := testing.AllocsPerRun(100, func() {
		r.Reply(451, refused)
		r.Reply(250, taken)
	}); n != 0 {
		t.Errorf("got %v allocations, want 0", n)
	}
}

// TestStatuses_bound counts a server that has a new status in every reply.
func TestStatuses_bound(t *testing.T) {
	n, r := NewNumbers(), NewRecorder()
	for i := range 10_000 {
		r.Reply(450, fmt.Appendf(nil, "450 4.%d.%d x\r\n", i%1000, i/1000))
		if i%1000 == 999 {
			second, _, _ := r.Swap()
			if err := n.Merge(second); err != nil {
				t.Fatal(err)
			}
		}
	}
	sum := func(s Statuses) (all int64) {
		for v := range maps.Values(s) {
			all += v
		}
		return all
	}
	if len(n.Refusals) != maxStatuses+1 || sum(n.Refusals) != 10_000 || n.Replies[450] != 10_000 {
		t.Errorf("got %d statuses of %d replies, want a bound and 10000", len(n.Refusals), sum(n.Refusals))
	}
	few := n.Refusals.Most(16)
	if len(few) > 16+1 || sum(few) != 10_000 || few[Status{}] == 0 {
		t.Errorf("got %d statuses of %d replies, want at most 17 of 10000", len(few), sum(few))
	}
	if len(n.Refusals.Named()) != maxStatuses+1 {
		t.Error("got two statuses with one name")
	}
}
