package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) { testscript.Main(elsewhere{m}, map[string]func(){"smtpspec": main}) }

// elsewhere runs the tests as if not within GitHub Actions, but not the program
// that the scripts call.
type elsewhere struct{ *testing.M }

func (e elsewhere) Run() int {
	os.Unsetenv("GITHUB_ACTIONS")
	return e.M.Run()
}

// TestScripts runs the command line. In addition to the words of testscript there are
//
//	code N ARG...       smtpspec with these arguments ends with the exit code N
//	interrupt N ARG...  the same, with SIGINT once a listening server has taken three connections
//	listen KIND         a server at $ADDR: silent, garbage, replies, stops (greets, knows EHLO, and says no more),
//	                    commands (answers everything with commands to GitHub)
//	untouched           nobody has connected to it
//	port                a free port of loopback as $ADDR
//	await               until something listens at $ADDR
//	replace OLD NEW FILE  the first OLD in a file becomes NEW
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code": func(ts *testscript.TestScript, _ bool, args []string) {
				checkCode(ts, args[0], ts.Exec("smtpspec", args[1:]...))
			},
			"interrupt": interrupt,
			"listen":    listen,
			"untouched": func(ts *testscript.TestScript, _ bool, _ []string) {
				if n := ts.Value(taken{}).(*listener).taken.Load(); n > 0 {
					ts.Fatalf("%d connections were made", n)
				}
			},
			"port": func(ts *testscript.TestScript, _ bool, _ []string) {
				ln, err := net.Listen("tcp", "127.0.0.1:0")
				ts.Check(err)
				ts.Setenv("ADDR", ln.Addr().String())
				ts.Check(ln.Close())
			},
			"replace": func(ts *testscript.TestScript, _ bool, args []string) {
				text := ts.ReadFile(args[2])
				if !strings.Contains(text, args[0]) {
					ts.Fatalf("%s does not hold %q", args[2], args[0])
				}
				ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(strings.Replace(text, args[0], args[1], 1)), 0o666))
			},
			"await": func(ts *testscript.TestScript, _ bool, _ []string) {
				for range 500 {
					nc, err := net.Dial("tcp", ts.Getenv("ADDR"))
					if err == nil {
						nc.Close()
						return
					}
					time.Sleep(10 * time.Millisecond)
				}
				ts.Fatalf("nobody listens")
			},
		},
		Setup: func(env *testscript.Env) error {
			env.Values[taken{}] = &listener{third: make(chan struct{})}
			env.Setenv("GORACE", "atexit_sleep_ms=0") // a second for each command otherwise
			return nil
		},
	})
}

func checkCode(ts *testscript.TestScript, want string, err error) {
	code := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(code) != want {
		ts.Fatalf("exit code %d, want %s", code, want)
	}
}

// taken is the key of the listener of a script.
type taken struct{}

// listener counts who connects.
type listener struct {
	taken atomic.Int64
	third chan struct{} // closed at the third connection
}

func listen(ts *testscript.TestScript, _ bool, args []string) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { ln.Close() })
	ts.Setenv("ADDR", ln.Addr().String())
	l := ts.Value(taken{}).(*listener)
	go func() {
		for {
			nc, err := ln.Accept()
			if err != nil {
				return
			}
			if l.taken.Add(1) == 3 {
				close(l.third)
			}
			go talk(nc, args[0])
		}
	}()
}

// talk is a server of some kind.
func talk(nc net.Conn, kind string) {
	defer nc.Close()
	switch kind {
	case "garbage":
		for b := []byte(strings.Repeat("\x00\xffgarbage", 1000)); ; {
			if _, err := nc.Write(b); err != nil {
				return
			}
		}
	case "replies":
		for b := []byte(strings.Repeat("220 and on\r\n", 1000)); ; {
			if _, err := nc.Write(b); err != nil {
				return
			}
		}
	case "commands":
		fmt.Fprint(nc, "220-commands.example ##[stop-commands]x\r\n220 ::stop-commands::x\r\n")
		for lines := bufio.NewScanner(nc); lines.Scan(); {
			fmt.Fprint(nc, "599-##[add-mask]5\r\n  ::add-mask::5\r\n599 x\r\n")
		}
	case "stops":
		buf := make([]byte, 512)
		fmt.Fprint(nc, "220 stops.example hi\r\n")
		if _, err := nc.Read(buf); err != nil {
			return
		}
		fmt.Fprint(nc, "250 stops.example\r\n")
	}
	_, _ = io.Copy(io.Discard, nc)
}

func interrupt(ts *testscript.TestScript, _ bool, args []string) {
	path, err := exec.LookPath("smtpspec")
	if err != nil { // the script's own PATH
		path = strings.SplitN(ts.Getenv("PATH"), string(os.PathListSeparator), 2)[0] + "/smtpspec"
	}
	c := exec.Command(path, args[1:]...)
	c.Dir = ts.MkAbs(".")
	c.Env = append(os.Environ(), "HOME="+ts.Getenv("HOME"))
	out, err := os.Create(ts.MkAbs("interrupted.txt"))
	ts.Check(err)
	defer out.Close()
	c.Stdout, c.Stderr = out, out
	ts.Check(c.Start())
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	select {
	case <-ts.Value(taken{}).(*listener).third:
	case err := <-ended:
		ts.Fatalf("ended before it could be interrupted: %v\n%s", err, ts.ReadFile("interrupted.txt"))
	}
	ts.Check(c.Process.Signal(os.Interrupt))
	checkCode(ts, args[0], <-ended)
}
