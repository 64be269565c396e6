package scenarios

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// function is a function of placeholders, as in ${upper:…}.
type function struct {
	name  string
	usage string
	// arguments is 1, or 2 for a function whose last argument follows a colon.
	arguments int
	// authored is true if the value of constant arguments counts as written by the
	// author: a pattern does not quote it.
	authored bool
	// fromPlayer is true if the player provides the value, as for a variable.
	fromPlayer bool
	// check checks constant arguments at load time; nil accepts all.
	check func(arguments []string) error
	// apply returns the value, of at most room octets.
	apply func(arguments []string, room int) (string, error)
}

// functions is the table of all functions.
var functions = []*function{
	{name: "x", usage: "${x:00ff}", arguments: 1, authored: true, check: checkOctets, apply: octets},
	{name: "repeat", usage: "${repeat:TEXT:N}", arguments: 2, authored: true, check: checkRepeat, apply: repeat},
	{name: "fill", usage: "${fill:TEXT:$NAME}", arguments: 2, apply: fill},
	{name: "base64", usage: "${base64:TEXT}", arguments: 1, apply: encodeBase64},
	{name: "upper", usage: "${upper:TEXT}", arguments: 1, apply: toUpper},
	{name: "now", usage: "${now:90s}", arguments: 1, fromPlayer: true, check: checkNow},
}

func functionNamed(name string) (*function, error) {
	names := make([]string, len(functions))
	for i, f := range functions {
		if f.name == name {
			return f, nil
		}
		names[i] = f.name
	}
	return nil, fmt.Errorf("unknown function %q; use one of %s", name, strings.Join(names, ", "))
}

func checkOctets(arguments []string) error {
	_, err := octets(arguments, maxExpansion)
	return err
}

func octets(arguments []string, _ int) (string, error) {
	b, err := hex.DecodeString(strings.ReplaceAll(arguments[0], " ", ""))
	if err != nil {
		return "", fmt.Errorf("${x:%s}: expected pairs of hexadecimal digits", arguments[0])
	}
	return string(b), nil
}

func checkRepeat(arguments []string) error {
	_, err := times("repeat", arguments, maxExpansion)
	return err
}

func repeat(arguments []string, room int) (string, error) {
	n, err := times("repeat", arguments, room)
	if err != nil {
		return "", err
	}
	return strings.Repeat(arguments[0], n), nil
}

// times returns how often a text is repeated.
func times(function string, arguments []string, room int) (int, error) {
	n, err := strconv.Atoi(arguments[1])
	if err != nil || n < 0 || n > room/max(len(arguments[0]), 1) {
		return 0, fmt.Errorf("${%s:…:%s}: expected a number, and no more than %d octets", function, arguments[1], maxExpansion)
	}
	return n, nil
}

// fill repeats a text until it is longer than a number of octets.
func fill(arguments []string, room int) (string, error) {
	text := arguments[0]
	n, err := strconv.Atoi(arguments[1])
	if err != nil || n < 0 || text == "" || n > room-len(text) {
		return "", fmt.Errorf("${fill:…:%s}: expected a text and a number, and no more than %d octets", arguments[1], maxExpansion)
	}
	return strings.Repeat(text, n/len(text)+1), nil
}

func encodeBase64(arguments []string, _ int) (string, error) {
	return base64.StdEncoding.EncodeToString([]byte(arguments[0])), nil
}

func toUpper(arguments []string, _ int) (string, error) { return strings.ToUpper(arguments[0]), nil }

func checkNow(arguments []string) error {
	if d, err := time.ParseDuration(arguments[0]); err != nil || d%time.Second != 0 {
		return fmt.Errorf("${now:%s}: expected whole seconds, such as ${now:90s}", arguments[0])
	}
	return nil
}
