package htmlreport

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
)

// overlapping names labels of one axis that touch each other, and text that leaves its
// figure.
const overlapping = `[...document.querySelectorAll("figure")].flatMap((figure) => {
	const out = [], frame = figure.getBoundingClientRect();
	for (const kind of [".x", ".y", ".label"]) {
		const all = [...figure.querySelectorAll(".plot text" + kind)];
		const boxes = all.map((e) => e.getBoundingClientRect());
		for (const [i, a] of boxes.entries()) {
			if (a.left < frame.left || a.right > frame.right || a.top < frame.top || a.bottom > frame.bottom) out.push(all[i].textContent + " is outside");
			for (const [j, b] of boxes.entries()) {
				if (i < j && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) out.push(all[i].textContent + " touches " + all[j].textContent);
			}
		}
	}
	return out;
}).join(", ")`

// unlike reports whether the curves of the first chart have colours of their own, and names
// the colour of the first.
const unlike = `(() => {
	const all = [...document.querySelectorAll("figure > .plot .line")].slice(0, 2).map((e) => getComputedStyle(e));
	return all[0].stroke !== all[1].stroke && all[0].strokeDasharray !== all[1].strokeDasharray ? all[0].stroke : "the same";
})()`

func TestLoadPageInTheBrowser(t *testing.T) {
	ctx := chromium(t)
	one, two := sampleLoad(t, "p99<10ms"), sampleLoad(t)
	two.Plan.DurationS = 3000
	for i := range two.Intervals {
		two.Intervals[i].AtS *= 600
	}
	for name, runs := range map[string][]*reports.Load{"one": {one}, "two": {one, two}} {
		var b bytes.Buffer
		if err := WriteLoad(&b, runs...); err != nil {
			t.Fatal(err)
		}
		var colours []string
		for _, size := range []struct {
			width  int64
			scheme string
		}{{1280, "light"}, {390, "dark"}, {320, "light"}} {
			p := open(ctx, t, b.String(), viewport(size.width, 900), media("screen", size.scheme))
			p.is(fmt.Sprintf("document.documentElement.scrollWidth <= %d", size.width), "true")
			p.is(overlapping, "")
			colours = append(colours, p.eval(unlike))
			p.eval(`document.querySelectorAll("details").forEach((e) => { e.open = true })`)
			p.is(`[...document.querySelectorAll("a[href^='#']")].every((a) => document.querySelector(a.getAttribute("href")))`, "true")
			p.quiet()
		}
		if colours[0] == colours[1] || colours[0] == "the same" || colours[2] != colours[0] {
			t.Errorf("%s: the curves are %v", name, colours)
		}
	}
}
