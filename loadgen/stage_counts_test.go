package loadgen

import (
	"fmt"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/loadgen/measure"
	"github.com/smtpspec/smtpspec/loadgen/schedule"
)

func TestStageResults(t *testing.T) {
	stages, err := schedule.ParseStages("2s@100,1s@0,2s@1000..2000")
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Stages: stages}
	v, w := newVirtual(t, "load.classic", o, func(n, _ int64) int64 {
		if n < 200 {
			return int64(time.Millisecond)
		}
		return int64(20 * time.Millisecond)
	})
	v.CountStages(w.StageCount(), w.StageOf)
	v.run(100, w)
	r := &run{Options: &o, Window: w}
	got := r.stageResults(measure.MergeStages([]*measure.Recorder{v.Recorder}), int64(10*time.Second))
	want := []string{"2s@100 200 of 200 p50 1ms", "1s@0 0 of 0 p50 0s", "2s@1000..2000 2961 of 3000 p50 20ms"}
	for i, s := range got {
		text := fmt.Sprintf("%v %d of %d p50 %v", s.Stage, s.InTime, s.Accepted, time.Duration(s.Latency.ValueAtQuantile(50)).Round(100*time.Microsecond))
		if text != want[i] {
			t.Errorf("stage %d: got %s, want %s", i, text, want[i])
		}
	}
	if got[0].Length != 2*time.Second || got[2].At != 3*time.Second || got[2].Length < 2019*time.Millisecond {
		t.Errorf("got a first length of %v, a third beginning of %v and length of %v, want 2s, 3s, 2.019s or more", got[0].Length, got[2].At, got[2].Length)
	}
}
