// Package replies reports whether a server said the same in two runs.
//
// What differs from run to run without a meaning must not count: dates, queue
// ids, ports, the ids that the client made. What a client goes by must always
// count: the reply code, the enhanced status code, the keywords of EHLO. The
// text between them is compared word by word. A word that differs is taken for
// one that is made up for the occasion when it varies within a run, or looks
// made up and was not seen to stay the same; Habits has what a run shows of
// that. So a queue id passes, and the version of a server does not.
//
// The package must not know cases, verdicts or reports: texts go in, as they are
// shown in a transcript, and a degree comes out.
package replies
