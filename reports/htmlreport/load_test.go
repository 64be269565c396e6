package htmlreport

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
)

func TestLoadPages(t *testing.T) {
	one := sampleLoad(t, "p99<10ms", "errors<50%", "p50(connect)<1s")
	golden(t, "load-one.html", written(t, one))
	two := sampleLoad(t)
	two.Target.Name, two.Plan.Connections, two.Plan.WarmupS, two.Counts, two.Throughput.MessagesPerS = "another", 20, 0, reports.LoadCounts{Attempted: 120, Accepted: 118, Failed: 2}, 19.67
	two.Source.Saturated, two.Source.Why = true, "it waited"
	golden(t, "load-two.html", written(t, one, two))
}

// Every figure of a page is one that its result has.
func TestLoadPageSays(t *testing.T) {
	for name, c := range map[string]struct {
		edit func(*reports.Load)
		want []string
		not  []string
	}{
		"as it is": {
			func(*reports.Load) {},
			[]string{
				"<strong>met</strong>", "no threshold was given", "counts from the start that the clock wanted", "load.classic, 10 connections",
				"<b>120</b>", "99.999", "451 4.7.1", "3 messages of the open loop found no free connection", "warm-up, not counted",
				"<th scope=\"row\">warmup_s</th><td>1</td>", "<th scope=\"row\">mix.seed</th><td>1</td>", "Not saturated",
			},
			[]string{"Search for", ">Stages", "Delivery", "Interrupted", "no histogram"},
		},
		"closed loop": {
			func(l *reports.Load) { l.Corrected, l.Plan.Loop, l.Plan.Rate = false, "closed", 0 },
			[]string{"a stall is counted once for each connection"},
			[]string{"delay after the scheduled time", "asked for", "the clock wanted"},
		},
		"saturated": {
			func(l *reports.Load) { l.Source.Saturated, l.Source.Why = true, "what could run waited" },
			[]string{"The generator was saturated", "its own limit: what could run waited."},
			[]string{"Not saturated"},
		},
		"interrupted": {func(l *reports.Load) { l.Interrupted = true }, []string{"Interrupted: the figures are those until then."}, nil},
		"dead":        {func(l *reports.Load) { l.Dead = "gave no reply"; l.Verdict = reports.NoVerdict }, []string{"could no longer be measured: gave no reply", `class="verdict unknown"`}, nil},
		"another histogram": {
			func(l *reports.Load) {
				d := l.LatencyUS["rcpt"]
				d.Count++
				l.LatencyUS["rcpt"] = d
			},
			[]string{"no histogram that matches its figures for rcpt:"},
			[]string{"rcpt, transaction"},
		},
		"stages": {
			func(l *reports.Load) {
				l.Stages = []reports.LoadStage{{Name: "3s@10", Attempted: 30, InTime: 29}, {Name: "3s@0..30"}}
				l.Plan.Rate, l.Plan.Stages = 0, []reports.LoadStagePlan{{DurationS: 3, From: 10, To: 10}, {DurationS: 3, To: 30}}
			},
			[]string{`<th scope="row">3s@0..30</th>`, "asked for", `[{&#34;duration_s&#34;:3`},
			nil,
		},
		"search": {
			func(l *reports.Load) {
				l.Search = []reports.LoadProbe{
					{Rate: 10, Kind: reports.ProbeDoubling, Verdict: reports.ProbeMet},
					{Rate: 20, Kind: reports.ProbeConfirmation, Verdict: reports.ProbeMissed, Why: "p99<1ms: 2.00 ms"},
				}
				l.Answer = &reports.LoadAnswer{Found: true, Rate: 10, NotAt: 20, LimitedBy: reports.LimitServer}
				l.Plan.Search = &reports.LoadSearchPlan{Bounds: []string{"p99<1ms"}, From: 10, To: 1000, Precision: 0.05}
			},
			[]string{"The answer is 10 messages/s; at 20 the bounds are missed.", `<tr class="fail"><th scope="row" class="num">20</th>`, "p99&lt;1ms: 2.00 ms", "From 10 to 1000 messages/s, within 5%."},
			nil,
		},
		"delivery": {
			func(l *reports.Load) {
				l.Delivery = &reports.LoadDelivery{Accepted: 112, Once: 110, Missing: 2, WaitedS: 3, Examples: map[string][]string{"missing": {"id-7", "id-9"}}}
			},
			[]string{`<tr class="fail"><th scope="row">missing: accepted and not delivered to all</th><td class="num">2</td><td>id-7, id-9</td>`, "after 3.0 s"},
			nil,
		},
		"delivery not seen": {func(l *reports.Load) { l.Delivery = &reports.LoadDelivery{Error: "no spool"} }, []string{"Not verified: no spool."}, nil},
	} {
		l := sampleLoad(t)
		c.edit(l)
		page := written(t, l)
		for _, want := range c.want {
			if !strings.Contains(page, want) {
				t.Errorf("%s: %s is missing", name, want)
			}
		}
		for _, not := range c.not {
			if strings.Contains(page, not) {
				t.Errorf("%s: there is %s", name, not)
			}
		}
	}
}

