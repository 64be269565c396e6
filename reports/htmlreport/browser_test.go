package htmlreport

import (
	"fmt"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
)

const (
	listed  = `[...document.querySelectorAll("#list .id")].map((e) => e.textContent).join(" ")`
	count   = `document.getElementById("count").textContent`
	address = `decodeURIComponent(location.hash)`
)

// search types a search, and sends it as the return key does.
func search(words string) string {
	return fmt.Sprintf(`(() => { const f = document.getElementById("filter"); f.elements.q.value = %q; f.requestSubmit(); })()`, words)
}

// pick chooses in the form, as a reader does.
func pick(field, value string) string {
	return fmt.Sprintf(`(() => { const f = document.getElementById("filter").elements[%q]; f.value = %q; f.dispatchEvent(new Event("input", { bubbles: true })); })()`, field, value)
}

func click(selector string) string {
	return fmt.Sprintf(`document.querySelector(%q).click()`, selector)
}

// heard does something, and waits until the page has been told of the event that follows.
func heard(event, do string) string {
	return fmt.Sprintf(`new Promise((done) => { addEventListener(%q, () => setTimeout(done), { once: true, capture: true }); %s; })`, event, do)
}

// visit changes the address as a link does.
func visit(hash string) string { return heard("hashchange", fmt.Sprintf("location.hash = %q", hash)) }

// openAll opens whatever is closed.
const openAll = `Promise.all([...document.querySelectorAll("details:not([open])")].map((e) =>
	new Promise((done) => { e.addEventListener("toggle", () => setTimeout(done), { once: true }); e.open = true; })))`

func TestFilter(t *testing.T) {
	p := open(chromium(t), t, render(t, sample(t)))
	p.is(count, "9 cases")
	p.is(listed, "smuggling.lf-dot-crlf idle.timeout reply.text trace.received trace.return-path greeting.code help.offered bdat.last vrfy.code")

	for _, tt := range []struct{ name, do, address, listed string }{
		{"a verdict", click(`input[value="fail"]`), "#verdict=fail", "smuggling.lf-dot-crlf"},
		{"two verdicts", click(`input[value="warn"]`), "#verdict=fail,warn", "smuggling.lf-dot-crlf reply.text"},
		{"a level as well", pick("level", "SHOULD"), "#level=SHOULD&verdict=fail,warn", "reply.text"},
		{"cleared", click("#clear"), "", "smuggling.lf-dot-crlf idle.timeout reply.text trace.received trace.return-path greeting.code help.offered bdat.last vrfy.code"},
		{"a label", pick("label", "smuggling"), "#label=smuggling", "smuggling.lf-dot-crlf"},
		{"no label, a document", pick("label", "") + "," + pick("in", "RFC 5321"), "#in=RFC+5321", "reply.text"},
		{"a section", pick("in", "security: smuggling"), "#in=security:+smuggling", "smuggling.lf-dot-crlf"},
		{"any section, in a transcript", pick("in", "") + "," + search("220 mx.example.com"), "#q=220+mx.example.com", "smuggling.lf-dot-crlf greeting.code"},
		{"words in any order and case", search("PIPELINING lf.crlf"), "#q=PIPELINING+lf.crlf", "smuggling.lf-dot-crlf"},
		{"a reason", search("chunking is not"), "#q=chunking+is+not", "bdat.last"},
		{"markup finds nothing", search("<b>"), "#q=<b>", ""},
		{"an order", search("") + "," + pick("sort", "slowest"), "#sort=slowest", "smuggling.lf-dot-crlf idle.timeout reply.text greeting.code help.offered vrfy.code bdat.last trace.received trace.return-path"},
	} {
		p.eval(tt.do)
		p.is(listed, tt.listed)
		p.is(address, tt.address)
	}
	p.quiet()
}

