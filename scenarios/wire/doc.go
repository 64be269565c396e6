// Package wire knows SMTP as octets: the grammar of replies and of commands,
// the transparency of the mail object, and the small encodings of the
// extensions.
//
// Everything here is sans I/O. A parser reads octets and returns what they
// mean; it never reads, writes, waits or keeps a clock, so the result
// does not depend on how the octets were cut. The package imports nothing of this
// module and must not know scenarios, connections, servers or verdicts: it
// reports what was on the wire and where it departs from the grammar; its caller
// decides whether that matters.
//
// Parsers of what a peer under test sends (ReplyParser, ParseCapabilities,
// DotDecoder) are tolerant and record each departure as a Deviation. Parsers
// of commands are strict and answer with a *SyntaxError. None of them panics,
// and none keeps more than its limits allow.
package wire
