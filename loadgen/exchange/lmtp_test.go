package exchange

import (
	"fmt"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/loadgen/mix"
)

func TestSession_LMTP(t *testing.T) {
	two := settings()
	two.Recipients = mix.Fixed(2)
	const taken = "250\r\n250\r\n250\r\n354"
	for _, c := range []struct {
		name, id string
		messages uint64
		replies  []string
		want     string
		log      string
		last     Action
	}{
		{
			"both keep it", "load.lmtp-pipelined", 2,
			[]string{taken, "250 a", "250 b\r\n" + taken, "250", "250", "221"},
			"LHLO|MAIL RCPT RCPT DATA|01 . MAIL RCPT RCPT DATA|02 .|QUIT", "accepted|accepted", Close,
		},
		{
			"one keeps it", "load.lmtp", 1,
			[]string{"250", "250", "250", "354", "250", "552 full", "221"},
			"LHLO|MAIL|RCPT|RCPT|DATA|01 .|QUIT", "refused|accepted", Close,
		},
		{"nobody keeps it", "load.lmtp-pipelined", 1, []string{taken, "452", "552", "221"}, "LHLO|MAIL RCPT RCPT DATA|01 .|QUIT", "refused|refused|rejected", Close},
		{
			"one is unknown", "load.lmtp-pipelined", 1,
			[]string{"250\r\n550\r\n250\r\n354", "250", "221"},
			"LHLO|MAIL RCPT RCPT DATA|01 .|QUIT", "refused|accepted", Close,
		},
		{
			"both are unknown", "load.lmtp-pipelined", 1,
			[]string{"250\r\n550\r\n550\r\n503", "250 reset", "221"},
			"LHLO|MAIL RCPT RCPT DATA|RSET|QUIT", "refused|refused|rejected", Close,
		},
		{
			"354 for nobody", "load.lmtp-pipelined", 1,
			[]string{"250\r\n550\r\n550\r\n354"},
			"LHLO|MAIL RCPT RCPT DATA", "refused|refused|failed unexpected-reply", Close,
		},
		{"closing after one", "load.lmtp-pipelined", 5, []string{taken, "250\r\n421 bye"}, "LHLO|MAIL RCPT RCPT DATA|01 . MAIL RCPT RCPT DATA", "accepted|failed closed", Close},
		{"closing before any", "load.lmtp-pipelined", 5, []string{taken, "421 bye"}, "LHLO|MAIL RCPT RCPT DATA|01 . MAIL RCPT RCPT DATA", "rejected|failed closed", Close},
		{"a reply too few", "load.lmtp", 1, []string{"250", "250", "250", "354", "250"}, "LHLO|MAIL|RCPT|RCPT|DATA|01 .", "failed closed", Read},
	} {
		for _, cut := range []bool{false, true} {
			t.Run(fmt.Sprint(c.name, cut), func(t *testing.T) {
				wrote, counts, last := dialogue(t, compiled(t, c.id, two), c.messages, 1, cut, append([]string{"220 hello", "250 me"}, c.replies...)...)
				if got := strings.Join(wrote, "|"); got != c.want {
					t.Errorf("wrote: got %s\nwant %s", got, c.want)
				}
				if got := strings.Join(counts.log, "|"); got != c.log || counts.open != 0 {
					t.Errorf("counted: got %s, want %s; %d open", got, c.log, counts.open)
				}
				if last != c.last {
					t.Errorf("last action: got %d, want %d", last, c.last)
				}
			})
		}
	}
}
