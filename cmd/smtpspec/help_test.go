package main

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"gopkg.in/yaml.v3"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/manual"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
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

func TestCommands_documented(t *testing.T) {
	for _, c := range documented() {
		if c.Long == "" || c.Example == "" || c.Annotations[manual.ExitNote] == "" {
			t.Errorf("%s has no Long, no Example or no exit codes", c.Name())
		}
		for _, line := range strings.Split(c.Annotations[manual.ExitNote], "\n") {
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

// TestWriteHelp_width expects a screen of 50 lines; load and run have too many flags
// for it, each of which is on one line if possible.
func TestWriteHelp_width(t *testing.T) {
	most := map[string]int{"load": 90, "run": 72}
	for _, c := range documented() {
		var b bytes.Buffer
		manual.WriteHelp(&b, c, manual.Width)
		lines := strings.Split(b.String(), "\n")
		limit := most[c.Name()]
		if limit == 0 {
			limit = 50
		}
		if len(lines) > limit {
			t.Errorf("the help of %s has %d lines", c.Name(), len(lines))
		}
		for _, line := range lines {
			if uniseg.StringWidth(line) > 86 { // examples are not broken
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

// TestWriteHelp_narrow has a terminal of 60 columns, on which only examples are not
// broken.
func TestWriteHelp_narrow(t *testing.T) {
	for _, c := range append(documented(), rootCommand()) {
		var b bytes.Buffer
		manual.WriteHelp(&b, c, 60)
		text := strings.Replace(b.String(), c.Example, "", 1)
		for _, line := range strings.Split(text, "\n") {
			if n := uniseg.StringWidth(line); n > 60 && !strings.HasPrefix(line, "Usage: ") {
				t.Errorf("%s: %d columns: %q", c.Name(), n, line)
			}
		}
	}
}

func TestHelp_topics(t *testing.T) {
	for _, topic := range manual.Topics() {
		code, out, _ := called(t.Context(), "help", topic.Name)
		if code != output.ExitOK || !strings.HasPrefix(out, topic.Title+"\n\n") {
			t.Errorf("smtpspec help %s: exit %d\n%s", topic.Name, code, out)
		}
		for _, line := range strings.Split(out, "\n") {
			// What the program prints, and the reference of the language, may be wider.
			if uniseg.StringWidth(line) > manual.Width && !strings.HasPrefix(line, "  ") {
				t.Errorf("%s: %q", topic.Name, line)
			}
			if strings.Contains(strings.TrimLeft(line, " $"), "$ ") {
				t.Errorf("%s: a command within text: %q", topic.Name, line)
			}
		}
		if code, _, _ := called(t.Context(), topic.Name); code != output.ExitUsage {
			t.Errorf("smtpspec %s: exit %d, a topic is not a command", topic.Name, code)
		}
	}
	if code, out, _ := called(t.Context(), "help"); code != output.ExitOK || !strings.Contains(out, "  quickstart ") || !strings.Contains(out, "  run ") {
		t.Errorf("help: exit %d\n%s", code, out)
	}
	if code, out, _ := called(t.Context(), "help", "run"); code != output.ExitOK || !strings.Contains(out, "--label-filter") {
		t.Errorf("help run: exit %d\n%s", code, out)
	}
	if code, _, errs := called(t.Context(), "help", "verdict"); code != output.ExitUsage || !strings.Contains(errs, `unknown command or topic: "verdict"; did you mean verdicts?`) {
		t.Errorf("help verdict: exit %d\n%s", code, errs)
	}
}

func topicNamed(t *testing.T, name string) string {
	t.Helper()
	for _, topic := range manual.Topics() {
		if topic.Name == name {
			return topic.Text
		}
	}
	t.Fatalf("no topic %s", name)
	return ""
}

// example is the fenced block of a topic that begins with a word.
func example(t *testing.T, topic, begins string) string {
	t.Helper()
	_, text, ok := strings.Cut(topicNamed(t, topic), "```yaml\n"+begins)
	text, _, closed := strings.Cut(text, "```\n")
	if !ok || !closed {
		t.Fatalf("%s has no example %q", topic, begins)
	}
	return begins + text
}

// TestTopics_target has every key of target.yaml.
func TestTopics_target(t *testing.T) {
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
	if _, err := target.Parse("target.yaml", []byte(example(t, "quickstart", "host:"))); err != nil {
		t.Error(err)
	}
}

// TestTopics_scenarios loads its example, as lint does.
func TestTopics_scenarios(t *testing.T) {
	catalogue, err := wholeCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	set, err := catalogue.Loader().Load("mine.yaml", []byte(example(t, "scenarios", "section:")))
	if err != nil || len(set.Cases) != 1 {
		t.Errorf("%v", err)
	}
}

func TestTopics_workflow(t *testing.T) {
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

func TestTopics_complete(t *testing.T) {
	for _, v := range reports.Verdicts() {
		if !strings.Contains(topicNamed(t, "verdicts"), "\n| `"+string(v)+"` | ") {
			t.Errorf("verdicts lacks %s", v)
		}
	}
	for _, code := range []int{output.ExitOK, output.ExitViolation, output.ExitUsage, output.ExitNoVerdict, output.ExitInterrupted} {
		if !strings.Contains(topicNamed(t, "exit-codes"), fmt.Sprintf("\n| %d | ", code)) {
			t.Errorf("exit-codes lacks %d", code)
		}
	}
	for _, phase := range reports.LoadPhases() {
		if !strings.Contains(topicNamed(t, "load-testing"), phase) {
			t.Errorf("load-testing lacks %s", phase)
		}
	}
}
