package wire

import (
	"math"
	"strings"
)

// maxChunkDigits is chunk-size = 1*20DIGIT, RFC 3030 section 2.
const maxChunkDigits = 20

// ParseBDAT reads the arguments of BDAT, RFC 3030 section 2: chunk-size in
// octets, decimal and of one to twenty digits, then for the last chunk SP and
// "LAST" in any case. SP and HT at the end are ignored. A size that does not
// fit 64 bits is an error; any other limit is the caller's. The error is a
// *SyntaxError.
func ParseBDAT(args string) (size uint64, last bool, err error) {
	args = strings.TrimRight(args, " \t")
	i := 0
	for i < len(args) && isDigit(args[i]) {
		digit := uint64(args[i] - '0')
		if i == maxChunkDigits || size > (math.MaxUint64-digit)/10 {
			return 0, false, syntaxf(i, "the chunk-size is too large")
		}
		size = size*10 + digit
		i++
	}
	switch {
	case i == 0:
		return 0, false, syntaxf(0, "no chunk-size")
	case i == len(args):
		return size, false, nil
	case args[i] == ' ' && equalFoldASCII(args[i+1:], "LAST"):
		return size, true, nil
	case args[i] == ' ':
		return 0, false, syntaxf(i+1, "LAST is expected")
	}
	return 0, false, syntaxf(i, "%s is not allowed in a chunk-size", Visible([]byte{args[i]}))
}
