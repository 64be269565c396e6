// Package measure records what sessions see: counts and latency histograms of a worker,
// their sums over workers, intervals and stages, the HdrHistogram log, what this process
// used of its machine, and whether that was the bottleneck.
//
// A recorder belongs to one worker, which holds its lock while it handles events; nothing
// is allocated for a message. The package must not know connections, the schedule, or the
// end of a run.
package measure
