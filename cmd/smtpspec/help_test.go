package main

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"gopkg.in/yaml.v3"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios/target"
)

// documented are the commands that somebody can call.
func documented() []*cobra.Command {
	var out []*cobra.Command
	for _, c := range rootCommand().Commands() {
		if c.IsAvailableCommand() {
			out = append(out, c)
		}
	}
	return out
}

func TestEveryCommandSaysWhatItDoes(t *testing.T) {
	for _, c := range documented() {
		if c.Long == "" || c.Example == "" || c.Annotations[exitNote] == "" {
			t.Errorf("%s has no Long, no Example or no exit codes", c.Name())
		}
		for _, line := range strings.Split(c.Annotations[exitNote], "\n") {
			switch code, _, _ := strings.Cut(line, " "); code {
			case "0", "1", "2", "3", "130":
			default:
				t.Errorf("%s: exit code %q", c.Name(), line)
			}
		}
		calls := shellCalls(t, strings.ReplaceAll("\n"+c.Example, "\n  smtpspec ", "\n  $ smtpspec "))
		if len(calls) == 0 {
			t.Errorf("%s: no example is a call", c.Name())
		}
		for _, words := range calls {
			if err := readCall(words); err != nil {
				t.Errorf("%s: smtpspec %s: %v", c.Name(), strings.Join(words, " "), err)
			}
		}
	}
}

// TestHelpFits has a screen of 50 lines in mind; load and run have too many flags
// for it, each of which stands on one line where it can.
func TestHelpFits(t *testing.T) {
	most := map[string]int{"load": 90, "run": 72}
	for _, c := range documented() {
		var b bytes.Buffer
		writeHelp(&b, c, helpWidth)
		lines := strings.Split(b.String(), "\n")
		limit := most[c.Name()]
		if limit == 0 {
			limit = 50
		}
		if len(lines) > limit {
			t.Errorf("the help of %s has %d lines", c.Name(), len(lines))
		}
		for _, line := range lines {
			if utf8.RuneCountInString(line) > 86 { // examples are not broken
				t.Errorf("%s: %q", c.Name(), line)
			}
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if n := strings.Count(b.String(), "--"+f.Name+" ") + strings.Count(b.String(), "--"+f.Name+"\n"); n == 0 {
				t.Errorf("the help of %s lacks --%s", c.Name(), f.Name)
			}
		})
	}
}

func TestHelpTopics(t *testing.T) {
	for _, topic := range topics() {
		code, out, _ := called(t.Context(), "help", topic.name)
		if code != exitOK || !strings.HasPrefix(out, topic.short+"\n\n") || !strings.HasSuffix(out, topic.text) {
			t.Errorf("smtpspec help %s: exit %d\n%s", topic.name, code, out)
		}
		lines := strings.Split(out, "\n")
		if len(lines) > 62 {
			t.Errorf("%s has %d lines", topic.name, len(lines))
		}
		for _, line := range lines {
			if utf8.RuneCountInString(line) > 80 {
				t.Errorf("%s: %q", topic.name, line)
			}
		}
		for _, words := range shellCalls(t, topic.text) {
			if err := readCall(words); err != nil {
				t.Errorf("%s: smtpspec %s: %v", topic.name, strings.Join(words, " "), err)
			}
		}
		if code, _, _ := called(t.Context(), topic.name); code != exitUsage {
			t.Errorf("smtpspec %s ends with %d: a topic is no command", topic.name, code)
		}
	}
	if code, out, _ := called(t.Context(), "help"); code != exitOK || !strings.Contains(out, "  certify ") || !strings.Contains(out, "  run ") {
		t.Errorf("help: exit %d\n%s", code, out)
	}
	if code, out, _ := called(t.Context(), "help", "run"); code != exitOK || !strings.Contains(out, "--label-filter") {
		t.Errorf("help run: exit %d\n%s", code, out)
	}
	if code, _, errs := called(t.Context(), "help", "verdict"); code != exitUsage || !strings.Contains(errs, "did you mean verdicts?") {
		t.Errorf("help verdict: exit %d\n%s", code, errs)
	}
}

