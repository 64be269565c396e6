package text

import (
	"fmt"
	"strconv"
	"strings"
)

// Place is file:line, as editors open it.
func Place(file string, line int) string {
	if file == "" || line <= 0 {
		return file
	}
	return file + ":" + strconv.Itoa(line)
}

// Plural names a number of things whose plural is made with an s, as in "2 cases".
func Plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}

// JoinNames joins names, at most limit of them.
func JoinNames(names []string, limit int) string {
	if more := len(names) - limit; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:limit], ", "), more)
	}
	return strings.Join(names, ", ")
}

// maxName is how many characters of a name such as that of a connection are shown at the
// head of a line.
const maxName = 12

// Short cuts what heads a line to maxName characters.
func Short(s string) string {
	if Width(s) <= maxName {
		return s
	}
	return beginning(s, maxName-1) + "~"
}

// MaxNames bounds how many cases of one group are named.
const MaxNames = 10
