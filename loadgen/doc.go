// Package loadgen compiles a scenario to an exchange program, drives many
// connections with it, and records how long each phase of each message took.
//
// # An exchange
//
// An exchange is a scenario of the catalogue's language. What stands before the
// first MAIL opens a session, what reaches from MAIL to the reply that ends the
// content is the transaction, which is repeated, and what follows ends the
// session. Steps that await nothing go out in one write with the next step.
// Where the content and the next MAIL stand in one write, as in load.pipelined,
// the program sends them so whenever another message is to be sent at that
// moment. Where the whole message stands in one write, as in load.chunking,
// several may be under way at once on a connection (Options.Depth). Where the
// whole session is written twice, as in load.one-message, each message has a
// connection of its own. Several RCPT to ${mailbox} go to the known mailboxes in
// turn. Steps that a program cannot repeat thousands of times a second (pauses,
// captures, patterns, looks at the delivery folder) are an error at their place
// in the file.
//
// # Messages that differ
//
// Sizes and numbers of recipients come from distributions (ParseSizes), bodies
// from a folder. A program has a cycle of messages in which each value comes as
// often as it should, about 1000 of them, in an order that follows from a seed;
// every form that a message can have is built before the run, and the octets of
// bodies are shared. A distribution with very many values stands in it with 250
// of them. Senders take turns, and their number is written like the id.
//
// # What becomes of a message
//
// A message is accepted when the reply to its content is the expected one, so
// that the server has taken it for at least one recipient; recipients that were
// refused on the way are counted on their own. LMTP answers the content for each
// recipient, and one positive reply will do. A message is rejected when the server
// answered MAIL, every RCPT, DATA or the content with 4yz or 5yz. Everything
// else is a failure with a cause: the connection could not be opened, was
// closed or reset, no reply came in time, or a reply that makes no sense. Every
// message that was attempted becomes exactly one of the three.
//
// Of several messages under way each is judged by its own replies. When content
// in a chunk is refused, the server may hold its transaction open, and then it
// refuses the MAIL of the message behind. Nothing more is sent until a MAIL
// shows that the transaction has ended, or RSET ends it (RFC 3030 §2). A message
// whose MAIL or every recipient was refused and whose content was taken all the
// same, into whichever transaction was open, is a failure.
//
// # Latency
//
// A phase counts from the write that held its command to the expected reply.
// The transaction counts from the write of MAIL in closed loop. In open loop it
// counts from the moment at which the schedule wanted the message to start, so
// that waiting for a free connection is in the figure. Only accepted messages
// have a transaction latency.
//
// The program is a state machine that takes and returns octets and knows
// neither sockets nor clocks; two transports drive it, an epoll loop for each
// processor on Linux, and a goroutine for each connection elsewhere and for TLS.
//
// The package must not know the suite, the command line, or how a result is
// shown.
package loadgen
