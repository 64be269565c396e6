package reports

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// LiveOptions says how lines about a run that is under way are written. What
// they say is a function of the state alone: whoever calls knows the clock and
// the terminal.
type LiveOptions struct {
	// Width is the length of a line in characters. 0 breaks no line.
	Width int
	// Color adds colours. Nothing is said by colour alone.
	Color bool
	// ASCII is for a terminal that shows no other characters.
	ASCII bool
}

const (
	// liveWidth is the width that texts are bounded for when there is none.
	liveWidth = 80
	// maxLiveText bounds one string of a peer, in octets.
	maxLiveText = 1 << 10
	// maxLiveBar bounds a bar: a longer one says no more.
	maxLiveBar = 40
	// minLiveBar is the shortest bar that says something.
	minLiveBar = 8
)

// width is the width that lines are shortened to.
func (o LiveOptions) width() int {
	if o.Width <= 0 {
		return liveWidth
	}
	return max(o.Width, minWidth)
}

// sign marks a line with a verdict that the words behind it say as well.
func (o LiveOptions) sign(v Verdict) string {
	marks := map[Verdict]string{Pass: "✓", Fail: "✗", Error: "✗", Warn: "!", Unknown: "?", Waived: "~", Info: "·", Skip: "-"}
	if o.ASCII {
		marks = map[Verdict]string{Pass: "+", Fail: "x", Error: "x", Warn: "!", Unknown: "?", Waived: "~", Info: ".", Skip: "-"}
	}
	return marks[v]
}

// text makes one line of a text of ours or of a user's file.
func (o LiveOptions) text(s string) string {
	s = CleanText(s, maxLiveText)
	if !o.ASCII || isPlain(s) {
		return s
	}
	var out []byte
	for _, r := range strings.ReplaceAll(s, "§", "section ") {
		if r < utf8.RuneSelf {
			out = append(out, byte(r))
		} else {
			out = appendEscape(out, r)
		}
	}
	return string(out)
}

// shorten cuts a text that has more than a number of characters.
func (o LiveOptions) shorten(s string, limit int) string {
	if textWidth(s) <= limit {
		return s
	}
	return o.cut(s, limit)
}

// cut shows that a text goes on, in a number of characters. Escapes are kept
// whole.
func (o LiveOptions) cut(s string, limit int) string {
	more := "…"
	if o.ASCII {
		more = "..."
	}
	room := limit - textWidth(more)
	kept, chars := 0, 0
	for kept < len(s) {
		n, c := token(s[kept:])
		if chars+c > room {
			break
		}
		kept, chars = kept+n, chars+c
	}
	return s[:kept] + more
}

// bar is a bar of width characters that is filled by part, 0 to 1.
func (o LiveOptions) bar(v Verdict, part float64, width int) string {
	full, empty := "━", "┄"
	if o.ASCII {
		full, empty = "#", "."
	}
	n := int(part * float64(width))
	return o.paint(v, strings.Repeat(full, min(max(n, 0), width))) + strings.Repeat(empty, width-min(max(n, 0), width))
}

func (o LiveOptions) paint(v Verdict, text string) string {
	return (&page{color: o.Color}).paint(v, text)
}

// head is the first line of what is under way: a bar that takes the room beside
// the texts, which are put on further lines where there is no room.
func (o LiveOptions) head(v Verdict, part float64, texts []livePart) []string {
	length := -2
	for _, t := range texts {
		length += 2 + textWidth(t.text)
	}
	width := o.width() - 1 // a full line would make some terminals begin another
	if room := width - length - 2; room >= minLiveBar {
		return []string{o.bar(v, part, min(room, maxLiveBar)) + "  " + o.joined(texts)}
	}
	return append([]string{o.bar(v, part, min(width, maxLiveBar))}, o.folded(texts)...)
}

// livePart is a text with the verdict that colours it.
type livePart struct {
	v    Verdict
	text string
}

func (o LiveOptions) joined(parts []livePart) string {
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = o.paint(p.v, p.text)
	}
	return strings.Join(out, "  ")
}

// folded puts as many parts on a line as fit.
func (o LiveOptions) folded(parts []livePart) []string {
	var lines []string
	begin, length := 0, 0
	for i, p := range parts {
		n := textWidth(p.text)
		if i > begin && length+2+n > o.width()-1 {
			lines = append(lines, o.joined(parts[begin:i]))
			begin, length = i, 0
		}
		if i > begin {
			length += 2
		}
		length += n
	}
	return append(lines, o.joined(parts[begin:]))
}

// elapsed shows seconds, with tenths while they say something.
func elapsed(s float64) string {
	if s < 60 {
		return fmt.Sprintf("%.1f s", s)
	}
	return Duration(s * 1000)
}
