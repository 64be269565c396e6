// Package sasl is the client side of SASL (RFC 4422) as bytes: PLAIN, LOGIN,
// CRAM-MD5, SCRAM-SHA-256 with and without channel binding, and OAUTHBEARER, and
// the deliberate forgeries of them that show whether a server checks what it has to.
//
// A Client takes the decoded challenges of one exchange and returns what the
// client says next. It reads, sends and waits for nothing; base64 and the lines of
// AUTH are in EncodeInitial, Encode and Decode (RFC 4954 §4).
//
// A server decides what a challenge holds. No challenge makes a Client panic, and
// the work that SCRAM can ask of it is bounded. An error may quote octets of the
// server as they came: escape it before it is shown.
package sasl
