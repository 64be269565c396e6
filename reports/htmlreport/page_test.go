package htmlreport

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
)

// blocks are the texts of the elements of a name, with the attributes of each.
func blocks(text, element string) [][]string {
	return regexp.MustCompile(`(?s)<`+element+`([^>]*)>(.*?)</`+element+`>`).FindAllStringSubmatch(text, -1)
}

// checkPolicy fails on a style or a script that the page's own policy would not let run.
func checkPolicy(t *testing.T, text string) {
	t.Helper()
	m := regexp.MustCompile(`http-equiv="Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(text)
	if m == nil {
		t.Fatal("no policy")
	}
	policy := strings.ReplaceAll(strings.ReplaceAll(m[1], "&#39;", "'"), "&#43;", "+")
	if strings.Contains(policy, "unsafe") {
		t.Errorf("policy %s", policy)
	}
	for _, b := range append(blocks(text, "style"), blocks(text, "script")...) {
		sum := sha256.Sum256([]byte(b[2]))
		if hash := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(b[1], "application/json") && !strings.Contains(policy, hash) {
			t.Errorf("%s is not in the policy %s: %.60s", hash, policy, b[2])
		}
	}
	if regexp.MustCompile(`(?m)^<.* (style|on[a-z]+)\b`).MatchString(outline(text)) {
		t.Error("an attribute that the policy forbids")
	}
}

func TestPolicy(t *testing.T) {
	var out bytes.Buffer
	if err := WriteRun(&out, &reports.Run{}); err != nil {
		t.Fatal(err)
	}
	checkPolicy(t, out.String())
	if n := len(blocks(out.String(), "style")); n == 0 {
		t.Error("no style")
	}
}

// A script that is closed by its own text would end early, and miss its hash.
func TestAssetsStayInTheirElement(t *testing.T) {
	entries, err := assets.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if name := e.Name(); !strings.HasSuffix(name, ".html") {
			text, err := asset(name)
			if err != nil {
				t.Fatal(err)
			}
			if regexp.MustCompile(`(?i)</(script|style)|<!--|<script`).MatchString(text) || strings.Contains(text, "\r") {
				t.Errorf("%s ends its element", name)
			}
		}
	}
}

// luminance is that of WCAG 2.
func luminance(t *testing.T, color string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(strings.TrimPrefix(color, "#"), 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	part := func(shift int) float64 {
		c := float64(n>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0)
}

// Text can be read on whatever it stands on: WCAG 2 asks for 4.5 to 1, and for 3 to 1 of what
// only marks a place.
func TestContrast(t *testing.T) {
	style, err := asset("page.css")
	if err != nil {
		t.Fatal(err)
	}
	schemes := [2]map[string]float64{{}, {}}
	for _, m := range regexp.MustCompile(`--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);`).FindAllStringSubmatch(style, -1) {
		schemes[0][m[1]], schemes[1][m[1]] = luminance(t, m[2]), luminance(t, m[3])
	}
	type pair struct {
		text, on string
		least    float64
	}
	pairs := []pair{{"strong-line", "surface", 3}, {"focus", "bg", 3}, {"focus", "sunken", 3}, {"text", "mark", 4.5}}
	for _, text := range []string{"text", "muted", "accent"} {
		for _, on := range []string{"bg", "surface", "sunken"} {
			pairs = append(pairs, pair{text, on, 4.5})
		}
	}
	for _, v := range verdictViews() {
		name := string(v.Verdict)
		pairs = append(pairs, pair{name, name + "-bg", 4.5}, pair{name, "surface", 4.5}, pair{name, "sunken", 4.5})
	}
	for i := range 8 {
		pairs = append(pairs, pair{fmt.Sprintf("series-%d", i+1), "surface", 3})
	}
	for i, colors := range schemes {
		for _, p := range pairs {
			a, okA := colors[p.text]
			b, okB := colors[p.on]
			if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); !okA || !okB || ratio < p.least {
				t.Errorf("scheme %d: --%s on --%s is %.2f to 1", i, p.text, p.on, ratio)
			}
		}
	}
}
