package wire

import "strings"

// Param is a parameter of MAIL or RCPT, esmtp-param of RFC 5321 section 4.1.2.
type Param struct {
	// Name is the esmtp-keyword in upper case.
	Name string
	// Value is the esmtp-value as it was written.
	Value string
	// HasValue reports that "=" follows the keyword; a value is then at
	// least one octet.
	HasValue bool
}

// ParseParams reads Mail-parameters or Rcpt-parameters: parameters with one or
// more SP between them; SP before the first and after the last is ignored. A
// parameter that is given twice is returned twice: RFC 5321 does not say what
// it means, and the caller decides. With utf8ok a value may hold UTF-8 (RFC 6531 section 3.3). The error is a
// *SyntaxError.
func ParseParams(s string, utf8ok bool) ([]Param, error) {
	var params []Param
	at := 0
	for word := range strings.SplitSeq(s, " ") {
		if word != "" {
			p, err := parseParam(word, utf8ok)
			if err != nil {
				err.Offset += at
				return nil, err
			}
			params = append(params, p)
		}
		at += len(word) + 1
	}
	return params, nil
}

func parseParam(word string, utf8ok bool) (Param, *SyntaxError) {
	name, value, hasValue := strings.Cut(word, "=")
	if !isKeyword(name) {
		return Param{}, syntaxf(0, "no keyword of a parameter")
	}
	at := len(name) + 1
	if hasValue && value == "" {
		return Param{}, syntaxf(at, "the value of a parameter is empty")
	}
	for i := 0; i < len(value); {
		c := value[i]
		if c > ' ' && c < 127 && c != '=' {
			i++
			continue
		}
		n := 0
		if utf8ok && c >= 0x80 {
			n = utf8NonASCII(value[i:])
		}
		if n == 0 {
			return Param{}, syntaxf(at+i, "%s is not allowed in the value of a parameter", Visible([]byte{c}))
		}
		i += n
	}
	return Param{Name: upperASCII(name), Value: value, HasValue: hasValue}, nil
}
