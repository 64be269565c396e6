package wire

// Deviation is one departure of a peer from the grammar of RFC 5321, or of an
// extension where the kind says so. It is a fact about octets, not a verdict:
// a legal SMTPUTF8 reply, for example, carries DeviationOctet8Bit.
type Deviation struct {
	Kind DeviationKind
	// Line is the line of the reply, counted from 0.
	Line int
	// Offset is the octet in Reply.Raw at which the departure is.
	Offset int
	// Detail shows the octets concerned in the notation of Visible, at most
	// 80 characters.
	Detail string
}

// DeviationKind names a departure from the grammar.
type DeviationKind string

// Departures from the grammar of replies, RFC 5321 section 4.2.
const (
	// DeviationBareLF is a line that ends in LF without CR.
	DeviationBareLF DeviationKind = "bare-lf"
	// DeviationBareCR is a CR that no LF follows.
	DeviationBareCR DeviationKind = "bare-cr"
	// DeviationCodeNotDigits is a line that does not begin with three digits.
	DeviationCodeNotDigits DeviationKind = "code-not-digits"
	// DeviationCodeRange is a code outside %x32-35 %x30-35 %x30-39.
	DeviationCodeRange DeviationKind = "code-range"
	// DeviationCodeUnlisted is a code that ListedCode does not know
	// (section 4.2).
	DeviationCodeUnlisted DeviationKind = "code-unlisted"
	// DeviationCodeMismatch is a line whose code differs from that of the
	// first line of its reply (section 4.2.1).
	DeviationCodeMismatch DeviationKind = "code-mismatch"
	// DeviationSeparator is a code followed by neither SP nor "-".
	DeviationSeparator DeviationKind = "separator"
	// DeviationNoText is a code alone. The grammar allows it and
	// section 4.2 calls it a violation that clients should be prepared for.
	DeviationNoText DeviationKind = "no-text"
	// DeviationEmptyText is a code with SP and no text after it, which the
	// grammar does not allow (textstring has at least one octet).
	DeviationEmptyText DeviationKind = "empty-text"
	// DeviationEmptyLine is a line with nothing before its end.
	DeviationEmptyLine DeviationKind = "empty-line"
	// DeviationLineTooLong is a line of more than 512 octets with its CRLF
	// (section 4.5.3.1.5).
	DeviationLineTooLong DeviationKind = "line-too-long"
	// DeviationOctet8Bit is an octet above 127 in the text. It is recorded
	// once a line and is legal once SMTPUTF8 is in use (RFC 6531 section
	// 3.7.4.2).
	DeviationOctet8Bit DeviationKind = "octet-8bit"
	// DeviationOctetControl is a control octet other than HT, CR, LF and NUL,
	// or DEL, in the text; recorded once a line.
	DeviationOctetControl DeviationKind = "octet-control"
	// DeviationOctetNUL is a NUL in the text; recorded once a line.
	DeviationOctetNUL DeviationKind = "octet-nul"
)

// Departures from the grammar of enhanced status codes, RFC 2034 section 4 and
// RFC 3463 section 2. Reply.EnhancedDeviations reports them.
const (
	// DeviationEnhancedMissing is a line without an enhanced status code.
	DeviationEnhancedMissing DeviationKind = "enhanced-missing"
	// DeviationEnhancedMalformed is a line that begins like an enhanced status
	// code and is none: leading zeros, more than three digits, a class other
	// than 2, 4 and 5, or no SP after it.
	DeviationEnhancedMalformed DeviationKind = "enhanced-malformed"
	// DeviationEnhancedClass is a class that is not the first digit of the
	// reply code.
	DeviationEnhancedClass DeviationKind = "enhanced-class"
	// DeviationEnhancedDiffers is a line whose enhanced status code is not
	// that of the lines before it.
	DeviationEnhancedDiffers DeviationKind = "enhanced-differs"
)

