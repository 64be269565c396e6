package annotations

import (
	"bufio"
	"io"
	"strconv"
	"strings"
)

// kind of a command, as GitHub names it.
type kind string

const (
	kindError   kind = "error"
	kindWarning kind = "warning"
)

// Bounds of what GitHub shows.
const (
	maxOfKind = 10      // in a step
	maxText   = 2 << 10 // octets of one string
)

// annotation is one command.
type annotation struct {
	kind  kind
	file  string // relative to the repository, "" for none
	line  int
	title string
	text  string
}

// escapeData and escapeProperty are the rules of actions/toolkit, packages/core,
// command.ts: a property ends at a colon or comma, data at the end of the line.
// What an older runner takes for the beginning of a command is shown as Inert does.
var (
	escapeData     = strings.NewReplacer("##[", `##\x5b`, "%", "%25", "\r", "%0D", "\n", "%0A")
	escapeProperty = strings.NewReplacer("##[", `##\x5b`, "%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func (a *annotation) String() string {
	var properties []string
	add := func(name, value string) {
		if value != "" {
			properties = append(properties, name+"="+escapeProperty.Replace(value))
		}
	}
	add("file", a.file)
	if a.file != "" && a.line > 0 {
		add("line", strconv.Itoa(a.line))
	}
	add("title", a.title)
	return "::" + strings.TrimSpace(string(a.kind)+" "+strings.Join(properties, ",")) + "::" + escapeData.Replace(a.text)
}

// write writes errors, then warnings, as many as are shown. More is what the
// rest of a kind is called when there are too many.
func write(w io.Writer, all []annotation, more map[kind]string) error {
	out := bufio.NewWriter(w)
	for _, k := range []kind{kindError, kindWarning} {
		var some []annotation
		for _, a := range all {
			if a.kind == k {
				some = append(some, a)
			}
		}
		if left := len(some) - (maxOfKind - 1); left > 1 {
			some = append(some[:maxOfKind-1], annotation{
				kind: k, title: "smtpspec", text: strconv.Itoa(left) + " more " + more[k] + ", which the report shows",
			})
		}
		for i := range some {
			out.WriteString(some[i].String())
			out.WriteByte('\n')
		}
	}
	return out.Flush()
}
