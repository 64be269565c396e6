package atomicfile

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/smtpspec/smtpspec/reports/reporttest"
)

func writeText(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

func names(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return strings.Join(out, " ")
}

func checkFile(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s: got %q (%v), want %q", path, got, err, want)
	}
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "run.json")
	for _, text := range []string{"first", "second"} {
		if err := Write(path, writeText(text)); err != nil {
			t.Fatal(err)
		}
		checkFile(t, path, text)
	}
	if got := names(t, dir); got != "run.json" {
		t.Errorf("got %s in the directory", got)
	}
}

func TestWrite_permissions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.json")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Write(path, writeText("x")); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestWrite_failureKeepsTheOldFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "run.json")
	if err := Write(path, writeText("old")); err != nil {
		t.Fatal(err)
	}
	broken := func(w io.Writer) error {
		if err := writeText(strings.Repeat("half", 100_000))(w); err != nil {
			return err
		}
		return reporttest.ErrBroken
	}
	if err := Write(path, broken); !errors.Is(err, reporttest.ErrBroken) {
		t.Errorf("got %v", err)
	}
	checkFile(t, path, "old")
	if got := names(t, dir); got != "run.json" {
		t.Errorf("got %s in the directory", got)
	}
}

func TestWrite_panic(t *testing.T) {
	dir := t.TempDir()
	func() {
		defer func() { _ = recover() }()
		_ = Write(filepath.Join(dir, "run.json"), func(io.Writer) error { panic("writer") })
	}()
	if got := names(t, dir); got != "" {
		t.Errorf("got %s in the directory", got)
	}
}

func TestWrite_symbolicLink(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "real.json"), filepath.Join(dir, "link.json")
	if err := os.WriteFile(file, []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(file, link); err != nil {
		t.Fatal(err)
	}
	if err := Write(link, writeText("new")); err != nil {
		t.Fatal(err)
	}
	checkFile(t, file, "new")
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Error("the link was replaced")
	}
}

func TestWrite_pipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	got := make(chan string)
	go func() {
		text, _ := os.ReadFile(path)
		got <- string(text)
	}()
	if err := Write(path, writeText("through")); err != nil {
		t.Fatal(err)
	}
	if text := <-got; text != "through" {
		t.Errorf("got %q", text)
	}
	if info, err := os.Lstat(path); err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		t.Error("the pipe was replaced")
	}
}

func TestWrite_errors(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	if err := errors.Join(os.WriteFile("file", nil, 0o666), os.Mkdir("dir", 0o777)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ path, want string }{
		{"", "cannot write the report : its name is empty"},
		{"dir", "cannot write the report dir: it is a directory; name a file in it"},
		{"none/run.json", "cannot write the report none/run.json: the directory none does not exist; create it first"},
		{"file/run.json", "cannot write the report file/run.json: file is not a directory"},
		{"none/", "cannot write the report none/: the directory none does not exist; create it first"},
	} {
		for _, err := range []error{Write(tt.path, writeText("x")), Check(tt.path)} {
			if err == nil || err.Error() != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		}
	}
	for _, path := range []string{"file", "new", "/dev/null"} {
		if err := Check(path); err != nil {
			t.Error(err)
		}
	}
	if got := names(t, "."); got != "dir file" {
		t.Errorf("the check left %s", got)
	}
	for err, want := range map[error]string{
		syscall.EACCES: "no permission to write in out",
		syscall.ENOSPC: "no space left on the disk of out",
		syscall.EIO:    "input/output error",
	} {
		if got := explainFile("out/run.json", err).Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
