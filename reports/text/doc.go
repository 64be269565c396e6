// Package text makes text fit for a report: it escapes and bounds what a peer has
// sent, breaks lines, and shows times, rates and numbers of things in words.
//
// The package must not know results, formats of reports or terminals.
package text
