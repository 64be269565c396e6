package loadgen

import (
	"bufio"
	"encoding/gob"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// sinkProcess names, in the environment of this test binary, the schedule by
// which it is a sink instead of a test.
const sinkProcess = "LOADGEN_TEST_SINK"

// sinkRecord is what a sink in its own process knows of a message. Times are
// nanoseconds of the clock that both processes read, see monotonic.
type sinkRecord struct {
	Number        uint64
	End           int64 // the end of data was read
	Before, After int64 // the final reply was written between them
}

// monotonic reads a clock that all processes of a machine share.
func monotonic() int64 {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &t); err != nil {
		panic(err)
	}
	return t.Nano()
}

// farSink is a sink in another process, so that neither waits for the
// scheduler and the garbage collector of the other.
type farSink struct {
	address netip.AddrPort
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
}

func newFarSink(t testing.TB, schedule string) *farSink {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s := &farSink{cmd: exec.Command(exe)}
	s.cmd.Env, s.cmd.Stderr = append(os.Environ(), sinkProcess+"="+schedule), os.Stderr
	if s.in, err = s.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.out = bufio.NewReader(out)
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.in.Close()
		_ = s.cmd.Wait()
	})
	line, err := s.out.ReadString('\n')
	if err != nil {
		t.Fatal("the sink did not start:", err)
	}
	s.address = netip.MustParseAddrPort(strings.TrimSpace(line))
	return s
}

// records ends the sink and gives what it recorded.
func (s *farSink) records(t testing.TB) (all []sinkRecord) {
	t.Helper()
	s.in.Close()
	if err := gob.NewDecoder(s.out).Decode(&all); err != nil {
		t.Fatal("the sink gave no records:", err)
	}
	return all
}

// freezeFrom and freezeFor are when the first message after the beginning of the
// schedule "freeze" meets a frozen sink, and how long.
const freezeFrom, freezeFor = 8 * time.Second, 2 * time.Second

// beSink is the other process. It ends when its standard input does.
func beSink(schedule string) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	s := &processSink{schedule: schedule}
	var group sync.WaitGroup
	group.Go(func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			group.Go(func() { s.serve(c) })
		}
	})
	_, _ = io.Copy(io.Discard, os.Stdin)
	listener.Close()
	if schedule == "none" { // nobody asks
		return nil
	}
	group.Wait() // a connection hands over its records after its last word
	return gob.NewEncoder(os.Stdout).Encode(s.all)
}

type processSink struct {
	schedule string
	messages atomic.Int64
	begin    atomic.Int64 // end of the first message
	mu       sync.Mutex
	all      []sinkRecord
}

// hold waits as long as the final reply of a message is held back.
func (s *processSink) hold(n int64) {
	switch s.schedule {
	case "steps":
		time.Sleep(heldBack(n))
	case "freeze":
		time.Sleep(time.Millisecond)
	}
}

// thaw waits while the sink is frozen.
func (s *processSink) thaw() {
	begin := s.begin.Load()
	if s.schedule != "freeze" || begin == 0 {
		return
	}
	if at := monotonic() - begin; at >= int64(freezeFrom) && at < int64(freezeFrom+freezeFor) {
		time.Sleep(freezeFrom + freezeFor - time.Duration(at))
	}
}

func (s *processSink) serve(c net.Conn) {
	defer c.Close()
	r := bufio.NewReaderSize(c, 4<<10)
	say := func(reply string) bool {
		s.thaw()
		_, err := io.WriteString(c, reply+"\r\n")
		return err == nil
	}
	ok, inData := say("220 sink"), false
	var m sinkRecord
	var mine []sinkRecord
	defer func() {
		s.mu.Lock()
		s.all = append(s.all, mine...)
		s.mu.Unlock()
	}()
	for ok {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return
		}
		text := string(line)
		switch {
		case inData && text == ".\r\n":
			inData, m.End = false, monotonic()
			s.begin.CompareAndSwap(0, m.End)
			s.hold(s.messages.Add(1) - 1)
			s.thaw()
			m.Before = monotonic()
			ok = say("250 taken")
			m.After = monotonic()
			mine = append(mine, m)
		case inData:
			if _, digits, found := strings.Cut(text, "Message-ID: <l0a1b2c3d-"); found {
				m.Number, _ = strconv.ParseUint(digits[:12], 16, 64)
			}
		case strings.HasPrefix(text, "DATA"):
			inData, ok = true, say("354 go")
		case strings.HasPrefix(text, "EHLO"):
			ok = say("250 sink")
		case strings.HasPrefix(text, "QUIT"):
			say("221 bye")
			return
		default:
			ok = say("250 ok")
		}
	}
}

// sorted gives one time of each record, in order.
func sorted(all []sinkRecord, of func(r sinkRecord) int64) []time.Duration {
	out := make([]time.Duration, len(all))
	for i, r := range all {
		out[i] = time.Duration(of(r))
	}
	slices.Sort(out)
	return out
}
