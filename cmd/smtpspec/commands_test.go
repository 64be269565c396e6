package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/spf13/pflag"

	"github.com/smtpspec/smtpspec/loadgen/mix"
	"github.com/smtpspec/smtpspec/loadgen/schedule"
	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios/catalogue"
	"github.com/smtpspec/smtpspec/suite"
)

// shellCalls are the commands of smtpspec in a text: lines that begin with a $, go on
// after a backslash, and end where the shell would take over.
func shellCalls(t *testing.T, text string) [][]string {
	t.Helper()
	var calls [][]string
	text = strings.ReplaceAll(text, "\\\n", " ")
	for _, line := range strings.Split(text, "\n") {
		line, ok := strings.CutPrefix(strings.TrimSpace(line), "$ smtpspec ")
		if !ok {
			continue
		}
		calls = append(calls, shellWords(t, line))
	}
	return calls
}

// shellWords are the words of a command up to a comment, a pipe, a redirection or
// the like.
func shellWords(t *testing.T, line string) []string {
	t.Helper()
	var words []string
	word, quote, begun := "", rune(0), false
	for _, r := range line + " " {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word += string(r)
		case r == '\'' || r == '"':
			quote, begun = r, true
		case r == ' ':
			if begun {
				words = append(words, word)
			}
			word, begun = "", false
		case !begun && strings.ContainsRune("#|>&;", r):
			return words
		default:
			word += string(r)
			begun = true
		}
	}
	if quote != 0 {
		t.Errorf("%s: a quote is not closed", line)
	}
	return words
}

// mine are names of files of the reader.
var mine = regexp.MustCompile(`^(mine|result|old|new)\.(yaml|json)$|^reports/`)

// wholeCatalogue is what the program has built in, which takes a moment.
var wholeCatalogue = sync.OnceValues(catalogue.Load)

// readCall reads a call as the program does, up to where it would send or write
// something.
func readCall(words []string) error {
	root := rootCommand()
	root.InitDefaultHelpCmd()
	c, rest, err := root.Find(words)
	if err != nil {
		return err
	}
	if err := c.ParseFlags(rest); errors.Is(err, pflag.ErrHelp) {
		return nil
	} else if err != nil {
		return err
	}
	args := c.Flags().Args()
	if err := c.ValidateArgs(args); err != nil {
		return err
	}
	catalogue, err := wholeCatalogue()
	if err != nil {
		return err
	}
	value := func(name string) string {
		if f := c.Flags().Lookup(name); f != nil && f.Changed {
			return f.Value.String()
		}
		return ""
	}
	for name, read := range map[string]func(string) error{
		"fault":      func(text string) error { _, err := chosenFaults([]string{strings.Trim(text, "[]")}); return err },
		"find-rate":  func(text string) error { _, err := reports.ParseBounds(text); return err },
		"stages":     func(text string) error { _, err := schedule.ParseStages(text); return err },
		"size":       func(text string) error { _, err := mix.ParseSizes("--size", text); return err },
		"recipients": func(text string) error { _, err := mix.ParseCounts("--recipients", text); return err },
		"label-filter": func(text string) error {
			cases, err := suite.Selection{LabelFilter: text}.Match(catalogue.Cases)
			if err == nil && len(cases) == 0 {
				err = fmt.Errorf("--label-filter %s selects nothing", text)
			}
			return err
		},
	} {
		if text := value(name); text != "" {
			if err := read(text); err != nil {
				return err
			}
		}
	}
	if c.Flags().Lookup("threshold") != nil {
		list, _ := c.Flags().GetStringArray("threshold")
		for _, text := range list {
			if _, err := reports.ParseThreshold(text); err != nil {
				return err
			}
		}
	}
	switch c.Name() {
	case "run", "load":
		for _, id := range args {
			if mine.MatchString(id) {
				continue
			}
			if _, err := named(catalogue, id); err != nil {
				return err
			}
		}
	case "help":
		root.SetOut(io.Discard)
		return c.RunE(c, args)
	case "show":
		return show(context.Background(), &strings.Builder{}, catalogue, args[0])
	}
	return nil
}

func TestReadCall(t *testing.T) {
	text := "not: smtpspec run\n  $ smtpspec run --focus 'a b' \\\n    quit   # a comment\n$ smtpspec list | head > x\n$ ls\n"
	got := fmt.Sprintf("%q", shellCalls(t, text))
	if want := `[["run" "--focus" "a b" "quit"] ["list"]]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, wrong := range []string{
		"rum", "run --wrong", "run no.such-case", "run --label-filter (((", "run --label-filter nothing-has-this", "load --threshold p99",
		"load --size 1XiB", "load --stages 1", "load --find-rate fast", "show nothing.like-it", "help nothing", "serve --fault no-such-fault", "lint", "load --recipients many",
	} {
		if readCall(shellWords(t, wrong)) == nil {
			t.Errorf("smtpspec %s is read", wrong)
		}
	}
}
