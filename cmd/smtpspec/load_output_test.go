package main

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
)

// TestLoad_latencyLog reads the log that --hdr and --out write, and
// compares it with the result.
func TestLoad_latencyLog(t *testing.T) {
	dir := t.TempDir()
	hdr := filepath.Join(dir, "own.hlog")
	code, out, errs := called(t.Context(), "load", "--messages", "300", "--tls", "starttls", "--out", dir, "--hdr", hdr, "--quiet", "--verbose")
	if code != output.ExitOK {
		t.Fatalf("exit %d\n%s%s", code, out, errs)
	}
	if code, again, errs := called(t.Context(), "report", filepath.Join(dir, "result.json")); code != output.ExitOK || !strings.HasSuffix(again, out) || !strings.Contains(again, "\ntls ") {
		t.Errorf("rendered again: exit %d\n%s%s", code, again, errs)
	}
	text, err := os.ReadFile(filepath.Join(dir, "result.json"))
	if err != nil {
		t.Fatal(err)
	}
	var result struct {
		LatencyUS map[string]struct{ Count, P50, P99, Max float64 } `json:"latency_us"`
	}
	if err := json.Unmarshal(text, &result); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{hdr, filepath.Join(dir, "latency.hlog")} {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		merged := map[string]*hdrhistogram.Histogram{}
		for log := hdrhistogram.NewHistogramLogReader(bytes.NewReader(text)); ; {
			h, err := log.NextIntervalHistogram()
			if err != nil {
				t.Fatal(err)
			}
			if h == nil {
				break
			}
			if merged[h.Tag()] == nil {
				merged[h.Tag()] = hdrhistogram.New(h.LowestTrackableValue(), h.HighestTrackableValue(), int(h.SignificantFigures()))
			}
			merged[h.Tag()].Merge(h)
		}
		for name, want := range result.LatencyUS {
			h := merged[name]
			if h == nil {
				if want.Count > 0 {
					t.Errorf("%s has nothing of %s", path, name)
				}
				continue
			}
			for q, us := range map[float64]float64{50: want.P50, 99: want.P99, 100: want.Max} {
				if got := float64(h.ValueAtQuantile(q)) / 1000; float64(h.TotalCount()) != want.Count || math.Abs(got-us) > us/1000 {
					t.Errorf("%s: %d of %s, p%v is %v, the result has %v", path, h.TotalCount(), name, q, got, us)
				}
			}
		}
		if result.LatencyUS["tls"].Count == 0 || len(merged) < 8 {
			t.Errorf("%d phases, %v handshakes", len(merged), result.LatencyUS["tls"].Count)
		}
	}
}

// TestLoad_verbose runs for more than a second.
func TestLoad_verbose(t *testing.T) {
	code, out, errs := called(t.Context(), "load", "--rate", "50", "--duration", "1500ms", "--verbose", "--no-color")
	lines := regexp.MustCompile(`(?m)^ +\d\.\ds +\d+/s  p50 +\S+  p99 +\S+  rejected 0  failed 0  open \d+$`).FindAllString(errs, -1)
	if code != output.ExitOK || len(lines) == 0 || strings.Contains(out+errs, "\x1b") {
		t.Errorf("exit %d\n%s%s", code, errs, out)
	}
}
