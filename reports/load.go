package reports

import "time"

// LoadFormat names the format of a load result.
const LoadFormat = "smtpspec.load/2"

// Overall verdicts of a load run; NoVerdict is the third.
const (
	Met    = "met"    // every threshold is, or there is none
	Missed = "missed" // one is not
)

// Load is the result of a load run. Attempted is always the sum of accepted,
// rejected and failed, and failed that of the failures.
type Load struct {
	Format    string    `json:"format"` // LoadFormat; WriteLoadJSON fills it in
	Tool      Tool      `json:"tool"`
	Target    Target    `json:"target"`
	Started   time.Time `json:"started"` // written in UTC
	ElapsedMS float64   `json:"elapsed_ms"`
	// Verdict and Reason are set by ConcludeLoad.
	Verdict  string           `json:"verdict"`
	Reason   string           `json:"reason,omitempty"`
	Plan     LoadPlan         `json:"plan"`
	Counts   LoadCounts       `json:"counts"`
	Failures map[string]int64 `json:"failures"` // by cause
	Replies  map[string]int64 `json:"replies"`  // by code; "none" is what begins without one
	// Refusals are the replies 4yz and 5yz by code and enhanced status code,
	// such as "451 4.7.1", or "451" without one; "other" is the sum of those
	// that came when 256 were known.
	Refusals map[string]int64 `json:"refusals"`
	// RecipientsRefused are recipients that were refused, also those of messages
	// that others got.
	RecipientsRefused int64           `json:"recipients_refused"`
	Connections       LoadConnections `json:"connections"`
	Throughput        LoadThroughput  `json:"throughput"`
	LatencyUS         LoadLatencies   `json:"latency_us"` // microseconds
	Corrected         bool            `json:"corrected"`  // the transaction counts from the intended start
	Intervals         []LoadInterval  `json:"intervals"`
	// Stages of an open loop; a constant rate is one.
	Stages []LoadStage `json:"stages,omitempty"`
	// Search has the probes of a search for the highest rate, the last of which is
	// this result, and Answer what was found.
	Search      []LoadProbe     `json:"search,omitempty"`
	Answer      *LoadAnswer     `json:"answer,omitempty"`
	Histogram   []string        `json:"histogram"` // lines of an HdrHistogram log, nanoseconds, a tag for each phase
	Source      LoadSource      `json:"source"`
	Thresholds  []LoadThreshold `json:"thresholds"`
	Interrupted bool            `json:"interrupted,omitempty"`
	// Dead says why the target could no longer be measured.
	Dead string `json:"dead,omitempty"`
	// Delivery is what was found in the spool; nil when nobody looked.
	Delivery *LoadDelivery `json:"delivery,omitempty"`
}

// LoadCounts is what became of the messages.
type LoadCounts struct {
	Attempted int64 `json:"attempted"`
	Accepted  int64 `json:"accepted"`
	Rejected  int64 `json:"rejected"`
	Failed    int64 `json:"failed"`
}

// LoadConnections counts connections.
type LoadConnections struct {
	Opened int64 `json:"opened"`
	// Lost ended, or could not be opened, while no message depended on them; by
	// cause.
	Lost map[string]int64 `json:"lost"`
}

// LoadThroughput is that of the accepted messages.
type LoadThroughput struct {
	MessagesPerS float64 `json:"messages_per_s"`
	BytesPerS    float64 `json:"bytes_per_s"`
}

// LoadLatencies are the phases by name, see LoadPhases.
type LoadLatencies map[string]LoadLatency

// LoadLatency describes a distribution, in microseconds. All but Count is zero
// where nothing was recorded.
type LoadLatency struct {
	Count int64   `json:"count"`
	Min   float64 `json:"min"`
	Mean  float64 `json:"mean"`
	P50   float64 `json:"p50"`
	P90   float64 `json:"p90"`
	P99   float64 `json:"p99"`
	P999  float64 `json:"p99.9"`
	P9999 float64 `json:"p99.99"`
	Max   float64 `json:"max"`
}

// LoadInterval is a second of a load run, or what was left at its end.
type LoadInterval struct {
	AtS          float64          `json:"at_s"` // from the beginning of the run, the warm-up included
	LengthS      float64          `json:"length_s"`
	Accepted     int64            `json:"accepted"`
	Rejected     int64            `json:"rejected"`
	Failed       int64            `json:"failed"`
	MessagesPerS float64          `json:"messages_per_s"`
	P50          float64          `json:"p50"` // of the transaction, microseconds
	P99          float64          `json:"p99"`
	Max          float64          `json:"max"`
	Connections  int64            `json:"connections"` // open at its end
	Replies      map[string]int64 `json:"replies"`
	Refusals     map[string]int64 `json:"refusals,omitempty"` // the 16 most frequent, and "other"
	Failures     map[string]int64 `json:"failures"`
	CPUS         float64          `json:"cpu_s,omitempty"` // of the load generator, as in LoadSource
	// LatencyUS are the phases that were met; of the first hour alone.
	LatencyUS LoadLatencies `json:"latency_us,omitempty"`
}

// LoadSource is how the load generator itself fared.
type LoadSource struct {
	CPUS float64 `json:"cpu_s"` // user and system
	// CPUPerMessageUS is that of each message that came to an end, those of the
	// warm-up included; 0 without one.
	CPUPerMessageUS float64 `json:"cpu_us_per_message"`
	// Processors is how many were used on average.
	Processors  float64 `json:"processors"`
	MaxRSSBytes int64   `json:"max_rss_bytes"`
	// Saturated says that the source may have been the bottleneck: what was
	// measured is its own limit.
	Saturated bool   `json:"saturated"`
	Why       string `json:"why,omitempty"`
	// WithServer says that CPU and memory are also those of the bundled server,
	// which ran in the same process.
	WithServer bool `json:"with_server,omitempty"`
	// Busy is the part of the time that the busiest loop did not wait for the
	// network, 0 to 1; 0 where that is not measured.
	Busy float64 `json:"busy"`
	// QueuedUS is how long what could run waited for a processor, one in a hundred
	// at least so long; PausedUS is the longest pause of the garbage collector.
	QueuedUS float64 `json:"queued_us"`
	PausedUS float64 `json:"paused_us"`
	// RunQueueWait is the part of the time that threads which could run waited for a
	// processor, all threads together: it may be above 1; 0 where that is not
	// measured.
	RunQueueWait float64 `json:"run_queue_wait"`
	// LagUS is how much later than intended messages went out although a
	// connection was free; Delayed messages found none. Of an open loop.
	LagUS   LoadLatency `json:"lag_us"`
	Delayed int64       `json:"delayed"`
}
