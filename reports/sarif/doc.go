// Package sarif writes a conformance run as SARIF 2.1.0, which GitHub code
// scanning and editors read: requirements are rules, findings are results at the
// step of the scenario that found them.
//
// A broken MUST is an error, a broken SHOULD a warning (an error under strict),
// what else was found in such a case a note. A waived case is a result that is
// suppressed. Cases that could not be judged are notifications of the invocation,
// because nothing was found about the server. A load has no place in a file, and
// so no SARIF.
//
// The package must not know files, flags, or how a verdict is found.
package sarif
