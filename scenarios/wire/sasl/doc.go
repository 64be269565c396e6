// Package sasl is the client side of SASL (RFC 4422) as bytes: PLAIN, LOGIN,
// CRAM-MD5, SCRAM-SHA-256 with and without channel binding, and OAUTHBEARER, and
// deliberate forgeries that show whether a server checks what it must.
//
// A Client takes the decoded challenges of one exchange and returns the next
// message of the client. It does no I/O; base64 and the lines of
// AUTH are in EncodeInitial, Encode and Decode (RFC 4954 §4).
//
// Challenges are untrusted. No challenge makes a Client panic, and
// the work that SCRAM can ask of it is bounded. An error may quote octets of the
// server as they came: escape it before it is shown.
package sasl