func TestAddress(t *testing.T) {
	ctx := chromium(t)
	p := open(ctx, t, render(t, sample(t)))
	for hash, want := range map[string]string{
		"#verdict=skip,waived":           "bdat.last vrfy.code",
		"#case=reply.text":               "reply.text",
		"#req=RFC5321-4.5.2-dot-removed": "smuggling.lf-dot-crlf",
		"#q=no+such+text":                "",
		"#level=__proto__&sort=toString": "",
		"#server=99":                     "smuggling.lf-dot-crlf idle.timeout reply.text trace.received trace.return-path greeting.code help.offered bdat.last vrfy.code",
	} {
		p.eval(visit(hash))
		p.is(listed, want)
	}
	p.eval(visit("#case=smuggling.lf-dot-crlf"))
	p.is(`document.querySelector("#list details").open`, "true")
	p.is(`document.activeElement.id`, "h-cases")
	for _, want := range []string{
		"A bare LF does not end the mail object.", "SEC-smuggling-lf", "security/smuggling.yaml:38", `body\n`, "silence", `250 2.0.0 queued\r\n`,
		"connected to 127.0.0.1:2525", "C01: bare LF ends nothing", "at 3.5 ms", "second",
	} {
		if got := p.eval(`document.querySelector("#list .body").textContent`); !strings.Contains(got, want) {
			t.Errorf("%q is not in %q", want, got)
		}
	}
	p.is(`[...document.querySelectorAll("#list .transcript .esc.bare")].map((e) => e.textContent + e.title).join()`, `\nLF without CR`)
	// The address is the whole state: another visit shows the same.
	again := open(ctx, t, render(t, sample(t)))
	again.eval(visit("#verdict=fail"))
	again.do(reload)
	again.is(listed, "smuggling.lf-dot-crlf")
	again.is(`document.querySelector("input[value=fail]").checked`, "true")
	p.quiet()
	again.quiet()
}

func TestEveryLinkLeadsSomewhere(t *testing.T) {
	ctx := chromium(t)
	for name, runs := range map[string][]*reports.Run{"one": {sample(t)}, "two": {sample(t), improved(t)}} {
		p := open(ctx, t, render(t, runs...))
		p.is(`[...document.querySelectorAll("a[href]")].filter((a) => !a.getAttribute("href").startsWith("#")).length`, "0")
		p.is(`[...document.querySelectorAll("a[href]")].map((a) => a.getAttribute("href").slice(1)).filter((to) => to.includes("=") ?
			filter(Object.assign({}, nothing, Object.fromEntries(new URLSearchParams(to)))).cases.length === 0 :
			!document.getElementById(to)).join()`, "")
		// A cell's number is how many cases its link shows.
		if name == "one" {
			p.is(`[...document.querySelectorAll(".matrix a")].filter((a) =>
				filter(Object.assign({}, nothing, Object.fromEntries(new URLSearchParams(a.hash.slice(1))))).cases.length !== parseInt(a.textContent)).length`, "0")
		}
		p.quiet()
	}
}

func TestServersSideBySide(t *testing.T) {
	p := open(chromium(t), t, render(t, sample(t), improved(t)))
	p.is(count, "10 cases")
	p.is(`[...document.querySelectorAll(".grid thead th")].map((e) => e.textContent).join()`, "Section,Example MTA 1.2,Other MTA 3")
	p.eval(heard("hashchange", click(`a[href="#in=security%3A+smuggling&server=2"]`)))
	p.is(listed, "smuggling.lf-dot-crlf")
	p.eval(heard("toggle", click("#list summary")))
	p.is(`[...document.querySelectorAll("#list .side h3")].map((e) => e.nextElementSibling.textContent).join()`, "✗ fail,✓ pass")
	p.eval(click("#clear") + ", " + click("#f-differ"))
	p.is(listed, "smuggling.lf-dot-crlf help.offered help.other")
	p.eval(pick("server", "2") + ", " + click(`input[value="info"]`))
	p.is(listed, "help.other")
	p.quiet()
}

func TestThemeIsKept(t *testing.T) {
	p := open(chromium(t), t, render(t, sample(t)), media("", "dark"))
	dark := p.eval(`getComputedStyle(document.body).backgroundColor`)
	p.eval(click("#theme"))
	p.is(`document.getElementById("theme").textContent`, "Theme: light")
	light := p.eval(`getComputedStyle(document.body).backgroundColor`)
	if light == dark {
		t.Errorf("light and dark are both %s", light)
	}
	p.do(reload)
	p.is(`getComputedStyle(document.body).backgroundColor`, light)
	p.eval(click("#theme"))
	p.is(`getComputedStyle(document.body).backgroundColor`, dark)
	p.do(media("", "light"))
	p.is(`getComputedStyle(document.body).backgroundColor`, dark)
	p.do(media("print", "dark"))
	p.is(`getComputedStyle(document.body).backgroundColor`, "rgb(255, 255, 255)")
	p.is(`getComputedStyle(document.querySelector(".filter .fields")).display`, "none")
	p.quiet()
}

