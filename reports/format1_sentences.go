package reports

import (
	"regexp"
	"strings"
)

// The sentences of smtpspec.run/1 about what was expected, and about why a case had
// no verdict; see format1.go.

const (
	outcome1 = `(?:[2-5](?:[0-9][0-9z]|yz)|fin|rst|close|silence)`
	range1   = `([0-9]+(?: or more| to [0-9]+)?)`
)

var outcomes1 = regexp.MustCompile(`^(should be )?(` + outcome1 + `(?:\|` + outcome1 + `)*)(?:, by the stricter reading of (\S+))?$`)

// wish1 is a sentence about what was expected. The groups of its form go into the fields
// that are named: c(ount), o(utcomes), t(ext of octets), p(attern), n(ame), b(ound).
type wish1 struct {
	form   *regexp.Regexp
	kind   ExpectationKind
	fields string
}

func want1(form string, kind ExpectationKind, fields string) wish1 {
	return wish1{regexp.MustCompile(`(?s)\A(?:` + form + `)\z`), kind, fields}
}

// wishes1 are tried in this order.
var wishes1 = []wish1{
	want1(`nothing for (\S+)`, WantSilence, "b"),
	want1(range1+` replies (\S+)`, WantReplyCount, "co"),
	want1(`replies up to (\S+)`, WantRepliesUntil, "o"),
	want1(`replies that come to an end`, WantRepliesEnd, ""),
	want1(`replies in `+range1+` segment\(s\)`, WantSegments, "c"),
	want1(`a new connection that is greeted \(is the server still alive\?\)`, WantGreeting, ""),
	want1(`nothing before the greeting of the customer`, WantQuietBeforeReverse, ""),
	want1(`nothing before (\S+)`, WantNotBefore, "b"),
	want1(`enhanced status code (\S+)`, WantEnhanced, "o"),
	want1(range1+` line\(s\)`, WantLines, "c"),
	want1(`base64`, WantBase64, ""),
	want1(`a line that matches (.*)`, WantLine, "p"),
	want1(`no line that matches (.*)`, WantNoLine, "p"),
	want1(`the keyword (.*)`, WantKeyword, "p"),
	want1(`no keyword (.*)`, WantNoKeyword, "n"),
	want1(`a line to take (\S+) from, by (.*)`, WantCapture, "np"),
	want1(`a server that proves itself before 235`, WantServerProof, ""),
	want1(`a challenge in base64`, WantChallengeBase64, ""),
	want1(`a challenge that fits (\S+)`, WantChallenge, "n"),
	want1(`an end of the exchange`, WantExchangeEnd, ""),
	want1(`a TLS handshake`, WantTLS, ""),
	want1(`a TLS handshake that fails`, WantNoTLS, ""),
	want1(`a certificate that is good for (.*)`, WantCertificate, "n"),
	want1(`no compression`, WantNoCompression, ""),
	want1(`renegotiation_info in the ServerHello \(RFC 5746 §3\.6\)`, WantRenegotiationInfo, ""),
	want1(`a refusal of (\S+) cipher suites`, WantSuitesRefused, "n"),
	want1(`EHLO, mail and QUIT`, WantReversedSession, ""),
	want1(`EHLO or HELO after the greeting`, WantReversedHello, ""),
	want1(range1+` message\(s\)`, WantMessages, "c"),
	want1(range1+` delivered message\(s\)`, WantDelivered, "c"),
	want1(`the body (.*)`, WantBody, "t"),
	want1(`a message that holds (.*)`, WantContains, "t"),
	want1(`a message without (.*)`, WantLacks, "t"),
	want1(`no message that holds (.*)`, WantNoneContains, "t"),
	want1(`(\S+) as the first header field`, WantFirstField, "n"),
	want1(range1+` header field\(s\) (\S+)`, WantFields, "cn"),
	want1(`a header field (\S+) that matches (.*)`, WantField, "np"),
	want1(`a header field to take (\S+) from, by (.*)`, WantFieldCapture, "np"),
}

// expectation1 is what a finding of some kind expected.
func expectation1(kind, text string) Expectation {
	if text == "no "+kind {
		return Expectation{Kind: WantNoDeviation, Name: kind}
	}
	if m := outcomes1.FindStringSubmatch(text); m != nil {
		return Expectation{Kind: WantOutcomes, Outcomes: strings.Split(m[2], "|"), Should: m[1] != "", Policy: m[3]}
	}
	for _, w := range wishes1 {
		m := w.form.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		e := Expectation{Kind: w.kind}
		for i, field := range w.fields {
			switch value := m[i+1]; field {
			case 'c':
				e.Count = count1of(value)
			case 'o':
				e.Outcomes = strings.Split(value, "|")
			case 't':
				e.Octets = value
			case 'p':
				e.Pattern = value
			case 'n':
				e.Name = value
			default:
				e.BoundMS = span1(value)
			}
		}
		return e
	}
	return Expectation{Kind: WantStated, Name: text}
}

func count1of(text string) *Range {
	if least, ok := strings.CutSuffix(text, " or more"); ok {
		return &Range{number1(least), -1}
	}
	least, most, ok := strings.Cut(text, " to ")
	if !ok {
		most = least
	}
	return &Range{number1(least), number1(most)}
}

// why1 is a sentence about why a case had no verdict; the groups of its form go into
// n(ame), t(ext), l(ine) and g(ot).
type why1 struct {
	form   *regexp.Regexp
	kind   ReasonKind
	fields string
}

func because1(form string, kind ReasonKind, fields string) why1 {
	return why1{regexp.MustCompile(`(?s)\A(?:` + form + `)\z`), kind, fields}
}

var reasons1 = []why1{
	because1(`a (\S+) is under test here; this version plays servers`, ReasonSubject, "n"),
	because1(`does not apply to the profile (\S+)`, ReasonProfile, "n"),
	because1(`target\.yaml does not give (.*)`, ReasonNotGiven, "n"),
	because1(`target\.yaml has no port (\S+)`, ReasonNoPort, "n"),
	because1(`target\.yaml has no (delivery\.dir)`, ReasonNotGiven, "n"),
	because1(`applies only to a server with (.*)`, ReasonOnlyWithout, "n"),
	because1(`(.*) is not offered`, ReasonNotOffered, "n"),
	because1(`no reply was seen`, ReasonNoReply, ""),
	because1(`the target could not be asked anything`, ReasonUnreached, ""),
	because1(`the target no longer answered, (.*)`, ReasonDead, "t"),
	because1(`the target stopped answering in this case or one beside it, (.*)`, ReasonDied, "t"),
	because1(`interrupted: (.*)`, ReasonInterrupted, "t"),
	because1(`line ([0-9]+): (.*)`, ReasonError, "lt"),
	because1(`answered (.*)`, ReasonAnswered, "g"),
}

// reason1 is why a case had its verdict.
func reason1(text string) *Reason {
	for _, w := range reasons1 {
		m := w.form.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		r := &Reason{Kind: w.kind}
		for i, field := range w.fields {
			switch value := m[i+1]; field {
			case 'n':
				r.Name = value
			case 't':
				r.Text = value
			case 'l':
				r.Line = number1(value)
			default:
				r.Got = Observation{Kind: SawReply, Octets: value}
			}
		}
		return r
	}
	return Because(ReasonStated, text)
}
