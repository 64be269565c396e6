package annotations

import "strings"

// command is a workflow command as the runner takes it from a line of output.
type command struct {
	name       string
	properties map[string]string
	data       string
}

// known are the commands of the runner that a line could hold.
var known = map[string]bool{
	"error": true, "warning": true, "notice": true, "debug": true, "group": true, "endgroup": true, "add-mask": true, "add-path": true, "set-env": true,
	"set-output": true, "save-state": true, "stop-commands": true, "add-matcher": true, "remove-matcher": true, "echo": true, "internal-set-repo-path": true,
}

// parseLine finds a command by the documented rules: ::name key=value,key=value::data
// after blanks, or, as older runners wrote it, ##[name key=value;key=value]data
// anywhere.
func parseLine(line string) *command {
	if c := parsed(strings.TrimSpace(line), "::", "::", ",", map[string]string{"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ","}); c != nil && strings.HasPrefix(strings.TrimSpace(line), "::") {
		return c
	}
	if at := strings.Index(line, "##["); at >= 0 {
		return parsed(line[at:], "##[", "]", ";", map[string]string{"%0D": "\r", "%0A": "\n", "%5D": "]", "%3B": ";"})
	}
	return nil
}

func parsed(text, begin, end, between string, escapes map[string]string) *command {
	head, data, ok := strings.Cut(strings.TrimPrefix(text, begin), end)
	if !ok {
		return nil
	}
	name, list, _ := strings.Cut(head, " ")
	if !known[strings.ToLower(name)] {
		return nil
	}
	c := &command{name: name, properties: map[string]string{}}
	for part := range strings.SplitSeq(list, between) {
		if key, value, ok := strings.Cut(part, "="); ok {
			for code, character := range escapes {
				value = strings.ReplaceAll(value, code, character)
			}
			c.properties[strings.TrimSpace(key)] = strings.ReplaceAll(value, "%25", "%")
		}
	}
	data = strings.NewReplacer("%0D", "\r", "%0A", "\n", "%25", "%").Replace(data)
	c.data = data
	return c
}

func commands(text string) []*command {
	var out []*command
	for line := range strings.SplitSeq(text, "\n") {
		if c := parseLine(line); c != nil {
			out = append(out, c)
		}
	}
	return out
}
