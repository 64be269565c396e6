// Package reports holds the model of results, draws conclusions from them, and reads
// and writes them as JSON.
//
// A Run is the result of a conformance run, smtpspec.run/2: the facts of the target,
// every case with its verdict, findings and transcript, and the requirements that the
// cases prove. Conclude gives it an overall verdict, ExitCode the exit code of the
// command. A Load is the result of a load run, smtpspec.load/2: ConcludeLoad measures
// its thresholds.
//
// What was seen, expected and found is data: events and findings have kinds with
// fields. Words are made of them in words.go when a report is written, and nothing
// reads words back; format1.go reads results of the formats before, which had
// sentences, and makes data of them.
//
// The packages below have one concern each: reports/text the text of every report,
// reports/diff comparisons, reports/waivers known deviations, reports/atomicfile
// files, and one package for each format: terminal, markdown, junit, tap, sarif,
// annotations, htmlreport. plot draws charts.
//
// Strings that come from a server are visible text already when they enter a
// Run (wire.Visible). The writers do not trust that: each renders a cleaned and
// bounded copy, so that no field can change a terminal, break a document or
// fill a disk.
//
// The package must not know how cases are run, Ginkgo, command-line flags, or any
// format but JSON.
package reports
