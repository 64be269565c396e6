// Package loadgen puts load on a target: it opens connections, drives a session of a
// compiled exchange on each (package exchange) at the times that a schedule gives (package
// schedule), records what they see (package measure), and ends the run when its messages
// are sent, its time is up, or the target is dead.
//
// Sessions are state machines that know neither sockets nor clocks. Two transports drive
// them: an epoll loop for each processor on Linux, and a goroutine for each connection
// elsewhere and for TLS.
//
// The package must not know the suite, the command line, how a result is shown, or what a
// run is for.
package loadgen
