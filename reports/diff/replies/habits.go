package replies

import (
	"strings"
	"time"
)

// Habits is what the replies of a run show of the words that a server makes up:
// which vary, and which were seen to stay the same.
type Habits struct {
	began  time.Time
	places map[place]*seen
	cut    map[string][]string // lines that were cut into words before
}

// place is a word of a reply: the reply with # for each word that looks made up,
// and the number of the word.
type place struct {
	reply string
	word  int
}

// seen is what stood at a place.
type seen struct {
	word   string
	where  string
	varies bool
	again  bool // the same word in more than one case
}

// maxPlaces bounds what is remembered of a server that never says the same
// twice.
const maxPlaces = 200_000

// NewHabits begins with a run that knows nothing. The time is that of the run.
func NewHabits(began time.Time) *Habits {
	return &Habits{began: began, places: map[place]*seen{}, cut: map[string][]string{}}
}

// Learn takes a reply, as a transcript shows it, and where it was: replies of
// one place tell less than those of several.
func (h *Habits) Learn(where, text string) {
	for _, l := range parse(text) {
		list := h.words(l)
		reply := pattern(l, list)
		for i, w := range list {
			if madeUp(w) {
				h.note(place{reply, i}, where, w)
			}
		}
	}
}

func (h *Habits) note(at place, where, word string) {
	s, ok := h.places[at]
	switch {
	case ok:
		s.varies = s.varies || s.word != word
		s.again = s.again || s.where != where
	case len(h.places) < maxPlaces:
		h.places[at] = &seen{word: word, where: where}
	}
}

// words are those of a line after its codes, with the forms of what is known to
// differ.
func (h *Habits) words(l line) []string {
	key := l.code + l.text
	if list, ok := h.cut[key]; ok {
		return list
	}
	text := l.text
	if strings.HasPrefix(l.code, "334") {
		if plain, ok := challenge(text); ok {
			text = plain
		}
	}
	list := words(shape(text, h.began))
	if len(h.cut) < maxPlaces {
		h.cut[key] = list
	}
	return list
}

// pattern is a line with # for what looks made up, and for the words that are
// named.
func pattern(l line, list []string, named ...int) string {
	out := append([]string{l.code, l.enhanced}, list...)
	for i, w := range list {
		if madeUp(w) {
			out[i+2] = "#"
		}
	}
	for _, i := range named {
		out[i+2] = "#"
	}
	return strings.Join(out, "\x00")
}

// at is what the run has seen at a word of a line, in which the named words may
// be made up although they do not look so.
func (h *Habits) at(l line, list []string, word int, named []int) seen {
	if s, ok := h.places[place{pattern(l, list, named...), word}]; ok {
		return *s
	}
	return seen{}
}
