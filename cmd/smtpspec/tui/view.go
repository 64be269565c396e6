package tui

import (
	"io"
	"os"
	"regexp"
	"strings"

	"github.com/rivo/uniseg"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/smtpspec/smtpspec/reports"
)

// view is a terminal whose last lines are drawn again and again while others
// are printed above them. Only mpb writes there, once for each time it draws.
type view struct {
	screen *screen
	bars   *mpb.Progress
	bar    *mpb.Bar
	color  bool
	lines  []string // of the frame being drawn
}

// newView draws what draw returns. Nothing may be printed while a lock is held
// that draw takes. It is nil where w is no terminal to draw on.
func newView(w io.Writer, noColor bool, draw func(reports.LiveOptions) []string) *view {
	if !IsLive(w) {
		return nil
	}
	return drawing(w.(*os.File), UseColor(w, noColor), draw)
}

func drawing(f *os.File, color bool, draw func(reports.LiveOptions) []string) *view {
	v := &view{screen: &screen{f: f}, color: color}
	v.bars = mpb.New(mpb.WithOutput(v.screen), mpb.WithAutoRefresh())
	first := func(w io.Writer, _ decor.Statistics) error {
		v.lines = v.frame(draw(v.options()))
		_, err := io.WriteString(w, v.lines[0])
		return err
	}
	more := func(w io.Writer, _ decor.Statistics) error {
		_, err := io.WriteString(w, strings.Join(append(v.lines[1:], ""), "\n"))
		return err
	}
	v.bar = v.bars.MustAdd(0, mpb.BarFillerFunc(first), mpb.BarFillerTrim(), mpb.BarExtender(mpb.BarFillerFunc(more), false))
	return v
}

// options are those of the terminal as it is now.
func (v *view) options() reports.LiveOptions {
	columns, _ := v.screen.size()
	return reports.LiveOptions{Width: columns, Color: v.color, ASCII: !unicodeLocale()}
}

var style = regexp.MustCompile(`\x1b\[[0-9;]*m`)

// frame leaves out what a low terminal has no room for, and notes how long the
// lines are.
func (v *view) frame(lines []string) []string {
	_, height := v.screen.size()
	lines = lines[:max(min(len(lines), height-1), 1)]
	v.screen.next = make([]int, len(lines))
	for i, line := range lines {
		v.screen.next[i] = uniseg.StringWidth(style.ReplaceAllString(line, ""))
	}
	return lines
}

// print puts lines above what is drawn.
func (v *view) print(lines []string) {
	if len(lines) > 0 {
		_, _ = io.WriteString(v.bars, strings.Join(lines, "\n")+"\n") // fails only after end
	}
}

// Write puts whole lines above what is drawn.
func (v *view) Write(b []byte) (int, error) { return v.bars.Write(b) }

// Above is where the lines of out go while the view is drawn below them.
func (v *view) Above(out io.Writer) io.Writer {
	if v != nil && IsTerminal(out) {
		return v
	}
	return out
}

// MayDraw reports whether lines may be drawn on a terminal while others go to out:
// not when out is a pipe, which perhaps ends at the same terminal.
func MayDraw(out io.Writer) bool {
	f, ok := out.(*os.File)
	if !ok {
		return true
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&(os.ModeNamedPipe|os.ModeSocket) == 0
}

// End takes away what is drawn, and leaves what was printed.
func (v *view) End() {
	v.bar.Abort(true)
	v.bars.Wait()
}