func TestLoadPageIsRefused(t *testing.T) {
	wrong := sampleLoad(t)
	wrong.Counts.Attempted++
	for want, runs := range map[string][]*reports.Load{
		"0 are given":            nil,
		"3 are given":            {sampleLoad(t), sampleLoad(t), sampleLoad(t)},
		"121 messages attempted": {sampleLoad(t), wrong},
	} {
		var b bytes.Buffer
		if err := WriteLoad(&b, runs...); err == nil || !strings.Contains(err.Error(), want) || b.Len() > 0 {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// Results with next to nothing in them are pages, too.
func TestLoadPageOfLittle(t *testing.T) {
	nothing := &reports.Load{Verdict: reports.NoVerdict, Reason: "no message was attempted"}
	second := sampleLoad(t)
	second.Intervals = second.Intervals[2:3]
	warming := sampleLoad(t)
	warming.Intervals, warming.Interrupted = warming.Intervals[:1], true
	odd := sampleLoad(t)
	odd.Intervals = []reports.LoadInterval{{AtS: 5, LengthS: -1}, {AtS: 1e300, LengthS: math.Inf(1)}, {AtS: math.NaN(), MessagesPerS: math.NaN(), P50: -4, Max: 1e300}, {}}
	odd.Plan.Stages = []reports.LoadStagePlan{{DurationS: math.Inf(1), From: -1, To: 1e300}}
	odd.Histogram = []string{"", "Tag=", "Tag=transaction", "Tag=transaction,", "Tag=rcpt,0,0,0,HISTFAAAA", "Tag=rcpt,0,0,0,\x00"}
	for name, runs := range map[string][]*reports.Load{
		"nothing": {nothing}, "a second": {second}, "warm-up": {warming}, "odd": {odd}, "nothing and a second": {nothing, second}, "odd and warm-up": {odd, warming}, "twice": {odd, odd},
	} {
		page := written(t, runs...)
		if bad := regexp.MustCompile(`>[^<]*\b(NaN|Inf)\b`).FindString(page); bad != "" {
			t.Errorf("%s: %s", name, bad)
		}
		checkIDs(t, page)
	}
	untimed := sampleLoad(t)
	untimed.Intervals = nil
	if page := written(t, untimed); !strings.Contains(page, `<th scope="row">451 4.7.1</th><td class="num">4</td>`) || strings.Contains(page, "Over time") {
		t.Error("without intervals the counts are not all there")
	}
	if page := written(t, nothing); !strings.Contains(page, "No latency was measured.") || strings.Contains(page, "<svg") {
		t.Error(page)
	}
}

// checkIDs fails when two elements have one id, or a label or a link leads nowhere.
func checkIDs(t *testing.T, page string) {
	t.Helper()
	ids := map[string]int{}
	for _, m := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		ids[m[1]]++
		if ids[m[1]] > 1 {
			t.Errorf("id %s is there twice", m[1])
		}
	}
	for _, m := range regexp.MustCompile(` (?:href="#|aria-labelledby=")([^"]*)"`).FindAllStringSubmatch(page, -1) {
		for id := range strings.FieldsSeq(m[1]) {
			if ids[id] == 0 {
				t.Errorf("there is no id %s", id)
			}
		}
	}
}

// What a server or a file says stays text.
func TestHostileLoadPage(t *testing.T) {
	const evil = "</title><script>alert(1)</script>\x1b[2J\x00\u202e\xff\"' onload=x style=y <img src=//example.com>"
	long := evil + strings.Repeat("<b>", 1<<20)
	l := sampleLoad(t)
	l.Target = reports.Target{Name: evil, Address: long}
	l.Tool.Version, l.Reason, l.Dead, l.Source.Why, l.Source.Saturated = evil, long, evil, evil, true
	l.Plan.Scenario, l.Plan.Exchange, l.Plan.Mix.Bodies = evil, long, evil
	l.Plan.Search = &reports.LoadSearchPlan{Bounds: []string{evil, long}}
	l.Failures, l.Replies, l.Refusals = map[string]int64{evil: 2}, map[string]int64{evil: 4, "": 1}, map[string]int64{evil: 9}
	l.Connections.Lost = map[string]int64{long: 3}
	for i := range l.Intervals {
		l.Intervals[i].Replies, l.Intervals[i].Failures, l.Intervals[i].Refusals = l.Replies, l.Failures, map[string]int64{}
		for j := range 300 {
			l.Intervals[i].Refusals[fmt.Sprint(evil, j)] = int64(j)
		}
	}
	l.Thresholds = []reports.LoadThreshold{{Expression: evil, Measured: long}}
	l.Stages = []reports.LoadStage{{Name: evil}, {Name: long}}
	l.Search = []reports.LoadProbe{{Kind: evil, Verdict: evil, Why: long}}
	l.Answer = &reports.LoadAnswer{Reason: evil}
	l.Delivery = &reports.LoadDelivery{Missing: 1, Examples: map[string][]string{"missing": {evil, long}}}
	l.LatencyUS[evil] = reports.LoadLatency{Count: 5}
	l.Histogram = append(l.Histogram, evil, long, "Tag="+evil)
	for _, runs := range [][]*reports.Load{{l}, {l, l}} {
		page := written(t, runs...)
		for _, not := range []string{"<script", "<img", "\x1b", "\x00", "\u202e", "\xff", "<b>server", "</title><s"} {
			if strings.Contains(page, not) {
				t.Errorf("%q is in the page", not)
			}
		}
		if len(page) > 2<<20 {
			t.Errorf("the page has %d octets", len(page))
		}
		checkIDs(t, page)
		for _, svg := range regexp.MustCompile(`(?s)<svg.*?</svg>`).FindAllString(page, -1) {
			dec := xml.NewDecoder(strings.NewReader(svg))
			for {
				if _, err := dec.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatalf("%v in %s", err, svg)
				}
			}
		}
	}
}
