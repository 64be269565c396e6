package reports

import (
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// textWidth is how many columns of a terminal text takes: a CJK character two, a
// combining one none.
func textWidth(s string) int { return uniseg.StringWidth(s) }

// firstCharacter measures what a terminal shows as the first character of text.
func firstCharacter(s string) (octets, columns int) {
	if len(s) == 1 || s[0] < utf8.RuneSelf && s[1] < utf8.RuneSelf {
		return 1, 1
	}
	cluster, _, width, _ := uniseg.FirstGraphemeClusterInString(s, -1)
	return len(cluster), width
}

// beginning is as much of text as fits into some columns.
func beginning(s string, columns int) string {
	kept := 0
	for kept < len(s) {
		octets, width := firstCharacter(s[kept:])
		if columns -= width; columns < 0 {
			break
		}
		kept += octets
	}
	return s[:kept]
}
