package wire

import "strings"

// Keyword is one line of an EHLO reply after the first, RFC 5321 section
// 4.1.1.1.
type Keyword struct {
	// Name is the ehlo-keyword in upper case.
	Name string
	// Params are the words after it as they were written.
	Params []string
	// Raw is the text of the line.
	Raw string
}

// Capabilities is what a server announces in its reply to EHLO or LHLO.
type Capabilities struct {
	// Domain is the first word of the first line: the name of the server or
	// its address literal, with brackets.
	Domain string
	// Greet is the rest of the first line.
	Greet string
	// Keywords are the announced extensions in the order of the lines.
	Keywords []Keyword
	// Deviations lists where the lines depart from the grammar of ehlo-ok-rsp.
	// Those of the reply itself stay in Reply.Deviations.
	Deviations []Deviation
}

// Get returns the first keyword of that name, in any case.
func (c Capabilities) Get(name string) (Keyword, bool) {
	for _, k := range c.Keywords {
		if equalFoldASCII(k.Name, name) {
			return k, true
		}
	}
	return Keyword{}, false
}

// Has reports whether a keyword of that name is announced with param among its
// words, both in any case. An empty param asks for the keyword alone.
func (c Capabilities) Has(name, param string) bool {
	for _, k := range c.Keywords {
		if !equalFoldASCII(k.Name, name) {
			continue
		}
		if param == "" {
			return true
		}
		for _, p := range k.Params {
			if equalFoldASCII(p, param) {
				return true
			}
		}
	}
	return false
}

// ParseCapabilities reads the reply to EHLO or LHLO. It is tolerant of white
// space and of bad keywords, which it keeps and records. A reply that is not
// 2yz announces nothing. The lines are read from Raw.
func ParseCapabilities(r Reply) Capabilities {
	var c Capabilities
	if r.Class() != 2 {
		return c
	}
	var dev deviations
	seen := map[string]bool{}
	n := 0
	for base := 0; base < len(r.Raw); n++ {
		line, end := cutLine(r.Raw[base:])
		at := textStart(line)
		if n == 0 {
			c.Domain, c.Greet, _ = strings.Cut(string(line[at:]), " ")
			if ParseDomain(c.Domain, true) != nil && ParseAddressLiteral(c.Domain) != nil {
				dev.add(DeviationGreetDomain, n, base, line, at)
			}
		} else {
			k := readKeyword(&dev, n, base, line, at)
			if seen[k.Name] && k.Name != "" {
				dev.add(DeviationKeywordRepeated, n, base, line, at)
			}
			if isKeyword(k.Name) && !RegisteredKeyword(k.Name) {
				dev.add(DeviationKeywordUnregistered, n, base, line, at)
			}
			seen[k.Name] = true
			c.Keywords = append(c.Keywords, k)
		}
		base += len(line) + end
	}
	c.Deviations = dev.list
	return c
}

// readKeyword reads ehlo-line = ehlo-keyword *( SP ehlo-param ), which begins
// at octet at of line.
func readKeyword(dev *deviations, n, base int, line []byte, at int) Keyword {
	text := string(line[at:])
	words := strings.FieldsFunc(text, isBlank)
	k := Keyword{Raw: text}
	if strings.Join(words, " ") != text {
		dev.add(DeviationKeywordSpace, n, base, line, at)
	}
	if len(words) == 0 {
		dev.add(DeviationKeywordSyntax, n, base, line, at)
		return k
	}
	k.Name, k.Params = upperASCII(words[0]), words[1:]
	if !isKeyword(words[0]) {
		dev.add(DeviationKeywordSyntax, n, base, line, at)
	}
	params := strings.Index(text, words[0]) + len(words[0])
	for i, c := range []byte(text[params:]) {
		if (c < 33 || c > 126) && !isBlank(rune(c)) {
			dev.add(DeviationKeywordParam, n, base, line, at+params+i)
			break
		}
	}
	return k
}

func isBlank(c rune) bool { return c == ' ' || c == '\t' }

// isKeyword is ehlo-keyword and esmtp-keyword of RFC 5321 section 4.1.2.
func isKeyword(s string) bool {
	if s == "" || !isLetDig(s[0]) {
		return false
	}
	for i := range len(s) {
		if !isLetDig(s[i]) && s[i] != '-' {
			return false
		}
	}
	return true
}
