package wire

import "slices"

// listedCodes are the reply codes of RFC 5321 §4.2.3 and RFC 7504, and of the
// extensions: RFC 1985 and 2645 (252, 253, 45x), 4954 and 5248 with the
// registry of enhanced status codes (235, 334, 430 and other 4xx, 52x, 53x).
var listedCodes = []int{
	211, 214, 220, 221, 235, 250, 251, 252, 253,
	334, 354,
	421, 422, 430, 432, 450, 451, 452, 453, 454, 455, 458, 459,
	500, 501, 502, 503, 504, 521, 523, 524, 525, 530, 533, 534, 535, 538,
	550, 551, 552, 553, 554, 555, 556,
}

// ListedCode reports whether a reply code is documented: RFC 5321 §4.2 asks that
// servers use no others.
func ListedCode(code int) bool { return slices.Contains(listedCodes, code) }
