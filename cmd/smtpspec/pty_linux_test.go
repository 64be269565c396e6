package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/sys/unix"
)

// pseudoTerminal is a terminal of some columns; what is written to the second
// file can be read from the first.
func pseudoTerminal(t *testing.T, columns int) (screen, terminal *os.File) {
	t.Helper()
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip(err)
	}
	fd := int(screen.Fd())
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 30, Col: uint16(columns)})
	}
	if err == nil {
		terminal, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	return screen, terminal
}

// onTerminal calls the program with a terminal, and returns what it shows there.
func onTerminal(ctx context.Context, t *testing.T, columns int, args ...string) string {
	t.Helper()
	screen, terminal := pseudoTerminal(t, columns)
	defer screen.Close()
	shown := make(chan string)
	go func() {
		b, _ := io.ReadAll(screen) // ends in an error when nobody has the terminal open any more
		shown <- string(b)
	}()
	root := rootCommand()
	root.SetArgs(args)
	root.SetOut(terminal)
	root.SetErr(terminal)
	if err := root.ExecuteContext(ctx); err != nil && ctx.Err() == nil {
		t.Errorf("%q: %v", args, err)
	}
	terminal.Close()
	return strings.ReplaceAll(<-shown, "\r\n", "\n")
}

var (
	colours = regexp.MustCompile(`\x1b\[[0-9;]*m`)
	moves   = regexp.MustCompile(`\x1b\[[0-9]+A\x1b\[J`)
)

func TestOnTerminal(t *testing.T) {
	for _, c := range []struct {
		name    string
		columns int
		env     map[string]string
		args    []string
		bar     string // "" where nothing is drawn
		color   bool
	}{
		{"wide", 120, nil, nil, "━", true},
		{"narrow", 40, nil, nil, "━", true},
		{"NO_COLOR", 80, map[string]string{"NO_COLOR": "1"}, nil, "━", false},
		{"no-color", 80, nil, []string{"--no-color"}, "━", false},
		{"ASCII", 80, map[string]string{"LC_ALL": "C"}, []string{"--no-color"}, "#", false},
		{"CI", 80, map[string]string{"CI": "true"}, nil, "", false},
		{"dumb", 80, map[string]string{"TERM": "dumb"}, nil, "", false},
		{"quiet", 80, nil, []string{"--quiet", "--no-color"}, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			for name, value := range map[string]string{"CI": "", "TERM": "xterm", "NO_COLOR": "", "LC_ALL": "C.UTF-8"} {
				t.Setenv(name, value)
			}
			for name, value := range c.env {
				t.Setenv(name, value)
			}
			calls := [][]string{{"load", "--rate", "50", "--duration", "300ms"}}
			if c.columns == 120 || c.env != nil {
				calls = append(calls, []string{"run", "quit"})
			}
			for _, call := range calls {
				got := onTerminal(t.Context(), t, c.columns, append(call, c.args...)...)
				drawn := moves.MatchString(got) && strings.Contains(got, c.bar)
				if drawn != (c.bar != "") {
					t.Errorf("%q: drawn is %t\n%q", call, drawn, got)
				}
				if c.color != colours.MatchString(got) {
					t.Errorf("%q: colour is %t\n%q", call, !c.color, got)
				}
				if c.bar == "" && strings.Contains(got, "\x1b") {
					t.Errorf("%q: escape codes\n%q", call, got)
				}
				columns := c.columns
				if c.env["TERM"] == "dumb" {
					columns = 0
				}
				checkScreen(t, got, columns, c.env["LC_ALL"] == "C")
			}
		})
	}
}

// checkScreen looks at what is left when the bar has gone: it fits where the
// terminal says its width, but for the summary, which is one line in any case.
func checkScreen(t *testing.T, got string, columns int, ascii bool) {
	t.Helper()
	text := moves.ReplaceAllString(colours.ReplaceAllString(got, ""), "")
	lines := strings.Split(strings.TrimSuffix(strings.ReplaceAll(text, "\r", ""), "\n"), "\n")
	for _, line := range lines[:len(lines)-1] {
		if n := utf8.RuneCountInString(line); columns >= 80 && n > columns { // tables are no narrower
			t.Errorf("%d characters in %q", n, line)
		}
		if ascii && strings.IndexFunc(line, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
			t.Errorf("not ASCII: %q", line)
		}
	}
	end := got
	if at := moves.FindAllStringIndex(got, -1); len(at) > 0 {
		end = got[at[len(at)-1][1]:]
	}
	if strings.ContainsAny(end, "━┄") || !strings.HasSuffix(got, "\n") {
		t.Errorf("a bar is left: %q", end)
	}
}

// TestOnTerminal_interrupted leaves a clean terminal.
func TestOnTerminal_interrupted(t *testing.T) {
	t.Setenv("CI", "")
	t.Setenv("TERM", "xterm")
	t.Setenv("LC_ALL", "C.UTF-8")
	ctx, cancel := context.WithCancel(t.Context())
	screen, terminal := pseudoTerminal(t, 80)
	defer screen.Close()
	shown := make(chan string)
	go func() {
		var out strings.Builder
		for b := make([]byte, 4096); ; {
			n, err := screen.Read(b)
			out.Write(b[:n])
			if strings.Contains(out.String(), "┄") {
				cancel() // as soon as a bar is seen
			}
			if err != nil {
				shown <- out.String()
				return
			}
		}
	}()
	root := rootCommand()
	root.SetArgs([]string{"load", "--duration", "1m"})
	root.SetOut(terminal)
	root.SetErr(terminal)
	_ = root.ExecuteContext(ctx)
	terminal.Close()
	got := strings.ReplaceAll(<-shown, "\r\n", "\n")
	if !strings.Contains(got, "(interrupted)") || !moves.MatchString(got) {
		t.Errorf("%q", got)
	}
	checkScreen(t, got, 80, false)
}
