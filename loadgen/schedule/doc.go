// Package schedule says when messages are sent and which of them are counted: closed loop,
// in which a message starts when the one before has ended, and open loop, in which messages
// start at fixed times whatever the server does; stages of an open loop, the warm-up, the
// end of a run; and how fast connections are opened.
//
// Times are passed in: the package must not read a clock, and must not know what a message
// is, who sends it, or what becomes of it.
package schedule
