package sample

import (
	"time"

	"github.com/smtpspec/smtpspec/reports"
)

// Load is a load of which some messages were rejected or failed. It has no verdict yet.
func Load() *reports.Load {
	some := reports.LoadLatency{Count: 90, Min: 100, Mean: 900, P50: 800, P90: 2000, P99: 40_000, P999: 1_200_000, P9999: 1_300_000, Max: 1_300_000}
	l := &reports.Load{
		Tool: reports.Tool{Name: "smtpspec", Version: "1"}, Target: reports.Target{Name: "a server", Address: "127.0.0.1:25"},
		Started: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), ElapsedMS: 2000,
		Plan:   reports.LoadPlan{Scenario: "load.classic", Exchange: "classic", TLS: "none", Connections: 10, Messages: 100, Size: 1024, MessageSize: 1200, Recipients: 2, Loop: "closed"},
		Counts: reports.LoadCounts{Attempted: 100, Accepted: 90, Rejected: 6, Failed: 4}, Failures: map[string]int64{"reset": 3, "timeout": 1},
		Replies: map[string]int64{"250": 400, "354": 90, "451": 6}, Connections: reports.LoadConnections{Opened: 14},
		Throughput: reports.LoadThroughput{MessagesPerS: 45, BytesPerS: 54_000}, LatencyUS: reports.LoadLatencies{},
		Histogram: []string{"Tag=transaction,0.000,2.000,1300.000,HISTFAAAA"},
	}
	for _, name := range reports.LoadPhases() {
		l.LatencyUS[name] = reports.LoadLatency{}
	}
	l.LatencyUS["rcpt"], l.LatencyUS["transaction"] = some, some
	return l
}

// Concluded gives a load its verdict by thresholds.
func Concluded(l *reports.Load, expressions ...string) *reports.Load {
	var ts []reports.Threshold
	for _, e := range expressions {
		parsed, err := reports.ParseThreshold(e)
		if err != nil {
			panic(err)
		}
		ts = append(ts, parsed)
	}
	reports.ConcludeLoad(l, ts)
	return l
}

// BusyLoad is a load over TLS of which something can be said in every line.
func BusyLoad() *reports.Load {
	l := Load()
	l.Plan.TLS, l.Plan.Loop, l.Plan.Rate, l.Plan.WarmupS, l.Corrected = "starttls", "open", 50, 0.5, true
	for _, name := range reports.LoadPhases() {
		l.LatencyUS[name] = l.LatencyUS["transaction"]
	}
	l.LatencyUS["connect"] = reports.LoadLatency{Count: 1_234_567, Min: 9.2, Mean: 31.4, P50: 28, P90: 61, P99: 130, P999: 1800, P9999: 61_000_000, Max: 599_000_000}
	l.Replies = map[string]int64{"220": 14, "250": 400, "354": 90, "451": 6, "550": 3}
	l.Refusals = map[string]int64{"451 4.7.1": 5, "451": 1, "550 5.1.1": 3}
	l.RecipientsRefused = 3
	l.Connections.Lost = map[string]int64{"reset": 2}
	l.Source = reports.LoadSource{
		CPUS: 1.5, CPUPerMessageUS: 15.2, Processors: 1.97, MaxRSSBytes: 20 << 20, WithServer: true, Busy: 0.99, LagUS: reports.LoadLatency{Count: 90, P99: 12_000},
		Delayed: 31, Saturated: true, Why: "a loop was busy for 99 % of the time; 1 % of the messages went out 12ms or more too late although a connection was free",
	}
	return Concluded(l, "p99<50ms", "errors<1%", "failed<=4")
}

// MixedLoad is a load of messages that differ.
func MixedLoad() *reports.Load {
	l := Load()
	l.Plan.Recipients, l.Plan.MessageSize = 0, 30834
	l.Plan.Mix = reports.LoadMix{Seed: 7, Size: "lognormal(10KiB,1.5)", Recipients: "1..10", Senders: 50, Forms: 851, Smallest: 333, Largest: 768_007}
	return Concluded(l, "p99<50ms")
}

// FolderLoad is a load of the messages in a folder.
func FolderLoad() *reports.Load {
	l := Load()
	l.Plan.Mix = reports.LoadMix{Seed: 1, Bodies: "corpus", Files: 12, Forms: 12, Smallest: 48, Largest: 700_064}
	return Concluded(l, "p99<50ms")
}

// HostileLoad says what a server and a file can put into a result.
func HostileLoad() *reports.Load {
	l := Load()
	l.Target.Name = "a \x1b[31mred\x1b[0m <server> & \u202eback ]]>"
	l.Target.Greeting = "220 \x07\x1b]0;title\x07 hi"
	l.Plan.Scenario = "load\nclassic"
	l.Dead = "the target said \"\x00\xff\" and\r\nheld: 1 attempted"
	return Concluded(l, "p99<50ms")
}
