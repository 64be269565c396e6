// Package tap writes results as TAP, the Test Anything Protocol, version 14: a
// test point for each case of a run, and for each threshold of a load, with what
// a reader needs below it in YAML.
//
// A case that does not apply, or could not be observed, has the directive SKIP; a
// waived one is not ok and TODO, which is no failure. A broken SHOULD is ok with a
// severity of warning, and not ok under strict. A result without a verdict ends
// with "Bail out!", so that no harness takes it for a success.
//
// The package must not know files, flags, or how a verdict is found.
package tap
