package mix

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// Bounds of what can be asked for.
const (
	// MaxBody is the size of the largest body in octets.
	MaxBody = 64 << 20
	// MaxRecipients is the most recipients of a message.
	MaxRecipients = 10_000
	// lognormalCap is that of a lognormal distribution that names none.
	lognormalCap  = 1 << 20
	maxSigma      = 5
	maxWeight     = 1_000_000
	maxExpression = 1000 // octets
)

// unit is what the values of a distribution are.
type unit struct {
	noun, example string
	least, most   int
	sizes         bool
}

// ParseSizes reads sizes in octets, 0 to MaxBody.
//
//	10KiB                         all the same
//	1KiB..100KiB                  each size between two as often as any other
//	1KiB,10KiB,100KiB             each as often as the others
//	1KiB:70,10KiB:25,1MiB:5       with weights
//	lognormal(10KiB,1.5)          median and sigma; what would be above 1MiB is
//	                              1MiB
//	lognormal(10KiB,1.5,5MiB)     … with a cap of its own
//
// An error is of type scenarios.Problems; origin, the name of a flag, is its file.
func ParseSizes(origin, text string) (Distribution, error) {
	return parseDistribution(origin, text, unit{"size", "500, 10KiB or 1MiB, up to 64MiB", 0, MaxBody, true})
}

// ParseCounts reads numbers of recipients, 1 to MaxRecipients, in the forms of
// ParseSizes.
func ParseCounts(origin, text string) (Distribution, error) {
	return parseDistribution(origin, text, unit{"number", "3, from 1 to 10000", 1, MaxRecipients, false})
}

// expression is a text that is parsed from left to right.
type expression struct {
	origin, text string
	unit         unit
	at           int // octets
}

func parseDistribution(origin, text string, u unit) (Distribution, error) {
	e := &expression{origin: origin, text: text, unit: u}
	d := Distribution{text: text}
	var err error
	switch {
	case len(text) > maxExpression:
		e.text, e.at = text[:maxExpression], maxExpression
		err = e.wrong("", "the expression is longer than %d octets", maxExpression)
	case e.take("lognormal("):
		err = e.lognormal(&d)
	default:
		err = e.list(&d)
	}
	if err != nil {
		return Distribution{}, err
	}
	return d, nil
}

// wrong is an error at the place that was reached.
func (e *expression) wrong(hint, format string, args ...any) error {
	column := 1 + len([]rune(e.text[:e.at]))
	return strictyaml.Problems{{
		Pos: strictyaml.Pos{File: e.origin, Line: 1, Col: column}, Message: fmt.Sprintf(format, args...), Hint: hint, Source: e.text,
	}}
}

// take skips a word if it is next.
func (e *expression) take(word string) bool {
	rest := strings.TrimLeft(e.text[e.at:], " ")
	if !strings.HasPrefix(rest, word) {
		return false
	}
	e.at = len(e.text) - len(rest) + len(word)
	return true
}

// word is what is next, up to a character of the grammar.
func (e *expression) word() string {
	rest := strings.TrimLeft(e.text[e.at:], " ")
	e.at = len(e.text) - len(rest)
	end := strings.IndexAny(rest, ",:()")
	if end < 0 {
		end = len(rest)
	}
	if dots := strings.Index(rest, ".."); dots >= 0 {
		end = min(end, dots)
	}
	return strings.TrimRight(rest[:end], " ")
}

// end expects that nothing is left.
func (e *expression) end(expected string) error {
	rest := strings.TrimLeft(e.text[e.at:], " ")
	if e.at = len(e.text) - len(rest); rest == "" {
		return nil
	}
	return e.wrong(expected, "unexpected text")
}

// value reads one size or number.
func (e *expression) value() (int, error) {
	word := e.word()
	number, factor := word, 1
	if e.unit.sizes {
		number = strings.TrimRight(word, "BKMki")
		factor = map[string]int{"": 1, "B": 1, "KB": 1000, "KiB": 1 << 10, "MB": 1_000_000, "MiB": 1 << 20}[word[len(number):]]
	}
	want := "write a " + e.unit.noun + " such as " + e.unit.example
	if word == "" {
		return 0, e.wrong(want, "a %s is missing", e.unit.noun)
	}
	n, err := strconv.ParseUint(strings.TrimRight(number, " "), 10, 32)
	if err != nil || factor == 0 {
		return 0, e.wrong(want, "invalid %s %q", e.unit.noun, word)
	}
	if n > uint64(e.unit.most/factor) || int(n)*factor < e.unit.least {
		return 0, e.wrong(want, "%s is out of range", word)
	}
	e.at += len(word)
	return int(n) * factor, nil
}

// list reads values with their weights, or two values with dots between them.
func (e *expression) list(d *Distribution) error {
	for {
		v, err := e.value()
		if err != nil {
			return err
		}
		if len(d.levels) == 0 && e.take("..") {
			return e.uniform(d, v)
		}
		weight := 1
		if e.take(":") {
			if weight, err = e.weight(); err != nil {
				return err
			}
		}
		d.levels = append(d.levels, level{v, weight})
		if !e.take(",") {
			return e.end("a comma and the next " + e.unit.noun + ", or a colon and a weight")
		}
	}
}

func (e *expression) uniform(d *Distribution, low int) error {
	e.word()
	at := e.at
	high, err := e.value()
	if err != nil {
		return err
	}
	if high < low {
		e.at = at
		return e.wrong("write the lower end first", "the range ends before it begins")
	}
	d.levels = uniform(low, high)
	return e.end("a range is not combined with others")
}

func (e *expression) weight() (int, error) {
	word := e.word()
	n, err := strconv.Atoi(word)
	if err != nil || n < 1 || n > maxWeight {
		return 0, e.wrong(fmt.Sprintf("write a whole number from 1 to %d, such as 70", maxWeight), "invalid weight %q", word)
	}
	e.at += len(word)
	return n, nil
}

// lognormal reads what is between the parentheses.
func (e *expression) lognormal(d *Distribution) error {
	const form = "write lognormal(MEDIAN,SIGMA) or lognormal(MEDIAN,SIGMA,CAP)"
	e.word()
	start := e.at
	median, err := e.value()
	if err != nil {
		return err
	}
	if !e.take(",") {
		return e.wrong(form, "sigma is missing")
	}
	word := e.word()
	if d.sigma, err = strconv.ParseFloat(word, 64); err != nil || math.IsNaN(d.sigma) || d.sigma <= 0 || d.sigma > maxSigma {
		return e.wrong(fmt.Sprintf("sigma is the standard deviation of the logarithm, above 0 and up to %d, such as 1.5", maxSigma), "invalid sigma %q", word)
	}
	e.at += len(word)
	d.median, d.cap = float64(median), min(lognormalCap, e.unit.most)
	if e.take(",") {
		if d.cap, err = e.value(); err != nil {
			return err
		}
	}
	if !e.take(")") {
		return e.wrong(form, "a closing parenthesis is missing")
	}
	if err := e.end("a lognormal distribution is not combined with others"); err != nil {
		return err
	}
	if e.at = start; median < 1 || median > d.cap {
		return e.wrong(fmt.Sprintf("the cap is %d; another one can follow sigma", d.cap), "the median has to lie between 1 and the cap")
	}
	d.levels = lognormal(d.median, d.sigma, d.cap)
	for i := range d.levels {
		d.levels[i].value = max(d.levels[i].value, e.unit.least)
	}
	return nil
}
