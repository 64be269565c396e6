package sarif

import (
	"net/url"
	"path"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
)

// What paths are relative to: the catalogue is part of the program, so that its
// files are in the repository of smtpspec, and scenarios of a user's own in
// theirs. GitHub takes both for paths in the repository that it looks at.
const (
	baseOfCatalogue = "SMTPSPEC"
	baseOfUser      = "%SRCROOT%"
)

func bases() map[string]artifactLocation {
	return map[string]artifactLocation{
		baseOfCatalogue: {Description: &message{"the repository of smtpspec, " + home}},
		baseOfUser:      {Description: &message{"where smtpspec was called"}},
	}
}

// locations is the step of a scenario, and the case that it belongs to.
func locations(c *reports.Case, file string, line int) []location {
	out := location{}
	if c.ID != "" {
		out.Logical = []logicalLocation{{c.ID}}
	}
	if file != "" {
		out.Physical = &physicalLocation{Artifact: artifact(file)}
		if line > 0 {
			out.Physical.Region = &region{line}
		}
	}
	return []location{out}
}

func artifact(file string) artifactLocation {
	name, ours := reports.Source(file)
	switch {
	case ours:
		return artifactLocation{URI: escaped(name), URIBaseID: baseOfCatalogue}
	case strings.HasPrefix(name, "/"):
		return artifactLocation{URI: "file://" + escaped(path.Clean(name))}
	default:
		return artifactLocation{URI: escaped(path.Clean(name)), URIBaseID: baseOfUser}
	}
}

// escaped is a path as a URI has it. Its first segment may hold no colon, which
// would make it a scheme.
func escaped(name string) string {
	return strings.ReplaceAll((&url.URL{Path: name}).EscapedPath(), ":", "%3A")
}
