package sasl

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/smtpspec/smtpspec/scenarios/wire"
)

// MaxIterations is the largest iteration count of SCRAM that a client accepts: more
// than servers use, and low enough not to delay it.
const MaxIterations = 1_000_000

// serverFirst is a server-first-message (RFC 5802 §7).
type serverFirst struct {
	nonce      string
	salt       []byte
	iterations int
}

func parseServerFirst(challenge string) (serverFirst, error) {
	r, rest, ok := strings.Cut(challenge, ",s=")
	salt, count, ok2 := strings.Cut(rest, ",i=")
	nonce, ok3 := strings.CutPrefix(r, "r=")
	if !ok || !ok2 || !ok3 {
		return serverFirst{}, errors.New("invalid server-first-message (RFC 5802 §7)")
	}
	var m serverFirst
	var err error
	m.nonce = nonce
	if m.salt, err = base64.StdEncoding.DecodeString(salt); err != nil {
		return serverFirst{}, fmt.Errorf("salt is not base64: %w", err)
	}
	m.iterations, err = iterations(count)
	return m, err
}

// checkIterations looks for an iteration count among the attributes of a message of the
// server, and returns an error for one that is too large.
func checkIterations(challenge []byte) error {
	_, count, found := bytes.Cut(challenge, []byte(",i="))
	if !found {
		return nil
	}
	_, err := iterations(string(count))
	return err
}

// iterations reads an iteration count, which an extension may follow.
func iterations(count string) (int, error) {
	count, _, _ = strings.Cut(count, ",")
	n, err := strconv.Atoi(count)
	if err != nil || n < 1 || n > MaxIterations {
		return 0, fmt.Errorf("invalid iteration count %s: expected 1 to %d", wire.VisibleLimit([]byte(count), 20), MaxIterations)
	}
	return n, nil
}
