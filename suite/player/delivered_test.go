package player

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios/target"
)

// put writes a message into a folder below dir, as a server does that writes
// in place.
func put(t testing.TB, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestDelivered(t *testing.T) {
	const message = "Return-Path: <a@b>\nReceived: from x\n\tby y\nSubject: s0-1\n\n.hidden\nend\n"
	for _, c := range []struct {
		name, files, step string // files: names, each with the message
		want              reports.Verdict
		reason            string
	}{
		{"one", "1", "{}", reports.Pass, ""},
		{"none", "", "{within: 50ms}", reports.Fail, "expected 1 delivered message(s), got 0"},
		{"two where one was due", "1 2", "{}", reports.Fail, "expected 1 delivered message(s), got 2"},
		{"two", "1 2", "{count: 2}", reports.Pass, ""},
		{"any number", "1 2", "{count: 1..}", reports.Pass, ""},
		{"none as it should be", "", "{count: 0}", reports.Pass, ""},
		{"one where none may be", "1", "{count: 0}", reports.Fail, "expected 0 delivered message(s), got 1"},
		{"one at most", "1", "{count: 0..1}", reports.Pass, ""},
		{"one at most and none", "", "{count: 0..1}", reports.Pass, ""},
		{"two where one at most", "1 2", "{count: 0..1}", reports.Fail, "got 2"},
		{"a Maildir", "box/new/1.x box/cur/2.x:2,S box/tmp/3.x box/.sub/new/4.x .dot", "{count: 2}", reports.Pass, ""},
		{"names that do not match", "a.eml a.idx", "{count: 1}", reports.Pass, ""},
		{"another text", "1", "{find: nothing, within: 50ms}", reports.Fail, "got 0"},
		{"body", "1", `{body: ".hidden\r\nend\r\n"}`, reports.Pass, ""},
		{"another body", "1", `{body: "hidden\r\nend\r\n"}`, reports.Fail, `expected the body hidden\nend\n, got the body .hidden\nend\n`},
		{"body without its last line end", "1", `{body: ".hidden\r\nend\r\n\r\n"}`, reports.Pass, ""},
		{"body with one more line end", "1", `{body: ".hidden\r\nend"}`, reports.Pass, ""},
		{"body with one more line", "1", `{body: ".hidden\r\n"}`, reports.Fail, "expected the body"},
		{"contains the first line", "1", `{contains: ["\r\nReturn-Path: <a@b>\r\n"]}`, reports.Pass, ""},
		{"contains", "1", `{contains: ["\r\n.hidden\r\n", "${id}"]}`, reports.Pass, ""},
		{"contains not", "1", `{contains: nothing}`, reports.Fail, "expected a message that contains nothing"},
		{"absent", "1", `{absent: [nothing]}`, reports.Pass, ""},
		{"not absent", "1", `{absent: [nothing, "hidden"]}`, reports.Fail, "a message without hidden"},
		{"header", "1", `{header: {received: "^from x by y$"}}`, reports.Pass, ""},
		{"another header", "1", `{header: {Received: "^by"}}`, reports.Fail, "a header field Received that matches ^by"},
		{"header of the body", "1", `{header: {end: ""}}`, reports.Fail, "a header field end"},
		{"fields", "1", `{fields: {Return-Path: 1, Received: 1.., X: 0}}`, reports.Pass, ""},
		{"too few fields", "1", `{fields: {Received: 2}}`, reports.Fail, "2 header field(s) Received"},
		{"first", "1", `{first: return-path}`, reports.Pass, ""},
		{"a rule that applies", "1", `{skip: {unless: {Received: "^from x"}}, header: {Received: "by y"}}`, reports.Pass, ""},
		{"a rule that does not apply", "1", `{skip: {unless: {X-Field: ""}}, header: {Received: nothing}}`, reports.Skip, "no field X-Field that matches"},
		{"capture", "1", `{capture: {host: "^Received: from x (by .)"}, contains: "s0-1"}`, reports.Pass, ""},
		{"nothing to capture", "1", `{capture: {host: "^Received: from (z)"}}`, reports.Fail, "a header field to take host from"},
		{"another first", "1", `{first: Received}`, reports.Fail, "Received as the first header field"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			put(t, dir, "before", message) // was there before the run
			match := "*"
			if strings.Contains(c.files, ".eml") {
				match = "*.eml"
			}
			store, err := OpenStore(t.Context(), target.Spool{Dir: dir, Match: match}, 30*time.Millisecond)
			if err != nil {
				t.Fatal(err)
			}
			for name := range strings.FieldsSeq(c.files) {
				put(t, dir, name, strings.ReplaceAll(message, "\n", "\r\n"))
			}
			p := serve(t, "S 220 hi\nhold").player()
			p.Target.Store = store
			r := p.Run(t.Context(), load(t, "", "- delivered: "+c.step))
			if r.Verdict != c.want || !strings.Contains(why(r), c.reason) {
				t.Errorf("%s: %s, want %s: %s", r.Verdict, why(r), c.want, c.reason)
			}
		})
	}
}

