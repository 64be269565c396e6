package manual

import "github.com/smtpspec/smtpspec/scenarios/strictyaml"

// DidYouMean is the end of an error about an unknown word, empty when no known one
// is like it.
func DidYouMean(word string, words []string) string {
	if s := strictyaml.Suggest(word, words); s != "" {
		return "; did you mean " + s + "?"
	}
	return ""
}
