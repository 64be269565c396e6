// Package scenarios holds the scenario language of smtpspec, the catalogue that
// is written in it, and the requirements that the catalogue covers.
//
// The package knows files, steps and expectations. It must not know sockets,
// clocks, verdicts of a run or Ginkgo: suite/player runs what is loaded here,
// and loadgen compiles it.
//
// This comment is the reference of the language.
//
// # A file
//
//	section: RFC 5321 §4.5.2          # section of the RFC; shown in reports
//	labels: [data]                    # for every scenario of the file
//	profiles: [receiver]              # default for the file, see below
//	outcomes: {stored: 250|252}       # names for sets of outcomes
//	axes: {lines: [{id: one-dot, text: "."}, {id: two-dots, text: ".."}]}   # axes that several scenarios share
//	fragments:                        # named lists of steps
//	  data:
//	    - C: DATA
//	      S: 354
//	scenarios:
//	  - id: transparency.dot-removed
//	    title: A leading dot that the sender added is removed before delivery
//	    proves: [RFC5321-4.5.2-server-dot-unstuffing]
//	    matrix: {line: lines}
//	    given: [transaction, data]
//	    play:
//	      - data: "${header}\r\n.${text}hidden\r\n"
//	        S: stored
//	      - delivered: {body: "${text}hidden\r\n"}
//
// A file is one YAML document. Unknown keys, duplicate keys, anchors, aliases, merges and
// tags are errors, and so is a fragment, an axis or a set of outcomes that no scenario uses. Put a value with a colon and a space,
// with ${…} inside [ ] or { }, or with a backslash escape in double quotes.
//
// # A scenario
//
//	id        a stable name, lower-case words joined by dots and hyphens
//	title     the rule in one sentence
//	subject   server (default), client or relay: who is under test
//	profiles  receiver, submission, lmtp: the kinds of server it applies to (default receiver)
//	proves    requirement ids; the first one gives the level and is named in a failure
//	also      requirement ids in addition to those of a cell of the matrix, which replace proves
//	level     MUST, MUST NOT, SHOULD, SHOULD NOT, MAY or INFO, instead of the requirement's own
//	policy    entry of the policy table (C01 …) that decides between two readings
//	strict_reading  the level under the stricter reading of that entry (run --policy); a should: is a must there
//	needs     what the target must offer: an EHLO keyword (PIPELINING, AUTH PLAIN), a
//	          EHLO itself, a port (port submissions), or a fact of target.yaml (delivery, unknown, foreign, auth, …).
//	          Without the keyword the scenario is skipped, without the fact it is unknown;
//	          without a fact of declares (except max_size, max_recipients and idle_timeout) it is skipped too.
//	          Facts that a variable or step uses need not be repeated. "no STARTTLS" requires its absence.
//	labels    words for --label-filter
//	serial    true: no other scenario runs at the same time
//	probe     true: at the end a new connection must be greeted; otherwise the scenario has broken the server
//	watch     kinds of deviation that this scenario checks, wherever in the run they were seen
//	fault     faults of the bundled server that make it fail, besides those that break what it proves;
//	          smtpspec selftest runs it against them too
//	vars      variables of this scenario
//	matrix    one or more axes; the scenario runs once for each combination
//	given     the precondition of the rule: a fragment, or a list of fragments and steps. If one of them fails, the
//	          verdict is unknown
//	play      the steps
//
// A scenario needs an expectation in play, without when, or a watch or probe: otherwise it would pass with any target.
//
// # Steps
//
// A step is a mapping. One of these keys names its action:
//
//	connect: {port: smtp, tls: false}   opens a connection; port is smtp (default), submission,
//	                                    submissions, lmtp, odmr, dummy or reject554; tls: true begins TLS at once
//	accept: {port: a}                   waits for a connection (client under test, downstream lane)
//	C: line                             a command line, sent with CRLF. A list is a group, sent in one write
//	S: expectation                      a reply. A list is one expectation for each reply
//	send: octets                        sent verbatim. A list is sent in segments, each in a write of its own
//	data: octets                        the mail object as sent, with dots already doubled, followed by
//	                                    the end of data (".\r\n"); it must end with "\r\n"
//	bdat: octets                        BDAT with the size and the octets, in one write; last: true adds LAST
//	tls: {}                             the TLS handshake; {fails: true} if it must fail,
//	                                    {may_fail: true} if it may fail: then the case ends here, without a failure
//	                                    {version: "1.2"} offers only that version, {suites: [NAME]} only these suites below 1.3,
//	                                    {certificate: true} presents that of target.yaml (tls.certificate) if the server asks for one,
//	                                    {verified: true} requires a valid certificate for the target; {hello: KIND} sends a
//	                                    hand-made ClientHello and checks the answer: null-cipher, anonymous and compression must not be
//	                                    accepted, and renegotiation must be secure; the connection cannot be used afterwards
//	auth: PLAIN                         a complete AUTH exchange with the credentials of target.yaml: PLAIN, LOGIN, SCRAM-SHA-256,
//	                                    SCRAM-SHA-256-PLUS, CRAM-MD5 or OAUTHBEARER, or {mechanism: PLAIN, initial: false, password: wrong};
//	                                    forge: nonce or binding changes that value in the last message of SCRAM, with a matching
//	                                    proof; replay repeats the messages of the previous SCRAM exchange; name puts a soft hyphen,
//	                                    which SASLprep removes, into the user name (SCRAM and PLAIN); message replaces the
//	                                    message of OAUTHBEARER, and an error result is answered with control-A
//	pause: 100ms                        waits; the next expectation reads what arrives meanwhile
//	expect_silence: 300ms               nothing may arrive, and the connection must stay open; a minimum, as for silence
//	collect: {until: 221, count: {…}}   reads every reply up to one that matches until, or the end of the connection,
//	                                    and counts: {2yz: 0..1, 354: 0}. With quit: true it sends QUIT first; segments: 1..20
//	                                    bounds the number of segments in which they arrived (as TCP counts them, or in reads, which are never more)
//	atrn_receive: {messages: 1.., contains: [octets], absent: [octets]}   acts as the receiver on a connection whose roles
//	                                    are reversed (ATRN): greets, accepts what the peer sends up to its QUIT,
//	                                    which must begin with EHLO or HELO, and checks it
//	delivered: {…}                      checks the delivered messages, see below
//	close: fin                          ends the connection: fin, rst or half (end of sending only)
//	expect_open: {}                     a new connection is greeted within the time-out
//	use: name                           runs the steps of a fragment; with: {name: value} gives its parameters
//	given: [steps]                      prepares in the middle of play, as given of a scenario
//	repeat: {times: 10, on: "c${i}", steps: [steps]}   runs steps several times; ${i} is 1, 2, …; on, which is
//	                                    optional, is the connection
//	on: {b: [steps], c: [steps]}        runs steps on a connection
//
// A step may have C and S, and S with send, data, bdat, auth or close: first the octets are sent, then the
// replies are awaited. With subject: client, and in the lane downstream of subject: relay, the harness is the
// server: C is what it expects, S what it sends.
//
// Further keys of any step:
//
//	on: b             the connection (default a); with subject: relay the lane, upstream or downstream
//	when: delivery    the step is left out unless the target offers this; "no X" for the opposite
//	unread: true      the reply to the step does not matter. Every other reply must be read: by the S of the
//	                  step, by that of a later step on the connection, or by collect
//	proves: [ID]      the requirement that this step proves, if it is not the first of the scenario
//	level: SHOULD     the level of this step
//	cut: octet        sends each octet in a write of its own; a list of offsets cuts at these
//	gap: 20ms         the time between two segments (default 10ms; 1ms with cut: octet)
//	within: 5s        limit for every reply of the step and for its handshake (default: the time-out of the run)
//
// # Expectations
//
// A scalar is a set of outcomes, joined by |:
//
//	250               that reply code
//	5yz 25z           a class, a group: y and z stand for any digit
//	fin rst           the peer closed the connection with FIN, or reset it
//	close             either of the two
//	silence           nothing arrives within the limit and the connection stays open; the limit is a minimum: a
//	                  slow target is given three times its slowest recent reply, up to 2 s
//
// A name of outcomes is replaced by its set. The catalogue has rcpt-ok (250|251), refused (4yz|5yz), refused-or-closed,
// rejected-or-closed (5yz|421|close), not-accepted (4yz|5yz|close|silence), any-reply and any-reply-or-closed.
//
// A mapping has more detail:
//
//	code: 5yz|close            the outcomes that the level of the step applies to (usually a MUST)
//	should: 550|551            a narrower set that is a SHOULD: any other outcome is a warning
//	skip: 252|55z              outcomes under which the rule does not apply: the case is skipped
//	skip: {unless: "^SIZE [1-9]"}   a regular expression that some line must match: otherwise the case is
//	                           skipped; it may have code: for outcomes as well
//	grammar: greeting          the form of the reply, with its code: greeting (220, RFC 5321 §4.2) or base64 (334, RFC 4954 §4)
//	enhanced: 5.1.1|5.7.x      the enhanced status code, x for any number
//	text: "^[^ ]+ "            a regular expression (RE2) that some line must match
//	base64: true               text, not_text and capture look at the decoded reply
//	not_text: ESMTP            one that no line may match
//	lines: 1                   the number of lines, or a range 1..3
//	keyword: "SIZE [0-9]+"     an EHLO keyword with parameters (RE2, whole line, case-insensitive)
//	no_keyword: STARTTLS       one that must not be listed
//	capture: {name: RE2}       binds the first group of the first line that matches to ${name}
//	within: 5s                 limit for this reply
//	not_before: 4s             nothing may arrive earlier than this
//
// If a positive reply is expected and 4yz comes, the verdict is unknown: the server did not decide.
// For a client under test C is a pattern: * matches any text, verbs are compared without case;
// {text: RE2, capture: {…}} has more detail.
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
//	the harness      what came while this machine kept the player waiting runs again alone, twice at most, and says so
//
// # Delivered messages
//
//	delivered:
//	  find: "${id}"            messages that contain this text (default: the id of this case)
//	  count: 1                 how many there must be, or a range: 0..1, 1.. (default 1)
//	  body: octets             exactly this after the first empty line
//	  contains: [octets]       all of these somewhere; absent: [octets] none of them
//	  header: {Received: RE2}  a header field, unfolded, that must match; fields: {Return-Path: 1} counts fields
//	  first: Return-Path       the name of the first header field
//	  within: 10s              how long to wait for them
//	  skip: {unless: {Date: RE2}}   header fields that must match: otherwise the case is skipped
//	  capture: {name: RE2}     binds the first group of the first header field, "Name: value" unfolded, that matches
//
// Line ends are compared without regard to their form, because mail stores use their own, and so is the very last line
// end of a message, which is checked once (watch: [final-line-end]). A text that begins with a line end is found at the
// first line of the message too, one that ends with it at the last. If there are fewer messages than the upper bound,
// the player waits a little longer for a surplus one. If there are too few when the time is up, the sessions of the
// scenario are ended (QUIT, then close) and the spool is looked at again, because some servers file a message only then;
// a step that needs such a session afterwards makes the verdict unknown. If more are due than messages were sent, a store
// that has one file for all recipients of a message makes the verdict unknown.
//
// # Text, octets and variables
//
// Every text is sent as written, after ${…} has been replaced. In the argument of a function, and so in TEXT, a variable may be
// written $name, and any ${…} may be used:
//
//	${name}               a variable; an undefined one is an error at load time
//	${x:00ff}             octets in hexadecimal. In YAML "\xff" is a character, two octets in UTF-8; this is an error
//	${repeat:TEXT:N}      TEXT N times; $NAME in place of N takes the number from a variable
//	${fill:TEXT:$NAME}    TEXT repeated until it is longer than the number in a variable, such as $max_size
//	${base64:TEXT}        TEXT in base64
//	${upper:TEXT}         TEXT in upper case
//	${now:90s}            the time 90 seconds from now, rounded up to a whole second, in RFC 3339 form and UTC
//	$${                   the two characters ${
//
// Variables that always exist: ${id} (unique for each case), ${client} (the name given with EHLO), ${ehlo} (EHLO, LHLO, or
// HELO if the server does not implement EHLO: what sends EHLO itself is skipped there, except the scenario about EHLO),
// ${sender}, ${header} (the header of a small message that contains ${id}, without the empty line),
// ${message} (the same with a body; each that is sent has a Message-ID of its own), and ${user} and ${password} of target.yaml. Its facts are these:
//
//	${token}              an OAuth access token
//	${domain}             the domain of the server
//	${mailbox}            a mailbox that exists
//	${mailbox2}           another one
//	${unknown}            a local mailbox that does not exist
//	${foreign}            a mailbox elsewhere, to which nothing is relayed
//	${foreign_domain}     the domain of ${foreign}
//	${max_size}           octets of the largest message
//	${max_recipients}     the most recipients of a message
//	${idle_timeout}       after which a silent client is dropped
//	${etrn_queue}         a mailbox whose mail waits for ETRN or ATRN
//	${etrn_queue_domain}  the domain of ${etrn_queue}
//	${etrn_queue2}        another one
//	${etrn_queue2_domain} the domain of ${etrn_queue2}
//	${null_mx}            a domain whose only MX is the root
//	${reassigned}         a mailbox that had another owner after 1990
//	${forwarded}          a mailbox that has moved; its mail is forwarded to the spool (delivery.dir)
//	${moved}              a mailbox that has moved, and does not accept mail any more
//	${forwarded_utf8}     as ${forwarded}, and the new address is not ASCII
//	${moved_utf8}         as ${moved}, and the new address is not ASCII
//	${failing}            a mailbox that RCPT accepts and whose delivery fails
//	${failing2}           another one
//	${list}               a mailing list with mailboxes.known among its members
//	${ambiguous}          a name for which VRFY finds several mailboxes
//	${full}               a mailbox over its quota
//	${ascii_only}         a mailbox that does not accept a header in UTF-8
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
// Each axis is a list of cells, or the name of one of axes: form: false-ends. A scalar cell is its own id. A cell may have proves, level, policy
// and strict_reading, which replace those of the scenario, needs and labels, which add to them, and variables. ${form} is the id
// of the cell. The cases of the scenario above are
// smuggling/lf-dot-lf/at-once and so on. Variables of a matrix and parameters of a fragment are replaced before
// anything is read, so they may be used anywhere in play, in a use or an S too.
// An unused variable of a cell is an error, as it may be a misspelt key.
//
// # Fragments
//
// A fragment is a list of steps, or a mapping {params: {name: default}, play: […]}. The scenario decides by given whether its steps are preparation.
// The fragments, axes and outcomes of catalogue/fragments.yaml may be used in every file: opened, greeted, transaction and others.
package scenarios
