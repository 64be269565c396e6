package strictyaml

import "strings"

// Suggest returns the word of the list that is nearest to what was written, or
// "" if none is near enough.
func Suggest(written string, words []string) string {
	best, bestDistance := "", len(written)/3+1
	for _, w := range words {
		if strings.EqualFold(w, written) && w != written {
			return w
		}
		if d := distance(written, w, bestDistance); d < bestDistance {
			best, bestDistance = w, d
		}
	}
	return best
}

// distance returns the Levenshtein distance with swapped neighbours as one edit,
// or limit if it is not below.
func distance(a, b string, limit int) int {
	if len(a) > 64 || len(b) > 64 || len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(row[j-1]+1, last[j]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// DidYouMean returns a hint for a word that is not allowed.
func DidYouMean(written string, words []string) string {
	if s := Suggest(written, words); s != "" {
		return "did you mean " + s + "?"
	}
	return ""
}
