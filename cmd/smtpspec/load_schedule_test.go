package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
	"github.com/smtpspec/smtpspec/reports"
)

func readLoad(t *testing.T, file string) *reports.Load {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	l := &reports.Load{}
	if err := json.Unmarshal(text, l); err != nil {
		t.Fatal(err)
	}
	return l
}

func TestLoad_stages(t *testing.T) {
	file := filepath.Join(t.TempDir(), "result.json")
	code, out, errs := called(t.Context(), "load", "--stages", "200ms@100,100ms@0,200ms@100..300", "--warmup", "100ms", "--json", file, "--no-color")
	if code != output.ExitOK || !strings.Contains(out, "\n200ms@100..300         40 ") {
		t.Fatalf("exit %d\n%s%s", code, out, errs)
	}
	l := readLoad(t, file)
	if l.Counts.Accepted != 60 || !l.Corrected || l.Plan.Loop != "open" || len(l.Plan.Stages) != 3 || l.Plan.DurationS != 0.5 || len(l.Stages) != 3 {
		t.Fatalf("%+v, %+v", l.Counts, l.Plan)
	}
	for i, want := range []int64{20, 0, 40} {
		if got := l.Stages[i]; got.Attempted != want || got.Accepted != want {
			t.Errorf("%d: %+v", i, got)
		}
	}
}

func TestLoad_scheduleErrors(t *testing.T) {
	for args, want := range map[string]string{
		"--stages 1s@x":                "--stages: want a rate of 0 to 10000000 messages a second after @, such as 100 or 100..1000\n  1s@x\n     ^",
		"--stages 1s@5 --rate 5":       "--rate cannot be used with --stages",
		"--stages 1s@5 --duration 5s":  "--duration cannot be used with --stages",
		"--stages 1s@0..5 --warmup 1s": "--warmup runs at the rate at which the first stage begins",
		"--stages 1s@5 --messages -1":  "invalid --messages -1: use 0 or more",
	} {
		if code, out, errs := called(t.Context(), append([]string{"load"}, strings.Fields(args)...)...); code != output.ExitUsage || !strings.Contains(errs, want) {
			t.Errorf("%s: exit %d, want %q\n%s%s", args, code, want, out, errs)
		}
	}
}

func TestLoad_findRate(t *testing.T) {
	file := filepath.Join(t.TempDir(), "result.json")
	line := []string{"load", "--find-rate", "errors<50%", "--probe", "100ms", "--warmup", "0s", "--find-range", "100..150", "--precision", "50%", "--json", file, "--no-color"}
	code, out, errs := called(t.Context(), line...)
	l := readLoad(t, file)
	// On a busy machine the probes may miss; the answer must fit the exit code all
	// the same.
	if l.Answer == nil || l.Answer.Found != (code == output.ExitOK) || l.Answer.LowestMisses != (code == output.ExitViolation) || len(l.Search) == 0 || l.Plan.Search.Bounds[0] != "errors<50%" {
		t.Fatalf("exit %d, %+v\n%s%s", code, l.Answer, out, errs)
	}
	if !strings.Contains(out, "answer       "+l.Answer.String()) || !strings.Contains(out, "      rate  accepted/s ") || !strings.Contains(out, "probes of 100ms after 0s of warm-up") {
		t.Error(out)
	}
	if code, out, _ = called(t.Context(), append(line, "--quiet")...); strings.Contains(out, "accepted/s") || !strings.Contains(out, "answer  ") {
		t.Errorf("exit %d\n%s", code, out)
	}
	code, out, _ = called(t.Context(), "load", "--find-rate", "p99<1ns", "--probe", "100ms", "--warmup", "0s", "--find-range", "100..150", "--json", file)
	if l = readLoad(t, file); code == output.ExitOK || l.Answer.LowestMisses != (code == output.ExitViolation) || l.Answer.Found {
		t.Errorf("exit %d\n%s", code, out)
	}
}
