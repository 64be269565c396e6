package loadgen

import (
	"fmt"
	"net/netip"
	"runtime"
	"strings"
	"testing"
)

func TestParseSources(t *testing.T) {
	for text, want := range map[string]string{
		"127.0.0.2":                       "127.0.0.2",
		"127.0.0.2, 127.0.0.9":            "127.0.0.2 127.0.0.9",
		"127.0.0.254-127.0.1.1":           "127.0.0.254 127.0.0.255 127.0.1.0 127.0.1.1",
		"127.0.0.5/30":                    "127.0.0.4 127.0.0.5 127.0.0.6 127.0.0.7",
		"::1":                             "::1",
		"fd00::1-fd00::2,fd00::9":         "fd00::1 fd00::2 fd00::9",
		"127.0.0.2-127.0.0.2":             "127.0.0.2",
		"255.255.255.254-255.255.255.255": "255.255.255.254 255.255.255.255",
	} {
		got, err := ParseSources(text)
		words := make([]string, len(got))
		for i, a := range got {
			words[i] = a.String()
		}
		if err != nil || strings.Join(words, " ") != want {
			t.Errorf("%s: got %v, %v, want %s", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"":                              "invalid address",
		"localhost":                     "invalid address",
		"127.0.0.2,":                    "invalid address",
		"127.0.0.2-":                    "invalid address",
		"127.0.0.9-127.0.0.2":           "invalid range",
		"127.0.0.2-::1":                 "invalid range",
		"fe80::1%lo-fe80::9%eth0":       "invalid address",
		"127.0.0.2,127.0.0.1-127.0.0.3": "127.0.0.2 is named twice",
		"127.0.0.0-127.255.255.255":     "more than 4096",
		"10.0.0.0/8":                    "more than 4096",
		"fd00::/64":                     "more than 4096",
	} {
		if _, err := ParseSources(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}

func TestRun_sources(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("other systems have 127.0.0.1 alone")
	}
	both(t, func(t *testing.T, goroutines bool) {
		s := newSink(t, nil)
		o := options(t, s, "load.classic")
		var err error
		if o.Sources, err = ParseSources("127.0.0.2-127.0.0.4"); err != nil {
			t.Fatal(err)
		}
		o.Goroutines, o.Connections, o.Messages = goroutines, 12, 120
		if r := runLoad(t.Context(), t, o); r.Total.Accepted != 120 {
			t.Errorf("got %d accepted, failures %v, want 120 accepted", r.Total.Accepted, r.Total.Failures)
		}
		s.stop()
		for _, from := range []string{"127.0.0.2", "127.0.0.3", "127.0.0.4"} {
			if n := s.from[from]; n != 4 {
				t.Errorf("got %d connections from %s, want 4", n, from)
			}
		}
		if len(s.from) != 3 {
			t.Errorf("got connections from %v, want 3 addresses", s.from)
		}
	})
}

func TestCheckSources(t *testing.T) {
	v4, v6 := netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("::1")
	unrelated := netip.MustParseAddr("192.0.2.1") // RFC 5737: nobody's
	for _, c := range []struct {
		target netip.Addr
		source netip.Addr
		want   string
	}{{v4, v4, ""}, {v4, unrelated, "no address 192.0.2.1"}, {v4, v6, "same family"}, {v6, v4, "same family"}} {
		if err := checkSources([]netip.Addr{c.source}, c.target); err == nil != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v to %v: got %v, want %q", c.source, c.target, err, c.want)
		}
	}
}

func TestEnoughPorts(t *testing.T) {
	for _, c := range []struct {
		connections, addresses int
		want                   string
	}{
		{28_232, 1, ""},
		{28_233, 1, "on 1 source address: send from 2 source addresses"},
		{28_232 * 3, 3, ""},
		{100_000, 3, "on each of 3 source addresses: send from 4 source addresses"},
	} {
		err := enoughPorts(c.connections, c.addresses, 32_768, 60_999)
		if err == nil != (c.want == "") || err != nil && !strings.Contains(fmt.Sprint(err), c.want) {
			t.Errorf("%d on %d: got %v, want %q", c.connections, c.addresses, err, c.want)
		}
	}
}