// Departures from the registry of enhanced status codes, RFC 5248.
// Reply.RegistryDeviations reports them.
const (
	// DeviationEnhancedUnregistered is a subject or detail that is not in the
	// registry.
	DeviationEnhancedUnregistered DeviationKind = "enhanced-unregistered"
	// DeviationEnhancedUnspecified is X.0.0, which is unspecific but no
	// departure.
	DeviationEnhancedUnspecified DeviationKind = "enhanced-unspecified"
	// DeviationPairTooWeak is one of 534 and X.7.9 without the other.
	DeviationPairTooWeak DeviationKind = "pair-too-weak"
	// DeviationPairEncryption is one of 523 and X.7.10 without the other.
	DeviationPairEncryption DeviationKind = "pair-encryption-needed"
	// DeviationPairTransition is 432 without X.7.12, or that with another code
	// than 432 and 422.
	DeviationPairTransition DeviationKind = "pair-transition-needed"
	// DeviationPairDisabled is one of 525 and X.7.13 without the other.
	DeviationPairDisabled DeviationKind = "pair-account-disabled"
	// DeviationPairTrust is X.7.14 with another code than 535 and 554.
	DeviationPairTrust DeviationKind = "pair-trust-required"
)

// Departures from the grammar of the EHLO reply, RFC 5321 section 4.1.1.1.
// ParseCapabilities reports them.
const (
	// DeviationGreetDomain is a first line that does not begin with a domain
	// or an address literal.
	DeviationGreetDomain DeviationKind = "greet-domain"
	// DeviationKeywordSyntax is an ehlo-keyword with an octet other than a
	// letter, a digit and "-", or one that begins with "-", or none at all.
	DeviationKeywordSyntax DeviationKind = "keyword-syntax"
	// DeviationKeywordParam is an ehlo-param with an octet outside %d33-126.
	DeviationKeywordParam DeviationKind = "keyword-param"
	// DeviationKeywordSpace is white space other than one SP between the
	// words of a line, or white space at its end.
	DeviationKeywordSpace DeviationKind = "keyword-space"
	// DeviationKeywordRepeated is a keyword that an earlier line has already
	// announced.
	DeviationKeywordRepeated DeviationKind = "keyword-repeated"
	// DeviationKeywordUnregistered is a keyword that RegisteredKeyword does
	// not know (section 2.2.2).
	DeviationKeywordUnregistered DeviationKind = "keyword-unregistered"
)

// DeviationKinds lists every kind.
func DeviationKinds() []DeviationKind {
	return []DeviationKind{
		DeviationBareLF,
		DeviationBareCR,
		DeviationCodeNotDigits,
		DeviationCodeRange,
		DeviationCodeUnlisted,
		DeviationCodeMismatch,
		DeviationSeparator,
		DeviationNoText,
		DeviationEmptyText,
		DeviationEmptyLine,
		DeviationLineTooLong,
		DeviationOctet8Bit,
		DeviationOctetControl,
		DeviationOctetNUL,
		DeviationEnhancedMissing,
		DeviationEnhancedMalformed,
		DeviationEnhancedClass,
		DeviationEnhancedDiffers,
		DeviationEnhancedUnregistered,
		DeviationEnhancedUnspecified,
		DeviationPairTooWeak,
		DeviationPairEncryption,
		DeviationPairTransition,
		DeviationPairDisabled,
		DeviationPairTrust,
		DeviationGreetDomain,
		DeviationKeywordSyntax,
		DeviationKeywordParam,
		DeviationKeywordSpace,
		DeviationKeywordRepeated,
		DeviationKeywordUnregistered,
	}
}

const (
	// maxDeviations bounds what a hostile reply can make its reader keep. The
	// first of each kind is recorded even beyond it.
	maxDeviations = 32
	// excerptLen leaves room for the note of VisibleLimit within 80 characters.
	excerptLen = 56
	// excerptLead is how much of a line is shown before the octet concerned.
	excerptLead = 20
)

// deviations collects departures up to maxDeviations.
type deviations struct{ list []Deviation }

// add records a departure at octet at of line, which itself is at offset
// base of the reply.
func (d *deviations) add(kind DeviationKind, n, base int, line []byte, at int) {
	if len(d.list) >= maxDeviations && d.has(kind) {
		return
	}
	from := max(at-excerptLead, 0)
	d.list = append(d.list, Deviation{
		Kind: kind, Line: n, Offset: base + at,
		Detail: VisibleLimit(line[min(from, len(line)):], excerptLen),
	})
}

func (d *deviations) has(kind DeviationKind) bool {
	for i := range d.list {
		if d.list[i].Kind == kind {
			return true
		}
	}
	return false
}
