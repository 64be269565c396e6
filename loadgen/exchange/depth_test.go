package exchange

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/loadgen/mix"
)

// TestSession_depth answers chunks of which the next are on the wire before the
// first is answered.
func TestSession_depth(t *testing.T) {
	const (
		taken = "250\r\n250\r\n250"
		m     = "MAIL RCPT BDAT 0"
	)
	three := "EHLO|" + m + "1 " + m + "2 " + m + "3|"
	for _, c := range []struct {
		name     string
		messages uint64
		replies  []string
		want     string
		log      string
		last     Action
	}{
		{"all taken", 5, []string{taken, taken, taken, taken, taken, "221"}, three + m + "4 " + m + "5|QUIT", strings.Repeat("accepted|", 5), Close},
		{"answered together", 4, []string{taken + "\r\n" + taken + "\r\n" + taken, taken, "221"}, three + m + "4|QUIT", strings.Repeat("accepted|", 4), Close},
		{
			"a MAIL in the middle refused", 3,
			[]string{taken, "452 later\r\n503 no\r\n503 no", taken, "221"},
			three + "QUIT", "accepted|rejected|accepted|", Close,
		},
		{
			"recipients refused, the server ends the transaction", 4,
			[]string{taken, "250\r\n550 no\r\n554 no valid recipients", taken, taken, "221"},
			three + m + "4|QUIT", "accepted|refused|rejected|accepted|accepted|", Close,
		},
		{
			"content refused, the transaction stays open", 4,
			[]string{"250\r\n250\r\n552 big", "503 nested\r\n250\r\n552 big", "503 nested\r\n503\r\n503", "250 reset", taken, "221"},
			three + "RSET|" + m + "4|QUIT", "rejected|rejected|rejected|accepted|", Close,
		},
		{
			"the next content goes into the old transaction", 4,
			[]string{"250\r\n250\r\n552 big", "503 nested\r\n250\r\n250 taken", taken, taken, "221"},
			three + m + "4|QUIT", "rejected|failed unexpected-reply|accepted|accepted|", Close,
		},
		{"closing", 9, []string{taken, "250\r\n421 enough"}, three[:len(three)-1], "accepted|rejected|failed closed|", Close},
		{"nonsense", 9, []string{"250\r\nwhat"}, three[:len(three)-1], strings.Repeat("failed malformed-reply|", 3), Close},
		{"cut off", 9, []string{taken, "250"}, three[:len(three)-1], "accepted|failed closed|failed closed|", Read},
		{"unknown reply", 9, []string{"250\r\n354 what\r\n250"}, three[:len(three)-1], strings.Repeat("failed unexpected-reply|", 3), Close},
	} {
		for _, cut := range []bool{false, true} {
			t.Run(fmt.Sprint(c.name, cut), func(t *testing.T) {
				wrote, counts, last := dialogue(t, compiled(t, "load.chunking", settings()), c.messages, 3, cut, append([]string{"220 hello", "250 CHUNKING"}, c.replies...)...)
				got := strings.Join(wrote, "|")
				if cut { // what follows a reply may go out in more writes
					got, c.want = strings.ReplaceAll(got, "|", " "), strings.ReplaceAll(c.want, "|", " ")
				}
				if got != c.want {
					t.Errorf("wrote: got %s\nwant %s", got, c.want)
				}
				if got := strings.Join(counts.log, "|"); got != strings.TrimSuffix(c.log, "|") {
					t.Errorf("counted: got %s, want %s", got, c.log)
				}
				if last != c.last || counts.open != 0 {
					t.Errorf("last action: got %d, want %d; %d still open", last, c.last, counts.open)
				}
			})
		}
	}
}

// TestSession_Written answers messages that went out at different
// times, at once or some time after the session put them out.
func TestSession_Written(t *testing.T) {
	for _, late := range []int64{0, 500} {
		c := &counted{left: 4}
		first, _ := c.Take(0)
		s := NewSession(compiled(t, "load.chunking", settings()), c, c, 100, 2, &first, true)
		var out Output
		s.Connected(0, &out)
		s.Feed([]byte("220 hi\r\n"), 0, &out)
		for i, at := range []int64{1000, 3000, 7000, 15_000} {
			replies := "250\r\n250\r\n250\r\n"
			if i == 0 {
				replies = "250 hi\r\n"
			}
			out.Reset()
			s.Feed([]byte(replies), at, &out)
			s.Written(at, at+late)
		}
		// put out at 1000, 1000 and 3000; the fourth at 7000
		for _, phase := range []Phase{PhaseContent, PhaseTransaction} {
			want := []int64{2000 - late, 6000 - late, 12_000 - late}
			if got := c.latencies[phase]; !slices.Equal(got, want) {
				t.Errorf("%v written %d ns late: got %v, want %v", phase, late, got, want)
			}
		}
	}
}

func TestProgram_OneWrite(t *testing.T) {
	for id, want := range map[string]bool{"load.classic": false, "load.pipelined": false, "load.chunking": true} {
		if got := compiled(t, id, settings()).OneWrite(); got != want {
			t.Errorf("%s: got %v, want %v", id, got, want)
		}
	}
}

func BenchmarkDepth(b *testing.B) {
	set := settings()
	set.Size = mix.Fixed(1024)
	c := &counted{left: 1 << 62, quiet: true}
	first, _ := c.Take(0)
	const depth = 16
	s := NewSession(compiled(b, "load.chunking", set), c, c, 1<<62, depth, &first, true)
	var out Output
	s.Connected(0, &out)
	opened(&s, &out)
	replies := []byte(strings.Repeat("250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n250 2.0.0 Ok\r\n", depth))
	b.ReportAllocs()
	for b.Loop() {
		out.Reset()
		s.Feed(replies, 1, &out)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/depth, "ns/message")
}
