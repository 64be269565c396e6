package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/smtpspec/smtpspec/scenarios/target"
)

var update = flag.Bool("update", false, "write the output in README.md and the manual anew")

// TestReadme keeps README.md true, TestManual the manual. How to write in them:
//
// A fenced block with lines that begin with "$ " is a session, and is run from its
// first line to its last in a folder of its own:
//
//	$ smtpspec ARG...        is run in this process if output follows, and its output
//	                         must be the same; without output it is only read, so that
//	                         its flags, ids and bounds exist. A backslash at the end
//	                         continues it; a comment (#), a pipe or a redirection after
//	                         it is left out
//	$ smtpspec serve ... &   is started, and stopped at the end of the block; the port
//	                         of --listen is replaced by a free one throughout
//	$ cat FILE               makes FILE of what follows, for later commands
//	$ echo $?                shows the exit code of the command before
//	anything else            is not run
//
// The whole catalogue, which is smtpspec run alone, is not run under the race
// detector: it is slow enough there to let replies come too late. .ci/run runs
// README without it.
//
// Times, ports, dates and ids may differ (see masks). A line "…" stands for any
// lines. A block after the line <!-- measured --> has figures of a machine: its
// commands are only read, and the first words of its lines are compared with what the
// program prints (see measuredLabels). A block of YAML that begins with "section:" is
// a scenario file, one with "host:" in it is a target.yaml, and has to be valid.
//
// go test ./cmd/smtpspec -run 'TestReadme|TestManual' -update writes the output of the
// sessions anew, where there is no "…" in it; read the difference before you commit it.
func TestReadme(t *testing.T) { checkDocument(t, "../../README.md") }

func TestManual(t *testing.T) {
	paths, err := filepath.Glob("manual/*.md")
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) { checkDocument(t, path) })
	}
}

// TestLinks looks for the files that documents name.
func TestLinks(t *testing.T) {
	paths := []string{"../../README.md", "../../CHANGELOG.md", "../../.github/CONTRIBUTING.md", "../../.github/SECURITY.md"}
	manual, err := filepath.Glob("manual/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(paths, manual...) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Error(err)
		}
		for _, m := range regexp.MustCompile(`\]\(([^)#]+)[^)]*\)`).FindAllStringSubmatch(string(text), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(path), m[1])); err != nil && !strings.Contains(m[1], "://") {
				t.Errorf("%s: %v", path, err)
			}
		}
	}
}

// checkDocument runs the sessions of a document in Markdown, and reads its examples.
func checkDocument(t *testing.T, path string) {
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	var out []string
	for i := 0; i < len(lines); i++ {
		out = append(out, lines[i])
		if !strings.HasPrefix(lines[i], "```") {
			continue
		}
		begin := i + 1
		end := begin
		for ; end < len(lines) && lines[end] != "```"; end++ {
		}
		block, kind := lines[begin:min(end, len(lines))], strings.TrimPrefix(lines[i], "```")
		at := fmt.Sprintf("line %d", begin+1)
		switch before := lines[max(i-1, 0)]; {
		case kind == "yaml":
			t.Run(at, func(t *testing.T) { checkYAML(t, strings.Join(block, "\n")+"\n") })
		case before == "<!-- measured -->":
			t.Run(at, func(t *testing.T) { checkMeasured(t, block) })
		case len(block) > 0 && strings.HasPrefix(block[0], "$ "):
			t.Run(at, func(t *testing.T) { block = runSession(t, block) })
		}
		out = append(append(out, block...), "```")
		i = end
	}
	if again := strings.Join(out, "\n"); *update && again != string(text) {
		if err := os.WriteFile(path, []byte(again), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// checkYAML reads a block as the file that it shows.
func checkYAML(t *testing.T, text string) {
	switch {
	case strings.HasPrefix(text, "section:"):
		catalogue, err := wholeCatalogue()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := catalogue.Loader().Load("README.yaml", []byte(text)); err != nil {
			t.Error(err)
		}
	case strings.Contains(text, "host:"):
		if _, err := target.Parse("README.yaml", []byte(text)); err != nil {
			t.Error(err)
		}
	}
}

// checkMeasured reads the commands of a block with figures, and looks whether its
// lines begin as those of a load or a search do.
func checkMeasured(t *testing.T, block []string) {
	known := measuredLabels()
	for _, line := range strings.Split(strings.ReplaceAll(strings.Join(block, "\n"), "\\\n", " "), "\n") {
		if call, ok := strings.CutPrefix(line, "$ smtpspec "); ok {
			if err := readCall(shellWords(t, call)); err != nil {
				t.Errorf("%s\n%v", line, err)
			}
			continue
		}
		word, _, _ := strings.Cut(line, " ")
		if word = strings.TrimSuffix(word, ":"); word != "" && !isGap(line) && !strings.ContainsAny(word[:1], "0123456789") && !known[word] {
			t.Errorf("no line of a load begins with %q: %s", word, line)
		}
	}
}

// measuredLabels are the first words of what a short load and a short search
// print. Those that depend on the machine are named here.
var measuredLabels = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{"saturated": true, "delayed": true, "met": true, "missed": true}
	for _, call := range []string{
		"load --rate 100 --duration 300ms --threshold rate>=0",
		"load --stages 200ms@100,200ms@100",
		"load --find-rate errors<100% --find-range 100..100 --probe 100ms --warmup 1ms --precision 50%",
	} {
		_, out, _ := called(context.Background(), strings.Fields(call)...)
		for _, line := range strings.Split(out, "\n") {
			word, _, _ := strings.Cut(line, " ")
			words[strings.TrimSuffix(word, ":")] = true
		}
	}
	return words
})
