// Package delivery verifies that what a server accepted under load was delivered: once for
// each recipient, and nothing that it refused or never got whole. A ledger remembers the
// outcome of every message, and the spool of the server is searched for their ids.
//
// The package must not know how messages were sent, or what the verdict on a run is.
package delivery
