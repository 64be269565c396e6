package mix

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/smtpspec/smtpspec/scenarios/wire"
)

// Bounds of a folder of messages.
const (
	maxFiles  = 10_000
	maxFolder = 256 << 20 // octets in all
)

// Folder is real messages, one a file. It is read only.
type Folder struct {
	Dir      string
	messages []fileMessage
}

// fileMessage is one message with CRLF at the end of each line.
type fileMessage struct {
	name   string
	octets []byte
}

// Len is the number of messages.
func (f *Folder) Len() int { return len(f.messages) }

// Bodies are the messages in the order of their names.
func (f *Folder) Bodies() []Body {
	bodies := make([]Body, 0, len(f.messages))
	for _, m := range f.messages {
		bodies = append(bodies, original(m.octets))
	}
	return bodies
}

// Distribution is each of the bodies as often as any other.
func (f *Folder) Distribution() Distribution {
	d := Distribution{text: f.Dir}
	for i := range f.messages {
		d.levels = append(d.levels, level{i, 1})
	}
	return d
}

// ReadFolder reads the regular files of a folder in the order of their names;
// those that begin with a dot, and folders in it, are left out. A line may end with
// LF or CRLF, and is sent with CRLF. A file that is no message is an error that names it.
func ReadFolder(dir string) (*Folder, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	f, total := &Folder{Dir: dir}, 0
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if info, err := os.Stat(path); strings.HasPrefix(e.Name(), ".") || err == nil && !info.Mode().IsRegular() {
			continue // a pipe is never opened: that could wait for ever
		}
		if len(f.messages) == maxFiles {
			return nil, fmt.Errorf("%s has more than %d files: take fewer", dir, maxFiles)
		}
		octets, err := readMessage(path, min(MaxBody, maxFolder-total))
		if err != nil {
			return nil, err
		}
		total += len(octets)
		f.messages = append(f.messages, fileMessage{path, octets})
	}
	if len(f.messages) == 0 {
		return nil, fmt.Errorf("%s has no message: put files into it, one a message", dir)
	}
	return f, nil
}

var errTooMuch = errors.New("too much")

func readMessage(path string, most int) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it was only read
	octets, err := io.ReadAll(io.LimitReader(file, int64(most)+1))
	if err != nil {
		return nil, err
	}
	if octets, err = mailObject(octets, most); errors.Is(err, errTooMuch) {
		return nil, fmt.Errorf("%s: a message has at most %d MiB, and a folder %d MiB in all", path, MaxBody>>20, maxFolder>>20)
	} else if err != nil {
		return nil, fmt.Errorf("%s:%w", path, err)
	}
	return octets, nil
}

// mailObject makes octets of a file a mail object that DATA and BDAT can carry:
// every line ends with CRLF, the last one too (RFC 5321 §2.3.8).
func mailObject(octets []byte, most int) ([]byte, error) {
	if len(octets) == 0 {
		return nil, errors.New("1: the file is empty, and a message has at least a header")
	}
	first, _, _ := bytes.Cut(octets, []byte("\n"))
	if first = bytes.TrimSuffix(first, []byte("\r")); len(first) > 0 && !isField(first) {
		return nil, fmt.Errorf("1: a message begins with a header field such as Subject:, and here is %s", wire.Visible(first[:min(len(first), 60)]))
	}
	out := make([]byte, 0, len(octets)+bytes.Count(octets, []byte("\n"))+2)
	for number := 1; len(octets) > 0; number++ {
		line, rest, ended := bytes.Cut(octets, []byte("\n"))
		if octets = rest; ended {
			line = bytes.TrimSuffix(line, []byte("\r"))
		}
		if bytes.IndexByte(line, '\r') >= 0 {
			return nil, fmt.Errorf("%d: a CR without its LF, which SMTP cannot carry (RFC 5321 §2.3.8)", number)
		}
		out = append(append(out, line...), "\r\n"...)
	}
	if len(out) > most {
		return nil, errTooMuch
	}
	return out, nil
}

// isField reports whether a line begins with the name of a header field and a
// colon (RFC 5322 §2.2).
func isField(line []byte) bool {
	name, _, found := bytes.Cut(line, []byte(":"))
	for _, c := range name {
		if c < 33 || c > 126 {
			return false
		}
	}
	return found && len(name) > 0
}
