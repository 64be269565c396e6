package loadgen

import (
	"bytes"
	"encoding/base64"
	"slices"

	"github.com/xdg-go/scram"

	"github.com/smtpspec/smtpspec/scenarios"
)

// handshake takes the step that begins TLS.
func (x *compiler) handshake(st *scenarios.Step) {
	if x.waiting > 0 {
		x.fail(st.Pos, "", "the handshake comes before the reply to a command is awaited")
		return
	}
	x.p.Upgrade = true
	x.pieces = append(x.pieces, piece{pos: st.Pos, tls: true, begins: true})
}

// auth spells out an AUTH exchange (RFC 4954 §4, RFC 4616 §2, RFC 7677). The
// reply that ends it is that of the step, or 235. As in the player, LOGIN waits
// for its first challenge unless the step says otherwise.
func (x *compiler) auth(st *scenarios.Step) {
	user, password := x.set.User, x.set.Password
	for _, own := range []struct {
		from *scenarios.Template
		to   *string
	}{{st.Auth.User, &user}, {st.Auth.Password, &password}} {
		if own.from != nil {
			text, err := own.from.Expand(x.lookup)
			if err != nil {
				x.fail(st.Pos, "", "%v", err)
				return
			}
			*own.to = string(text)
		}
	}
	if user == "" || password == "" {
		x.fail(st.Pos, "auth: {user: …, password_env: …}", "target.yaml has no credentials")
		return
	}
	base64 := base64.StdEncoding.EncodeToString
	mechanism := st.Auth.Mechanism
	initial := mechanism != "LOGIN"
	if st.Auth.Initial != nil {
		initial = *st.Auth.Initial
	}
	var lines []string // of the answers that are the same each time
	switch mechanism {
	case "PLAIN":
		lines = []string{base64([]byte("\x00" + user + "\x00" + password))}
	case "LOGIN":
		lines = []string{base64([]byte(user)), base64([]byte(password))}
	case scramMechanism:
		client, err := scram.SHA256.NewClient(user, password, "")
		if err != nil {
			x.fail(st.Pos, "", "the credentials cannot be used with %s: %v", mechanism, err)
			return
		}
		x.p.scram = client
		lines = make([]string, scramAnswers)
	default:
		x.fail(st.Pos, "PLAIN, LOGIN or "+scramMechanism, "%s cannot be compiled for load", mechanism)
		return
	}
	if command := "AUTH " + mechanism; initial {
		lines[0] = command + " " + lines[0]
	} else {
		lines = slices.Insert(lines, 0, command)
	}
	for i, line := range lines {
		p := piece{pos: st.Pos, octets: []byte(line + "\r\n"), follows: i > 0}
		if x.p.scram != nil && (initial || i > 0) {
			p.scram, p.octets = true, []byte(line)
		}
		if i == len(lines)-1 {
			p.role = roleAuth
		}
		x.send(p)
		if i < len(lines)-1 {
			x.answered("334")
		}
	}
	if len(st.Expect) == 0 {
		x.answered("235")
	}
}

// answered gives the one piece that waits a reply code.
func (x *compiler) answered(code scenarios.Outcome) {
	x.pieces[len(x.pieces)-1].want = codesOf(scenarios.Outcomes{code})
	x.waiting = 0
}

// secure puts TLS into an exchange that was written without.
func (x *compiler) secure() {
	if x.set.TLS == AsWritten {
		return
	}
	if x.p.Secured() {
		x.fail(x.c.Pos, "leave out the choice of TLS", "scenario %s begins TLS by itself", x.c.ID)
		return
	}
	if x.set.TLS == Implicit {
		x.p.TLS = true
		return
	}
	at := slices.IndexFunc(x.pieces, func(p piece) bool {
		return p.role == roleEhlo && (bytes.HasPrefix(p.octets, []byte("EHLO")) || x.p.LMTP)
	})
	if at < 0 || at+1 < len(x.pieces) && !x.pieces[at+1].begins {
		x.fail(x.c.Pos, "", "STARTTLS comes behind the reply to EHLO, and scenario %s awaits none", x.c.ID)
		return
	}
	ehlo := x.pieces[at]
	starttls := piece{pos: ehlo.pos, octets: []byte("STARTTLS\r\n"), want: codesOf(scenarios.Outcomes{"220"}), begins: true}
	again := ehlo
	again.begins = true
	x.pieces = slices.Insert(x.pieces, at+1, starttls, piece{pos: ehlo.pos, tls: true, begins: true}, again)
	x.p.Upgrade = true
	x.p.Keywords = append(x.p.Keywords, "STARTTLS")
}
