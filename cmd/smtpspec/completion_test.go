package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
)

// TestCompletion asks as the scripts of the shells do.
func TestCompletion(t *testing.T) {
	for _, c := range []struct{ call, want, not string }{
		{"run quit.", "quit.221-then-close\tQUIT is answered with 221", "load.classic"},
		{"run RFC5321-4.1.1.10", "RFC5321-4.1.1.10-quit-221\tQUIT", ""},
		{"run --label-filter smug", "smuggling\t", "quit"},
		{"run --label-filter smuggling&&mu", "smuggling&&must\t", "\nmust"},
		{"run --profile ", "lmtp", "lmtpx"},
		{"run --config ", "yaml\n:8", ""},
		{"run --out ", ":16", ""},
		{"load ", "load.many-recipients\t", "quit.221"},
		{"load --exchange ", "chunking", "lmtp"},
		{"load --tls ", "starttls", "lmtp"},
		{"load --threshold ", "p99(rcpt)<", ""},
		{"serve --fault eod-", "eod-lf-dot-lf\t", "quit-code"},
		{"selftest --fault quit", "quit-code\t", "eod-lf-dot-lf"},
		{"show RFC5321-4.1.1.10", "RFC5321-4.1.1.10-quit-221\tQUIT", ""},
		{"coverage --role ", "lmtp", ""},
		{"help ex", "exit-codes\tExit codes", "run"},
		{"help run ", ":4", "quickstart"},
		{"lint ", "yaml\nyml\n:8", ""},
		{"report ", "json\n:8", ""},
		{"completion ", "powershell", ""},
	} {
		code, out, errs := called(t.Context(), append([]string{"__complete"}, strings.Split(c.call, " ")...)...)
		if code != output.ExitOK || !strings.Contains(out, c.want) || c.not != "" && strings.Contains(out, c.not) {
			t.Errorf("smtpspec %s: exit %d, want %q, not %q\n%s%s", c.call, code, c.want, c.not, head(out), errs)
		}
	}
}

// head is the beginning of a long text.
func head(s string) string { return s[:min(len(s), 2000)] }

// TestCompletion_scripts lets bash read its script.
func TestCompletion_scripts(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		code, out, errs := called(t.Context(), "completion", shell)
		if code != output.ExitOK || !strings.Contains(out, "__complete") {
			t.Errorf("%s: exit %d\n%s", shell, code, errs)
		}
		path, err := exec.LookPath("bash")
		if shell != "bash" || err != nil {
			continue
		}
		c := exec.Command(path, "-n")
		c.Stdin, c.Stderr = strings.NewReader(out), os.Stderr
		if err := c.Run(); err != nil {
			t.Error(err)
		}
	}
	if code, _, _ := called(t.Context(), "completion", "tcsh"); code != output.ExitUsage {
		t.Errorf("tcsh: exit %d", code)
	}
}
