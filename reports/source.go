package reports

import (
	"strings"

	"github.com/smtpspec/smtpspec/scenarios/catalogue"
)

// Source is the file of a case or finding as those who have the repository know
// it: a file of the catalogue by its path in the repository of smtpspec, and a
// file of a user's own, for which ours is false, as it was named, without a dot and a
// slash in front.
func Source(file string) (path string, ours bool) {
	if path, ours := catalogue.RepositoryPath(file); ours {
		return path, true
	}
	return strings.TrimPrefix(file, "./"), false
}
