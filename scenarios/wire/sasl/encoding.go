package sasl

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
)

// EncodeInitial writes an initial response after AUTH and the mechanism: in base64,
// an empty one as "=" (RFC 4954 §4).
func EncodeInitial(response []byte) string {
	if len(response) == 0 {
		return "="
	}
	return Encode(response)
}

// Encode writes a response on a line of its own, in base64.
func Encode(response []byte) string { return base64.StdEncoding.EncodeToString(response) }

// Decode reads the challenge in the text of a 334 reply.
func Decode(text []byte) ([]byte, error) {
	challenge, err := base64.StdEncoding.DecodeString(string(bytes.TrimSpace(text)))
	if err != nil {
		return nil, fmt.Errorf("challenge is not base64: %w", err)
	}
	return challenge, nil
}

// encodeName writes a saslname (RFC 5801 §4, RFC 5802 §5.1).
func encodeName(name string) string {
	return strings.NewReplacer("=", "=3D", ",", "=2C").Replace(name)
}