func TestWithoutScripts(t *testing.T) {
	p := open(chromium(t), t, render(t, sample(t)), withoutScripts)
	text := p.eval(`document.querySelector("main").innerText`)
	for _, want := range []string{
		"non-conformant", "1 case failed", "A bare LF does not end the mail object.", `250 2.0.0 queued\r\n`, "silence", "security", "shown by a script",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not shown", want)
		}
	}
	p.is(`document.getElementById("filter").checkVisibility()`, "false")
	p.is(`document.getElementById("theme").checkVisibility()`, "false")
	p.is(`[...document.querySelectorAll(".matrix .sec")].every((e) => e.checkVisibility())`, "true")
	p.quiet()
}

func TestFits(t *testing.T) {
	ctx := chromium(t)
	for name, runs := range map[string][]*reports.Run{
		"one": {sample(t)}, "two": {sample(t), improved(t)}, "blanks": {filled(strings.Repeat("word ", 1000))},
		"long": {filled(strings.Repeat("A-name-without-a-blank", 100))}, "long ones": {filled(strings.Repeat("a", 1000)), filled(strings.Repeat("b", 1000))},
	} {
		for _, width := range []int64{360, 1280} {
			p := open(ctx, t, render(t, runs...), viewport(width, 800))
			p.eval(openAll)
			p.eval(click("#unfold"))
			if got := p.eval(`document.documentElement.scrollWidth`); got != fmt.Sprint(width) {
				t.Errorf("%s: %s wide, not %d: %s", name, got, width, p.eval(`[...document.querySelectorAll("main *")].filter((e) =>
					e.getBoundingClientRect().right > innerWidth && !e.closest(".scroll")).map((e) => e.localName + "." + e.className).join(" ")`))
			}
			p.quiet()
		}
	}
}

// Whatever can be pressed has a name, and there is one heading of the first level.
func TestNames(t *testing.T) {
	ctx := chromium(t)
	for _, runs := range [][]*reports.Run{{sample(t)}, {sample(t), improved(t)}} {
		p := open(ctx, t, render(t, runs...))
		p.eval(openAll)
		p.is(`[...document.querySelectorAll("a, button, summary, input, select")].filter((e) =>
			(e.textContent + (e.labels ? [...e.labels].map((l) => l.textContent).join("") : "")).trim() === "").length`, "0")
		p.is(`document.querySelectorAll("h1").length`, "1")
		p.is(`["header", "main", "footer", "nav", "[role=search]", "[role=status][aria-live=polite]"].filter((s) => document.querySelectorAll(s).length !== 1).join()`, "")
		p.is(`[...document.querySelectorAll("table")].filter((e) => e.querySelector("thead th[scope=col]") === null).length`, "0")
		p.is(`[...document.querySelectorAll("[id]")].map((e) => e.id).filter((id, i, all) => all.indexOf(id) !== i).join()`, "")
		p.is(`[...document.querySelectorAll("[aria-labelledby]")].filter((e) => !document.getElementById(e.getAttribute("aria-labelledby"))).length`, "0")
	}
}

func TestManyCases(t *testing.T) {
	p := open(chromium(t), t, render(t, large(5000)))
	p.is(count, "5,000 cases")
	p.is(`document.querySelectorAll("#list > li").length`, "100")
	p.eval(click("#more-some"))
	p.is(`document.querySelectorAll("#list > li").length`, "300")
	p.is(`document.activeElement === document.querySelectorAll("#list summary")[100]`, "true")
	p.eval(search("user4999-18"))
	p.is(listed, "group49.case/4999")
	p.eval(click("#clear") + "," + click("#more-all"))
	p.is(`document.querySelectorAll("#list > li").length`, "5000")
	p.quiet()
}

// BenchmarkOpen measures how long Chromium takes until a page of 5,000 cases has drawn
// something, until its list can be used, and for the first search of everything.
func BenchmarkOpen(b *testing.B) {
	ctx := chromium(b)
	text := render(b, large(5000))
	var drawn, usable, searched float64
	for b.Loop() {
		p := open(ctx, b, text)
		var first, list, found float64
		if _, err := fmt.Sscan(p.eval(`[performance.getEntriesByType("paint")[0].startTime, performance.getEntriesByType("navigation")[0].domInteractive,
			(() => { const begin = performance.now(); `+search("user4999-18")+`; return performance.now() - begin; })()].join(" ")`), &first, &list, &found); err != nil {
			b.Fatal(err)
		}
		p.is(listed, "group49.case/4999")
		drawn, usable, searched = drawn+first, usable+list, searched+found
	}
	b.ReportMetric(float64(len(text))/1e6, "MB")
	b.ReportMetric(drawn/float64(b.N), "ms-drawn")
	b.ReportMetric(usable/float64(b.N), "ms-usable")
	b.ReportMetric(searched/float64(b.N), "ms-search")
}
