package main

import (
	"errors"
	"fmt"

	"github.com/smtpspec/smtpspec/loadgen/schedule"
)

// schedule reads --stages, and refuses what contradicts it.
func (f *loadFlags) schedule() error {
	if f.stages == "" {
		return nil
	}
	var err error
	if f.steps, err = schedule.ParseStages(f.stages); err != nil {
		return fmt.Errorf("--stages: %w", err)
	}
	switch {
	case f.rate > 0:
		return errors.New("--rate cannot be used with --stages: each stage has its rate")
	case f.duration > 0:
		return errors.New("--duration cannot be used with --stages: each stage has its duration")
	case f.warmup > 0 && f.steps[0].From == 0:
		return errors.New("--warmup runs at the rate at which the first stage begins, which is 0: begin with a higher rate")
	}
	f.duration = schedule.StagesLength(f.steps)
	return nil
}