func topicNamed(t *testing.T, name string) string {
	t.Helper()
	for _, topic := range topics() {
		if topic.name == name {
			return topic.text
		}
	}
	t.Fatalf("no topic %s", name)
	return ""
}

// example is the indented block of a topic that begins with a word.
func example(t *testing.T, topic, begins string) string {
	t.Helper()
	var out []string
	for _, line := range strings.Split(topicNamed(t, topic), "\n") {
		switch {
		case len(out) == 0 && !strings.HasPrefix(line, "  "+begins):
		case strings.HasPrefix(line, "  ") && !strings.HasPrefix(line, "  $"):
			out = append(out, line[2:])
		case len(out) > 0 && line == "":
			return strings.Join(out, "\n") + "\n"
		}
	}
	t.Fatalf("%s has no example %q", topic, begins)
	return ""
}

// TestTargetTopic has every key of target.yaml.
func TestTargetTopic(t *testing.T) {
	text := example(t, "target.yaml", "name:")
	if _, err := target.Parse("target.yaml", []byte(text)); err != nil {
		t.Error(err)
	}
	var keys func(reflect.Type)
	keys = func(typ reflect.Type) {
		for i := range typ.NumField() {
			f := typ.Field(i)
			name := f.Tag.Get("yaml")
			if name == "" || name == "-" {
				continue
			}
			if !strings.Contains(text, name+":") {
				t.Errorf("the topic lacks %s", name)
			}
			if f.Type.Kind() == reflect.Struct {
				keys(f.Type)
			}
		}
	}
	keys(reflect.TypeFor[target.Target]())
	for _, name := range slices.Concat(target.PortNames(), target.DeclaredKeys()) {
		if !strings.Contains(text, "\n    "+name+":") && !strings.Contains(text, "\n  "+name+":") {
			t.Errorf("the topic lacks %s", name)
		}
	}
	if _, err := target.Parse("target.yaml", []byte(example(t, "certify", "host:"))); err != nil {
		t.Error(err)
	}
}

// TestScenarioTopic loads its example, as lint does.
func TestScenarioTopic(t *testing.T) {
	catalogue, err := wholeCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	set, err := catalogue.Loader().Load("mine.yaml", []byte(example(t, "scenarios", "section:")))
	if err != nil || len(set.Cases) != 1 {
		t.Errorf("%v", err)
	}
}

func TestWorkflowTopic(t *testing.T) {
	var workflow struct {
		Jobs map[string]struct {
			Steps []struct{ Run string }
		}
	}
	if err := yaml.Unmarshal([]byte(example(t, "ci", "name:")), &workflow); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, step := range workflow.Jobs["conformance"].Steps {
		for _, words := range shellCalls(t, strings.ReplaceAll("\n"+step.Run, "\nsmtpspec ", "\n$ smtpspec ")) {
			n++
			if err := readCall(words); err != nil {
				t.Errorf("%q: %v", words, err)
			}
		}
	}
	if n != 2 {
		t.Errorf("%d calls of smtpspec", n)
	}
}

func TestTopicsNameEverything(t *testing.T) {
	for _, v := range reports.Verdicts() {
		if !strings.Contains(topicNamed(t, "verdicts"), fmt.Sprintf("\n  %-8s ", v)) {
			t.Errorf("verdicts lacks %s", v)
		}
	}
	for _, code := range []int{exitOK, exitViolation, exitUsage, exitNoVerdict, exitInterrupted} {
		if !strings.Contains(topicNamed(t, "exit-codes"), fmt.Sprintf("  %-3d  ", code)) {
			t.Errorf("exit-codes lacks %d", code)
		}
	}
	for _, phase := range reports.LoadPhases() {
		if !strings.Contains(topicNamed(t, "benchmark"), phase) {
			t.Errorf("benchmark lacks %s", phase)
		}
	}
}
