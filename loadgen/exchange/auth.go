package exchange

import (
	"bytes"
	"slices"

	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/wire/sasl"
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

// auth spells out an AUTH exchange (RFC 4954 §4).
func (x *compiler) auth(st *scenarios.Step) {
	user, password, ok := x.credentials(st)
	if !ok {
		return
	}
	if lines, ok := x.authLines(st, user, password); ok {
		x.emitAuth(st, lines)
	}
}

// credentials are those of the step, or else of target.yaml.
func (x *compiler) credentials(st *scenarios.Step) (user, password string, ok bool) {
	user, password = x.set.User, x.set.Password
	for _, own := range []struct {
		from *scenarios.Template
		to   *string
	}{{st.Auth.User, &user}, {st.Auth.Password, &password}} {
		if own.from != nil {
			text, err := own.from.Expand(x.lookup)
			if err != nil {
				x.fail(st.Pos, "", "%v", err)
				return "", "", false
			}
			*own.to = string(text)
		}
	}
	if user == "" || password == "" {
		x.fail(st.Pos, "auth: {user: …, password_env: …}", "target.yaml has no credentials")
		return "", "", false
	}
	return user, password, true
}

// authLine is a line of the client in an AUTH exchange.
type authLine struct {
	text  string
	scram bool // text is followed by the next message of SCRAM
}

// authLines are the lines of the client. As in the player, LOGIN waits for its first
// challenge unless the step says otherwise.
func (x *compiler) authLines(st *scenarios.Step, user, password string) (lines []authLine, ok bool) {
	mechanism, _ := sasl.Lookup(st.Auth.Mechanism) // checked when the file was loaded
	var err error
	switch mechanism.Name {
	case sasl.Plain, sasl.Login:
		lines, err = fixedLines(mechanism, user, password)
	case sasl.ScramSHA256:
		x.p.scram, err = sasl.NewKeys(user, password)
		lines = slices.Repeat([]authLine{{scram: true}}, mechanism.Messages)
	default:
		x.fail(st.Pos, "PLAIN, LOGIN or SCRAM-SHA-256", "%s cannot be compiled for load", st.Auth.Mechanism)
		return nil, false
	}
	if err != nil {
		x.fail(st.Pos, "", "%v", err)
		return nil, false
	}
	command := "AUTH " + mechanism.Name
	if initial := st.Auth.Initial; initial == nil && mechanism.ClientFirst || initial != nil && *initial {
		lines[0].text = command + " " + lines[0].text
		return lines, true
	}
	return slices.Insert(lines, 0, authLine{text: command}), true
}

// fixedLines are the messages of a mechanism in which they depend on no challenge.
func fixedLines(m sasl.Mechanism, user, password string) ([]authLine, error) {
	client, err := sasl.NewClient(m.Name, sasl.Config{User: user, Password: password})
	if err != nil {
		return nil, err
	}
	var lines []authLine
	for range m.Messages {
		message, err := client.Respond(nil)
		if err != nil {
			return nil, err
		}
		lines = append(lines, authLine{text: sasl.Encode(message)})
	}
	return lines, nil
}

// emitAuth makes each line a group. The reply that ends the exchange is that of the
// step, or 235.
func (x *compiler) emitAuth(st *scenarios.Step, lines []authLine) {
	last := len(lines) - 1
	for i, line := range lines {
		p := piece{pos: st.Pos, octets: []byte(line.text), scram: line.scram, follows: i > 0}
		if !line.scram {
			p.octets = append(p.octets, "\r\n"...)
		}
		if i == last {
			p.role = roleAuth
		}
		x.send(p)
		if i < last {
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
		x.fail(x.c.Pos, "", "STARTTLS comes after the reply to EHLO, and scenario %s awaits none", x.c.ID)
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