// opened is the store of a folder in which every file is a message.
func opened(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := OpenStore(t.Context(), target.Spool{Dir: dir}, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// found is how many messages a search finds, after a new look at the folder.
func found(t *testing.T, q *Search) int {
	t.Helper()
	q.store.rest = time.Time{}
	messages, _, err := q.Look(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return len(messages)
}

// TestStore_growingMessage reads a file again that was empty or half when first
// seen.
func TestStore_growingMessage(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir)
	from := s.Search([]byte("whole"))
	for _, step := range []struct {
		text string
		want int
	}{{"", 0}, {"Subject: wh", 0}, {"Subject: whole", 1}, {"Subject: whole, with its body", 1}, {"Subject: of another", 0}} {
		put(t, dir, "1", step.text)
		if got := found(t, from); got != step.want {
			t.Errorf("%q: %d found, want %d", step.text, got, step.want)
		}
		if got := found(t, s.Search([]byte("whole"))); got != step.want {
			t.Errorf("%q: %d found by another search, want %d", step.text, got, step.want)
		}
	}
}

// TestStore_movedMessage counts a message once when a reader moves it from new to
// cur.
func TestStore_movedMessage(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir)
	put(t, dir, "alice/new/1.x", "whole")
	put(t, dir, "bob/new/1.x", "whole")
	if got := found(t, s.Search([]byte("whole"))); got != 2 {
		t.Fatalf("%d found, want 2", got)
	}
	if err := os.Mkdir(filepath.Join(dir, "alice", "cur"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(dir, "alice", "new", "1.x"), filepath.Join(dir, "alice", "cur", "1.x:2,S")); err != nil {
		t.Fatal(err)
	}
	if got := found(t, s.Search([]byte("whole"))); got != 2 {
		t.Errorf("%d found after the move, want 2", got)
	}
}

// TestLateDuplicate waits for one too many.
func TestLateDuplicate(t *testing.T) {
	dir := t.TempDir()
	p := serve(t, "S 220 hi\nhold").player()
	var err error
	if p.Target.Store, err = OpenStore(t.Context(), target.Spool{Dir: dir}, 5*time.Second); err != nil {
		t.Fatal(err)
	}
	put(t, dir, "1", "s0-1")
	time.AfterFunc(100*time.Millisecond, func() { put(t, dir, "2", "s0-1") })
	if r := p.Run(t.Context(), load(t, "", "- delivered: {}")); r.Verdict != reports.Fail {
		t.Errorf("%s: %s", r.Verdict, why(r))
	}
}

// TestStore_noMessageYet proves nothing by being empty: the folder may be
// the wrong one.
func TestStore_noMessageYet(t *testing.T) {
	for _, c := range []struct {
		name, step, later string
		sure              bool
		want              reports.Verdict
	}{
		{"one is missing", "{within: 50ms}", "", false, reports.Unknown},
		{"one is missing from the right folder", "{within: 50ms}", "", true, reports.Fail},
		{"none, where others come", "{count: 0}", "another", false, reports.Pass},
		{"one that comes late where none may", "{count: 0}", "s0-1", false, reports.Fail},
		{"none in the right folder", "{count: 0}", "", true, reports.Pass},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			store, err := OpenStore(t.Context(), target.Spool{Dir: dir}, 30*time.Millisecond)
			if err != nil {
				t.Fatal(err)
			}
			store.Sure = c.sure
			p := serve(t, "S 220 hi\nhold").player()
			p.Target.Store = store
			if c.later != "" {
				time.AfterFunc(200*time.Millisecond, func() { put(t, dir, "1", c.later) })
			}
			r := p.Run(t.Context(), load(t, "", "- delivered: "+c.step))
			if r.Verdict != c.want || r.Verdict == reports.Unknown && !strings.Contains(why(r), "set delivery.dir to the spool of the server") {
				t.Errorf("%s: %s, want %s", r.Verdict, why(r), c.want)
			}
		})
	}
}

// TestStore_symbolicLink is found as /var/mail is, where that is a link.
func TestStore_symbolicLink(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "spool/before", "old")
	link := filepath.Join(dir, "mail")
	if err := os.Symlink("spool", link); err != nil {
		t.Skip(err)
	}
	s := opened(t, link)
	put(t, dir, "spool/1", "whole")
	if got := found(t, s.Search([]byte("whole"))); got != 1 {
		t.Errorf("%d found behind the link, want 1", got)
	}
}

func TestOpenStore_errors(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	put(t, filepath.Dir(file), "file", "")
	for _, c := range [][2]string{{file, ""}, {file + "x", ""}, {t.TempDir(), "["}} {
		if _, err := OpenStore(t.Context(), target.Spool{Dir: c[0], Match: c[1]}, 0); err == nil || !strings.Contains(err.Error(), "delivery.") {
			t.Errorf("%q: %v", c, err)
		}
	}
}

// TestStore_reusedName reads a file that was there before the run when another
// message takes its name.
func TestStore_reusedName(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "1", "of an earlier run")
	s := opened(t, dir)
	put(t, dir, "1", "whole")
	if got := found(t, s.Search([]byte("whole"))); got != 1 {
		t.Errorf("%d found, want 1", got)
	}
}

// TestStore_mbox says what to do about a file with all messages.
func TestStore_mbox(t *testing.T) {
	dir := t.TempDir()
	const one = "From a@b Fri Nov 27 10:00:00 2026\nSubject: whole\n\nbody\n"
	put(t, dir, "alice", one)
	s := opened(t, dir)
	put(t, dir, "bob", one)
	if got := found(t, s.Search([]byte("whole"))); got != 1 {
		t.Errorf("%d found in a file of one message, want 1", got)
	}
	put(t, dir, "alice", one+"\n"+one)
	s.rest = time.Time{}
	if _, _, err := s.Search([]byte("whole")).Look(t.Context()); err == nil || !strings.Contains(err.Error(), "a file for each") {
		t.Errorf("%v", err)
	}
}
