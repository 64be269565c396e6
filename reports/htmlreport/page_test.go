package htmlreport

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"regexp"
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
