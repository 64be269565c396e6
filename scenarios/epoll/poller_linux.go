package epoll

import (
	"fmt"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Interest is everything that can happen to a connection, reported once when it
// does (edge-triggered): epoll then looks at a connection once for each event,
// and what it waits for need not be changed.
const Interest = unix.EPOLLIN | unix.EPOLLOUT | unix.EPOLLRDHUP | unix.EPOLLET&(1<<32-1)

// Event is one thing that happened to a descriptor.
type Event = unix.EpollEvent

// Poller is one epoll instance. It is used by one goroutine. The zero value is
// closed.
type Poller struct{ number int } // of its descriptor, from 1

func (p Poller) fd() int { return p.number - 1 }

// Open creates a poller. Close releases it.
func Open() (Poller, error) {
	fd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return Poller{}, fmt.Errorf("epoll: %w", err)
	}
	return Poller{fd + 1}, nil
}

// Close releases the poller. The descriptors that it watches stay open.
func (p Poller) Close() {
	if p.number > 0 {
		_ = unix.Close(p.fd()) // of no consequence: nothing was written to it
	}
}

// Add watches a descriptor. Its events carry slot in Fd and the descriptor in
// Pad, so that an event of a descriptor that was closed meanwhile can be recognized.
func (p Poller) Add(fd int, slot int32, events uint32) error {
	return p.control(unix.EPOLL_CTL_ADD, fd, slot, events)
}

// Modify changes the events that are reported of a descriptor; 0 pauses it.
func (p Poller) Modify(fd int, slot int32, events uint32) error {
	return p.control(unix.EPOLL_CTL_MOD, fd, slot, events)
}

// Remove stops watching a descriptor that stays open. One that is closed needs
// no call.
func (p Poller) Remove(fd int) error { return p.control(unix.EPOLL_CTL_DEL, fd, 0, 0) }

func (p Poller) control(op, fd int, slot int32, events uint32) error {
	if err := unix.EpollCtl(p.fd(), op, fd, &unix.EpollEvent{Events: events, Fd: slot, Pad: int32(fd)}); err != nil {
		return fmt.Errorf("epoll: %w", err)
	}
	return nil
}

// Ready returns how many events there are now. It does not wait, and keeps the
// processor: the scheduler does not know of the call.
func (p Poller) Ready(events []Event) int {
	n, _, errno := unix.RawSyscall6(unix.SYS_EPOLL_PWAIT, uintptr(p.fd()), uintptr(unsafe.Pointer(&events[0])), uintptr(len(events)), 0, 0, 0)
	if errno != 0 {
		return 0
	}
	return int(n)
}

// Wait waits for events, for at most timeout, which is rounded down to
// milliseconds. It returns 0 when a signal or the time ended the wait.
func (p Poller) Wait(events []Event, timeout time.Duration) (int, error) {
	n, err := unix.EpollWait(p.fd(), events, int(timeout/time.Millisecond))
	switch err {
	case nil:
		return n, nil
	case unix.EINTR:
		return 0, nil
	default:
		return 0, fmt.Errorf("epoll: %w", err)
	}
}

// Ended reports whether an event says more than that a connection can be read
// and written: its peer has ended it, or it has failed. Edge-triggered events
// are reported once, so such a connection has to be read again.
func Ended(e Event) bool { return e.Events&^(unix.EPOLLIN|unix.EPOLLOUT) != 0 }
