package player

import (
	"bytes"
	"errors"
	"testing"
)

func TestServerHello(t *testing.T) {
	hello := append([]byte{2, 0, 0, 47, 3, 3}, make([]byte, 32)...)
	hello = append(hello, 0, 0xc0, 0x2f, 1, 0, 5, 0xff, 1, 0, 1, 0)
	hello[3] = byte(len(hello) - 4)
	for _, c := range []struct {
		name   string
		record []byte
		want   serverHello
		err    bool
	}{
		{"with renegotiation_info", hello, serverHello{suite: 0xc02f, compression: 1, secure: true}, false},
		{"without extensions", hello[:42], serverHello{suite: 0xc02f, compression: 1}, false},
		{"an extension cut off", hello[:49], serverHello{suite: 0xc02f, compression: 1, secure: true}, false},
		{"cut off", hello[:40], serverHello{}, true},
		{"empty", nil, serverHello{}, true},
	} {
		record := append([]byte{0x16, 3, 3, 0, byte(len(c.record))}, c.record...)
		got, err := readServerHello(bytes.NewReader(record))
		if got != c.want || (err != nil) != c.err {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
	}
	if _, err := readServerHello(bytes.NewReader([]byte{0x15, 3, 3, 0, 2, 2, 40})); !errors.Is(err, errRefused) {
		t.Errorf("alert: %v", err)
	}
}

func FuzzServerHello(f *testing.F) {
	f.Add(byte(0x16), append([]byte{2, 0, 0, 38, 3, 3}, make([]byte, 50)...))
	f.Fuzz(func(_ *testing.T, kind byte, b []byte) { _, _ = parseServerHello(kind, b) })
}
