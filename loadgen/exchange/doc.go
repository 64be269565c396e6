// Package exchange compiles a scenario to a program that can be run thousands of times a
// second, and drives sessions through it.
//
// # A program
//
// What is before the first MAIL opens a session, from MAIL to the reply that ends the
// content is the transaction, which is repeated, and what follows ends the session. Steps
// that await nothing are sent in one write with the next step: a group. Where the content
// and the next MAIL are in one group, as in load.pipelined, the program sends them so
// whenever another message is to be sent at that moment. Where the whole message is one
// group, as in load.chunking, several may be under way at once on a connection. Where the
// whole session is written twice, as in load.one-message, each message has a connection of
// its own. Several RCPT to ${mailbox} go to the known mailboxes in turn. Steps that cannot
// be repeated so fast (pauses, captures, patterns, looks at the spool) are an error at
// their place in the file.
//
// Every form that a message can have is built once; only the id and the number of the
// sender are written for each message.
//
// # Outcomes
//
// A message is accepted when the reply to its content is the expected one, so that the
// server has taken it for at least one recipient; refused recipients are counted on their
// own. LMTP answers the content for each recipient, and one positive reply suffices. A
// message is rejected when the server answered MAIL, every RCPT, DATA or the content with
// 4yz or 5yz. Everything else is a failure with a cause: the connection could not be
// opened, was closed or reset, no reply came in time, or a reply that makes no sense. Every
// message that was attempted has exactly one of the three outcomes.
//
// Of several messages under way each is judged by its own replies. When content in a chunk
// is refused, the server may keep its transaction open, and then it refuses the MAIL of the
// message after it. Nothing more is sent until a MAIL shows that the transaction has ended,
// or RSET ends it (RFC 3030 §2). A message whose MAIL or every recipient was refused and
// whose content was taken all the same, into whichever transaction was open, is a failure.
//
// # Latency
//
// A phase counts from the write that held its command to the expected reply. The
// transaction counts from the write of MAIL in closed loop. In open loop it counts from the
// time at which the schedule wanted the message to start, so that the wait for a free
// connection is included. Only accepted messages have a transaction latency.
//
// A session is a state machine that takes and returns octets. The package must not know
// sockets, clocks, or who counts what a session sees.
package exchange
