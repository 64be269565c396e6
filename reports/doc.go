// Package reports holds the result of a conformance run and renders it.
//
// A Run is what `smtpspec run` leaves behind: the facts of the target, every
// case with its verdict, findings and transcript, and the requirements that the
// cases prove. It is one JSON document, smtpspec.run/2, and every writer takes
// it and an io.Writer: WriteJSON, WriteJUnit, WriteTerminal here, the others in a
// package for each format below. Conclude gives a run its overall verdict,
// ExitCode the exit code of the command.
//
// CompareRuns and CompareLoads tell two results apart as a Diff, smtpspec.diff/2:
// replies by reports/replies, figures by reports/noise. Waivers excuse known
// deviations before a run is concluded.
//
// What was seen, expected and found is data: events and findings have kinds with
// fields. Words are made of them in words.go when a report is written, and nothing
// reads words back; format1.go reads results of the formats before, which had
// sentences, and makes data of them.
//
// Strings that come from a server are visible text already when they enter a
// Run (wire.Visible). The writers do not trust that: each renders a cleaned and
// bounded copy, so that no field can change a terminal, break a document or
// fill a disk.
//
// The package must not know how cases are played, Ginkgo, command-line flags,
// or whether its output is a terminal.
package reports
