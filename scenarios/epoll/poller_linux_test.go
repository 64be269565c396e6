package epoll

import (
	"errors"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// pair is two connected non-blocking sockets.
func pair(t *testing.T) (a, b int) {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = unix.Close(fds[0]), unix.Close(fds[1]) })
	return fds[0], fds[1]
}

func TestPoller_events(t *testing.T) {
	p, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	a, b := pair(t)
	if err := p.Add(a, 7, unix.EPOLLIN|unix.EPOLLRDHUP); err != nil {
		t.Fatal(err)
	}
	events := make([]Event, 4)
	if n := p.Ready(events); n != 0 {
		t.Errorf("got %d events before anything was sent, want 0", n)
	}
	if n, err := SendAll(b, [][]byte{[]byte("NOOP"), []byte("\r\n")}); n != 6 || err != nil {
		t.Fatalf("SendAll: got %d, %v, want 6, nil", n, err)
	}
	if n, err := p.Wait(events, time.Second); n != 1 || err != nil || events[0].Fd != 7 || events[0].Pad != int32(a) || Ended(events[0]) {
		t.Fatalf("got %d events, %v, the first %+v; want one of slot 7, not ended", n, err, events[0])
	}
	buf := make([]byte, 16)
	if n, errno := Receive(a, buf); errno != 0 || string(buf[:n]) != "NOOP\r\n" {
		t.Errorf("got %q, %v, want %q", buf[:n], errno, "NOOP\r\n")
	}
	if _, errno := Receive(a, buf); errno != unix.EAGAIN {
		t.Errorf("got %v of an empty socket, want %v", errno, unix.EAGAIN)
	}
	if err := p.Modify(a, 7, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := Send(b, []byte("x")); err != nil {
		t.Fatal(err)
	}
	if n := p.Ready(events); n != 0 {
		t.Errorf("got %d events while paused, want 0", n)
	}
	if err := p.Modify(a, 7, unix.EPOLLIN|unix.EPOLLRDHUP); err != nil {
		t.Fatal(err)
	}
	if err := unix.Shutdown(b, unix.SHUT_WR); err != nil {
		t.Fatal(err)
	}
	if n, err := p.Wait(events, time.Second); n != 1 || err != nil || !Ended(events[0]) {
		t.Errorf("got %d events, %v, the first %+v; want one that says the end", n, err, events[0])
	}
	if err := p.Remove(a); err != nil {
		t.Error(err)
	}
}

func TestSend_fullSocket(t *testing.T) {
	a, _ := pair(t)
	piece := make([]byte, 64<<10)
	for range 1000 {
		n, err := Send(a, piece)
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
	t.Error("the socket was never full")
}

func TestSend_closedPeer(t *testing.T) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fds[0])
	if err := unix.Close(fds[1]); err != nil {
		t.Fatal(err)
	}
	if _, err := Send(fds[0], []byte("x")); !errors.Is(err, unix.EPIPE) {
		t.Errorf("got %v, want %v", err, unix.EPIPE)
	}
}
