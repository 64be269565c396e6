// Package terminal writes results, loads and comparisons as plain text for people, and
// the lines that show a run, a load or a self-test in progress.
//
// Text has a width and may have colours; nothing is said by colour alone. Other
// documents embed it without either: Detail is one case.
//
// The package must not know whether its output is a terminal, or how wide that is.
package terminal
