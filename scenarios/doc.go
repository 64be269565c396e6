// Package scenarios holds the scenario language of smtpspec, the catalogue that
// is written in it, and the requirements that the catalogue proves.
//
// The package knows files, steps and expectations. It must not know sockets,
// clocks, verdicts of a run or Ginkgo: what is loaded here is played by
// suite/player and compiled by loadgen.
//
// This comment is the reference of the language.
//
// # A file
//
//	section: RFC 5321 §4.5.2          # where the rules stand; shown in reports
//	labels: [data]                    # for every scenario of the file
//	profiles: [receiver]              # default for the file, see below
//	outcomes: {stored: 250|252}       # names for sets of outcomes
//	axes: {lines: [{id: one-dot, text: "."}, {id: two-dots, text: ".."}]}   # axes that several scenarios share
//	fragments:                        # pieces of play
//	  asked:
//	    - C: DATA
//	      S: 354
//	scenarios:
//	  - id: transparency.dot-removed
//	    title: A leading dot that the sender added is removed before delivery
//	    proves: [RFC5321-4.5.2-server-dot-unstuffing]
//	    matrix: {line: lines}
//	    given: [transaction, asked]
//	    play:
//	      - data: "${header}\r\n.${text}hidden\r\n"
//	        S: stored
//	      - delivered: {body: "${text}hidden\r\n"}
//
// A file is one YAML document. Unknown keys, keys given twice, anchors, aliases, merges and
// tags are refused, and so is a fragment, an axis or a set of outcomes that no scenario uses. A value with a colon and a blank in it, with ${…} inside
// [ ] or { }, or with a backslash escape has to stand in double quotes.
//
// # A scenario
//
//	id        a stable name, lower-case words joined by dots and hyphens
//	title     the rule in one sentence
//	subject   server (default), client or relay: who is under test
//	profiles  receiver, submission, lmtp: the kinds of server it applies to (default receiver)
//	proves    requirement ids; the first one gives the level and is named in a failure
//	also      requirement ids beside those of a cell of the matrix, which take the place of proves
//	level     MUST, MUST NOT, SHOULD, SHOULD NOT, MAY or INFO, instead of the requirement's own
//	policy    entry of the policy table (C01 …) that decided between two readings
//	strict_reading  the level under the stricter reading of that entry (run --policy); a should: is a must there
//	needs     what the target must offer: an EHLO keyword (PIPELINING, AUTH PLAIN), a
//	          EHLO itself, a port (port submissions), or a fact of target.yaml (delivery, unknown, foreign, auth, …).
//	          A keyword that is not offered skips the scenario, a missing fact makes it unknown,
//	          one of declares (but for max_size, max_recipients and idle_timeout) skips it too.
//	          Facts that a variable or step uses need not be repeated. "no STARTTLS" asks for absence.
//	labels    words for --label-filter
//	serial    true: no other scenario runs at the same time
//	probe     true: at the end a new connection must be greeted, or the probe has broken the server
//	watch     kinds of deviation that this scenario judges, wherever in the run they were seen
//	fault     faults of the bundled server that make it fail, beside those that break what it proves;
//	          smtpspec selftest plays it against them too
//	vars      variables of this scenario
//	matrix    one or more axes; the scenario is played once for each combination
//	given     what the rule presupposes: a fragment, or a list of fragments and steps. When one of them fails, the
//	          scenario says nothing (unknown) about what it proves
//	play      the steps
//
// A scenario needs an expectation of its own, in play and without when, or by watch or probe: otherwise it would pass with any target.
//
// # Steps
//
// A step is a mapping. What it does is named by one of these keys:
//
//	connect: {port: smtp, tls: false}   opens a connection; port is smtp (default), submission,
//	                                    submissions, lmtp, odmr, dummy or reject554; tls: true begins TLS at once
//	accept: {port: a}                   waits for a connection (client under test, downstream lane)
//	C: line                             a command line, sent with CRLF. A list is a group, sent in one write
//	S: expectation                      a reply. A list is one expectation for each reply
//	send: octets                        sent as they are. A list is cut into segments, each its own write
//	data: octets                        the mail object as it goes over the wire, dots already doubled by
//	                                    the author, then the end of data (".\r\n"); it must end with "\r\n"
//	bdat: octets                        BDAT with their size and the octets, in one write; last: true adds LAST
//	tls: {}                             the TLS handshake, now; {fails: true} when it must not succeed,
//	                                    {may_fail: true} when it may: then the case ends here, and nothing is wrong
//	                                    {version: "1.2"} offers that version alone, {suites: [NAME]} these alone below 1.3,
//	                                    {certificate: true} shows that of target.yaml (tls.certificate) where the server asks for one,
//	                                    {verified: true} asks for a certificate that is good for the target; {hello: KIND} sends a
//	                                    ClientHello made by hand and looks at the answer: null-cipher and anonymous must not be
//	                                    taken, nor compression, and renegotiation has to be secure; afterwards the connection is of no use
//	auth: PLAIN                         the whole AUTH exchange with the credentials of target.yaml: PLAIN, LOGIN, SCRAM-SHA-256,
//	                                    SCRAM-SHA-256-PLUS, CRAM-MD5 or OAUTHBEARER, or {mechanism: PLAIN, initial: false, password: wrong};
//	                                    forge: nonce or binding says another one in the last message of SCRAM, with a proof that
//	                                    fits; replay sends what the SCRAM exchange before it has sent; name puts a soft hyphen,
//	                                    which SASLprep takes out, into the user name (SCRAM and PLAIN); message is what
//	                                    OAUTHBEARER says in place of what is right, and an error result is answered with control-A
//	pause: 100ms                        waits; what arrives meanwhile is kept for the next expectation
//	expect_silence: 300ms               nothing may arrive, and the connection must stay open; a floor, as for silence
//	collect: {until: 221, count: {…}}   reads every reply up to one that matches until, or the end of the connection,
//	                                    and counts: {2yz: 0..1, 354: 0}. With quit: true it sends QUIT first; segments: 1..20
//	                                    bounds in how many segments they came (as TCP counts them, or in reads, which are never more)
//	atrn_receive: {messages: 1.., contains: [octets], absent: [octets]}   plays the receiver on a connection whose roles
//	                                    are reversed (ATRN): greets, takes what the other side sends up to its QUIT,
//	                                    which has to begin with EHLO or HELO, and looks at it
//	delivered: {…}                      looks at the delivered messages, see below
//	close: fin                          ends the connection: fin, rst or half (end of sending only)
//	expect_open: {}                     a new connection is greeted within the time-out
//	use: name                           plays a fragment; with: {name: value} gives its parameters
//	given: [steps]                      prepares in the middle of a play; as given of a scenario
//	repeat: {times: 10, on: "c${i}", steps: [steps]}   plays steps several times; ${i} is 1, 2, … and on, which may be
//	                                    left out, the connection
//	on: {b: [steps], c: [steps]}        plays steps on a connection
//
// C and S may stand in one step, and S beside send, data, bdat, auth and close: what is sent is sent, then the
// replies are awaited. With subject: client, and in the lane downstream of subject: relay, the harness is the
// server: C is what it expects, S what it sends.
//
// Further keys of any step:
//
//	on: b             the connection (default a); with subject: relay the lane, upstream or downstream
//	when: delivery    the step is left out unless the target offers this; "no X" for the contrary
//	unread: true      the reply to what the step sends does not matter. Every other reply has to be read: by the S of the
//	                  step, by that of a later step on the connection, or by collect
//	proves: [ID]      the requirement that this step proves, when it is not the first of the scenario
//	level: SHOULD     the level of this step
//	cut: octet        sends each octet in a write of its own; a list of offsets cuts there
//	gap: 20ms         the time between two segments (default 10ms; 1ms with cut: octet)
//	within: 5s        bound for every reply of the step and for its handshake (default: the time-out of the run)
//
// # Expectations
//
// A scalar is a set of outcomes, joined by |:
//
//	250               that reply code
//	5yz 25z           a class, a group: y and z stand for any digit
//	fin rst           the peer ended the connection in order, or reset it
//	close             either of the two
//	silence           nothing arrives within the bound and the connection stays open; the bound is a floor, for a
//	                  target that answers slowly is given three times its slowest recent reply, up to 2 s
//
// A name of outcomes stands for its set. The catalogue has rcpt-ok (250|251), refused (4yz|5yz), refused-or-closed,
// rejected-or-closed (5yz|421|close), not-accepted (4yz|5yz|close|silence), any-reply and any-reply-or-closed.
//
// A mapping says more:
//
//	code: 5yz|close            the outcomes that the level of the step judges (a MUST, mostly)
//	should: 550|551            a narrower set that is a SHOULD: anything else is a warning
//	skip: 252|55z              outcomes under which the rule does not apply: the case ends as skipped
//	skip: {unless: "^SIZE [1-9]"}   a regular expression that some line must match: the case ends as skipped
//	                           otherwise; code: in it for outcomes as well
//	grammar: greeting          the form of the reply, with its code: greeting (220, RFC 5321 §4.2) or base64 (334, RFC 4954 §4)
//	enhanced: 5.1.1|5.7.x      the enhanced status code, x for any number
//	text: "^[^ ]+ "            a regular expression (RE2) that some line must match
//	base64: true               text, not_text and capture look at what the base64 of the reply stands for
//	not_text: ESMTP            one that no line may match
//	lines: 1                   the number of lines, or a range 1..3
//	keyword: "SIZE [0-9]+"     an EHLO keyword with parameters (RE2, whole line, case-insensitive)
//	no_keyword: STARTTLS       one that must not be listed
//	capture: {name: RE2}       binds the first group of the first line that matches to ${name}
//	within: 5s                 bound for this reply
//	not_before: 4s             nothing may arrive earlier than this
//
// A 4yz reply where a positive one was expected makes the scenario unknown: the server did not decide.
// For a client under test C is a pattern: * stands for any text, verbs are compared without case;
// {text: RE2, capture: {…}} says more.
//
// # Evidence
//
// What may make a scenario fail is not the same for every rule:
//
//	a 4yz reply      where a positive reply is due: unknown, the server did not decide, be the reply whole or not
//	a slow reply     whose octets still came when its time was over: unknown
//	silence          fails what a server must do. It does not fail a MUST NOT or SHOULD NOT, nor, in a rule of security, a
//	                 step where only refusals are right, nor the silence that ends its collect: such a rule is broken by a
//	                 positive reply, a message, octets or another refusal than the one due, and is unknown otherwise; one that
//	                 forbids to lose input or to close (absence: true of the requirement) is broken by silence and endings
//	4yz, an ending   in place of a refusal: as silence. Where the session has to go on (a positive reply or silence is due, or
//	                 expect_silence), and in probe and expect_open, the end of the connection is the evidence, and fails
//	a preparation    that fails: unknown, whatever came
//	the harness      what came while this machine kept the player waiting is played again alone, twice at most, and says so
//
// # Delivered messages
//
//	delivered:
//	  find: "${id}"            messages that hold this text (default: the id of this play)
//	  count: 1                 how many there must be, or a range: 0..1, 1.. (default 1)
//	  body: octets             exactly this after the first empty line
//	  contains: [octets]       all of these somewhere; absent: [octets] none of them
//	  header: {Received: RE2}  a header field, unfolded, that must match; fields: {Return-Path: 1} counts fields
//	  first: Return-Path       the name of the first header field
//	  within: 10s              how long to wait for them
//	  skip: {unless: {Date: RE2}}   header fields that must match: the case ends as skipped otherwise
//	  capture: {name: RE2}     binds the first group of the first header field, "Name: value" unfolded, that matches
//
// Line ends are compared without regard to their form, because stores keep their own, and so is the very last line end
// of a message, which is judged once (watch: [final-line-end]). A text that begins with a line end is found at the first
// line of the message too, one that ends with it at the last. Where fewer messages than the
// upper bound are there, the player waits a while longer for one too many. Where too few are there when the time is up,
// the sessions of the scenario are ended (QUIT, then close) and the folder is looked at again, because some servers
// file a message only then; where more are due than messages were sent, a store that has one file for all recipients of a
// message makes the scenario unknown; a step that wants such a session afterwards makes the scenario unknown.
//
// # Text, octets and variables
//
// Every text goes out as it is written, after ${…} has been replaced. In the argument of a function, and so in TEXT, a variable may be
// written $name, and any ${…} may be used:
//
//	${name}               a variable; an undefined one is an error when the file is loaded
//	${x:00ff}             octets in hexadecimal. In YAML "\xff" is a character, two octets in UTF-8; it is refused
//	${repeat:TEXT:N}      TEXT N times; with $NAME in place of N as often as a variable says
//	${fill:TEXT:$NAME}    TEXT again and again until it is longer than the number in a variable, such as $max_size
//	${base64:TEXT}        TEXT in base64
//	${upper:TEXT}         TEXT in upper case
//	${now:90s}            the time so far from now, to the next whole second, as RFC 3339 writes it in UTC
//	$${                   the two characters ${
//
// Variables that are always there: ${id} (unique for each play), ${client} (the name given with EHLO), ${ehlo} (EHLO, LHLO, or HELO
// where the server refuses EHLO for good: what sends EHLO itself is skipped there but for the scenario about EHLO),
// ${sender}, ${header} (the header of a small message that holds ${id}, without the empty line),
// ${message} (the same with a body; each that is sent has a Message-ID of its own), and ${user} and ${password} of target.yaml. Its facts are these:
//
//	${token}              an OAuth access token
//	${domain}             the domain of the server
//	${mailbox}            a mailbox that exists
//	${mailbox2}           another one
//	${unknown}            a local mailbox that does not exist
//	${foreign}            a mailbox elsewhere, to which nothing is relayed
//	${max_size}           octets of the largest message
//	${max_recipients}     the most recipients of a message
//	${idle_timeout}       after which a silent client is dropped
//	${etrn_queue}         a mailbox whose mail waits for ETRN or ATRN
//	${etrn_queue_domain}  the domain of ${etrn_queue}
//	${etrn_queue2}        another one
//	${etrn_queue2_domain} the domain of ${etrn_queue2}
//	${null_mx}            a domain whose only MX is the root
//	${reassigned}         a mailbox that had another owner after 1990
//	${forwarded}          a mailbox that has moved; its mail is sent on to below delivery.dir
//	${moved}              a mailbox that has moved, and takes no mail any more
//	${forwarded_utf8}     as ${forwarded}, and the new address is not ASCII
//	${moved_utf8}         as ${moved}, and the new address is not ASCII
//	${failing}            a mailbox that RCPT accepts and delivery does not reach
//	${failing2}           another one
//	${list}               a mailing list with mailboxes.known among its members
//	${ambiguous}          a name that VRFY finds several mailboxes for
//	${full}               a mailbox without room
//	${ascii_only}         a mailbox that cannot get a header in UTF-8
//
// Secrets are redacted in every transcript.
//
// Durations are 300ms, 5s, 2m, or a sum with a fact: idle_timeout+2s.
//
// # Matrix
//
//	matrix:
//	  form:
//	    - {id: lf-dot-lf, eod: "\n.\n", proves: [SEC-smuggling-eod-lf-dot-lf]}
//	    - {id: lf-dot-crlf, eod: "\n.\r\n", policy: C01}
//	  pace: [at-once, paced]
//
// Each axis is a list of cells, or the name of one of axes: form: false-ends. A scalar cell is its own id. A cell may hold proves, level, policy,
// strict_reading, needs and labels, which take the place of the scenario's (needs and labels add), and variables. ${form} is the id
// of the cell. The scenario above plays as
// smuggling/lf-dot-lf/at-once and so on. Variables of a matrix and parameters of a fragment are replaced before
// anything is read, so they may stand anywhere in play, in a use or an S too.
// A variable of a cell that nothing uses is refused, for it may be a key that is misspelt.
//
// # Fragments
//
// A fragment is a list of steps, or a mapping {params: {name: default}, play: […]}. Whether its steps prepare is for the scenario to say, by given.
// The fragments, axes and outcomes of catalogue/fragments.yaml may be used in every file: opened, greeted, transaction and others.
package scenarios
