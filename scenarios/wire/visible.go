package wire

import (
	"strconv"
)

const hexDigits = "0123456789abcdef"

// Visible renders octets as printable ASCII on a single line. Printable ASCII
// is kept, CR becomes \r, LF \n, TAB \t, a backslash \\, and every other octet
// \xNN in lower-case hexadecimal. Two different inputs never give the same
// text.
func Visible(b []byte) string {
	return string(AppendVisible(make([]byte, 0, len(b)+8), b...))
}

// VisibleLimit is Visible cut to at most limit characters. An escape is never
// cut in two. When octets are left out the text ends with a note of how many
// of them, as in "...(+123 octets)"; the note does not count towards limit. A
// limit below zero counts as zero.
func VisibleLimit(b []byte, limit int) string {
	out := make([]byte, 0, min(len(b), max(limit, 0))+24)
	for i, c := range b {
		if len(out)+visibleLen(c) > limit {
			out = append(out, "...(+"...)
			out = strconv.AppendInt(out, int64(len(b)-i), 10)
			if len(b)-i == 1 {
				return string(append(out, " octet)"...))
			}
			return string(append(out, " octets)"...))
		}
		out = appendVisibleOctet(out, c)
	}
	return string(out)
}

// AppendVisible appends Visible to dst.
func AppendVisible(dst []byte, b ...byte) []byte {
	for _, c := range b {
		dst = appendVisibleOctet(dst, c)
	}
	return dst
}

func appendVisibleOctet(dst []byte, c byte) []byte {
	switch {
	case c == '\r':
		return append(dst, '\\', 'r')
	case c == '\n':
		return append(dst, '\\', 'n')
	case c == '\t':
		return append(dst, '\\', 't')
	case c == '\\':
		return append(dst, '\\', '\\')
	case c >= ' ' && c <= '~':
		return append(dst, c)
	}
	return append(dst, '\\', 'x', hexDigits[c>>4], hexDigits[c&15])
}

func visibleLen(c byte) int {
	switch {
	case c == '\r' || c == '\n' || c == '\t' || c == '\\':
		return 2
	case c >= ' ' && c <= '~':
		return 1
	}
	return 4
}
