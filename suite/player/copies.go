package player

import (
	"context"
	"net"
	"sync"
	"time"

	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/target"
)

// copies knows whether a store has a file for each recipient of a message, or one for
// all of them.
type copies struct {
	mu    sync.Mutex
	asked bool
	each  bool
}

// merged reports whether too few files say nothing, because the store has one for all
// recipients of a message: as many as were sent are there.
func (s *session) merged(ctx context.Context, d *scenarios.Delivered, want scenarios.Range, found int) (bool, error) {
	if s.Target.Store.Sure || d.Find != nil || found == 0 || found != s.messages || want.Min <= found {
		return false, nil
	}
	k := &s.Target.Store.copies
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.asked {
		each, err := s.fileEach(ctx)
		if err != nil {
			return false, err
		}
		k.asked, k.each = true, each
	}
	return !k.each, nil
}

// fileEach sends one message to two mailboxes and reports whether two files come of it.
func (s *session) fileEach(ctx context.Context) (bool, error) {
	address, _ := s.Target.Address("")
	as := target.LookupPort(s.Target.DefaultPort)
	d := net.Dialer{Timeout: s.Limits.Reply}
	nc, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return false, ctx.Err()
	}
	m := target.Message{ID: s.NewID(), Sender: target.DefaultSender, Date: time.Now().Format(target.DateForm), LMTP: as.LMTP, HELO: s.Target.HELO}
	vars := m.Variables(s.Target.Facts, "", "")
	q := &surveyor{conn: newConn("copies", nc, s.Limits.Octets), target: s.Target, bound: s.Limits.Reply}
	defer q.close()
	if got, err := q.next(ctx, q.bound); err != nil || got.reply == nil {
		return false, ctx.Err()
	}
	for _, line := range []string{
		vars["ehlo"] + " " + vars["client"], "MAIL FROM:<" + m.Sender + ">",
		"RCPT TO:<" + vars["mailbox"] + ">", "RCPT TO:<" + vars["mailbox2"] + ">", "DATA", vars["message"] + ".",
	} {
		got, err := q.ask(ctx, line)
		if err != nil || got.reply == nil || got.reply.reply.Class() > 3 {
			return false, ctx.Err() // then nothing is known of the store
		}
	}
	_, _ = q.ask(ctx, "QUIT") // some file a message only then
	usual := max(10*time.Second, s.Limits.Reply)
	one, err := s.await(ctx, []byte(m.ID), scenarios.Range{Min: 1, Max: 1}, usual, usual)
	return len(one) > 1, err
}
