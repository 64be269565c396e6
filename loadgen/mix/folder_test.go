package mix

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/scenarios/wire"
)

func folderOf(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// corpus is messages with what a generator of load can get wrong, and how each
// has to arrive.
var corpus = map[string]struct{ file, arrives string }{
	"a-lf":       {"Subject: lf\n\nbody\n", "Subject: lf\r\n\r\nbody\r\n"},
	"b-crlf":     {"Subject: crlf\r\n\r\nbody\r\n", "Subject: crlf\r\n\r\nbody\r\n"},
	"c-mixed":    {"Subject: mixed\r\n\none\ntwo\r\n", "Subject: mixed\r\n\r\none\r\ntwo\r\n"},
	"d-dots":     {"Subject: dots\n\n.\n..\n...x\nx.\n.\n", "Subject: dots\r\n\r\n.\r\n..\r\n...x\r\nx.\r\n.\r\n"},
	"e-8bit":     {"Subject: 8bit\n\n\xe4\xff\x00\x80\n", "Subject: 8bit\r\n\r\n\xe4\xff\x00\x80\r\n"},
	"f-open end": {"Subject: open\n\nno line end", "Subject: open\r\n\r\nno line end\r\n"},
	"g-header":   {"Subject: only", "Subject: only\r\n"},
	"h-body":     {"\n.dot first\n", "\r\n.dot first\r\n"},
	"i-blank":    {"\n", "\r\n"},
	"j-ends":     {"Subject: ends\n\nx\n\n\n", "Subject: ends\r\n\r\nx\r\n\r\n\r\n"},
	"k-sender":   {"From: <load1@client.example>\n\nload0@client.example\n", "From: <load1@client.example>\r\n\r\nload0@client.example\r\n"},
	"l-huge":     {"Subject: huge\n\n" + strings.Repeat(".line\n", 100_000), "Subject: huge\r\n\r\n" + strings.Repeat(".line\r\n", 100_000)},
}

func corpusDir(t testing.TB) string {
	files := map[string]string{".hidden": "no message"}
	for name, m := range corpus {
		files[name] = m.file
	}
	dir := folderOf(t, files)
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestReadFolder(t *testing.T) {
	f, err := ReadFolder(corpusDir(t))
	if err != nil || f.Len() != len(corpus) {
		t.Fatalf("got %d messages of %d, %v", f.Len(), len(corpus), err)
	}
	for _, m := range f.messages {
		if want := corpus[filepath.Base(m.name)].arrives; string(m.octets) != want {
			t.Errorf("%s: got %s, want %s", m.name, wire.VisibleLimit(m.octets, 200), wire.VisibleLimit([]byte(want), 200))
		}
	}
}

func TestReadFolder_error(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"nothing":       {nil, "has no message: put files into it"},
		"hidden":        {map[string]string{".x": "Subject: x\n"}, "has no message"},
		"empty":         {map[string]string{"x": ""}, "x:1: the file is empty"},
		"no header":     {map[string]string{"a": "Subject: a\n", "x": "hello\x1b[2J\n"}, `x:1: a message begins with a header field such as Subject:, and here is hello\x1b[2J`},
		"mbox":          {map[string]string{"x": "From alice@example.com Mon Jan 02 15:04:05 2006\nSubject: x\n"}, "x:1: a message begins with a header field"},
		"folded":        {map[string]string{"x": " folded: x\n"}, "x:1: a message begins with a header field"},
		"bare CR":       {map[string]string{"x": "Subject: x\r\n\r\na\rb\r\n"}, "x:3: a CR without its LF"},
		"CR at the end": {map[string]string{"x": "Subject: x\r"}, "x:1: a CR without its LF"},
		"two CR":        {map[string]string{"x": "Subject: x\r\r\n"}, "x:1: a CR without its LF"},
	} {
		t.Run(name, func(t *testing.T) {
			if f, err := ReadFolder(folderOf(t, c.files)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v %v, want %s", f, err, c.want)
			}
		})
	}
	if _, err := ReadFolder(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("got a folder that does not exist, want an error")
	}
	big := folderOf(t, map[string]string{"x": "Subject: x\n"})
	if err := os.Truncate(filepath.Join(big, "x"), MaxBody+1); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadFolder(big); err == nil || !strings.Contains(err.Error(), "x: a message has at most 64 MiB") {
		t.Error(err)
	}
	dir := t.TempDir()
	if err := os.Symlink("nowhere", filepath.Join(dir, "x")); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadFolder(dir); err == nil {
		t.Error("got a link to nowhere, want an error")
	}
}

// FuzzMailObject reads files: what comes of one is whole lines, and a server
// that decodes it has the same octets.
func FuzzMailObject(f *testing.F) {
	for _, m := range corpus {
		if len(m.file) < 1000 {
			f.Add([]byte(m.file))
		}
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		octets, err := mailObject(file, 1<<20)
		if err != nil {
			return
		}
		plain := bytes.ReplaceAll(file, []byte("\r\n"), []byte("\n"))
		if back := bytes.ReplaceAll(octets, []byte("\r\n"), []byte("\n")); !bytes.Equal(bytes.TrimSuffix(back, []byte("\n")), bytes.TrimSuffix(plain, []byte("\n"))) {
			t.Fatalf("%q became %q", file, octets)
		}
		b := original(octets)
		var d wire.DotDecoder
		decoded, n, done := d.Decode(nil, b.Stuffed)
		cr, lf := d.Bare()
		if !done || n != len(b.Stuffed) || cr || lf || !bytes.Equal(decoded, octets) || !bytes.Equal(b.Tail, octets) {
			t.Fatalf("%q is decoded as %q", file, decoded)
		}
	})
}

func TestReadFolder_order(t *testing.T) {
	f, err := ReadFolder(corpusDir(t))
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, m := range f.messages {
		names = append(names, filepath.Base(m.name))
	}
	if !slices.IsSorted(names) {
		t.Errorf("got %v, want them sorted: the same seed would give another order", names)
	}
}
