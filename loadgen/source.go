package loadgen

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
)

// MaxSources is the most addresses that a run may send from.
const MaxSources = 4096

// ParseSources reads addresses to send from, separated by commas. A range is the first and
// the last with a hyphen between, or a prefix as 127.0.0.0/28.
func ParseSources(text string) ([]netip.Addr, error) {
	var out []netip.Addr
	for part := range strings.SplitSeq(text, ",") {
		first, last, err := sourceRange(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		for a := first; ; a = a.Next() {
			if len(out) == MaxSources {
				return nil, fmt.Errorf("more than %d addresses: name fewer", MaxSources)
			}
			if slices.Contains(out, a) {
				return nil, fmt.Errorf("%s is named twice: name it once", a)
			}
			out = append(out, a)
			if a == last {
				break
			}
		}
	}
	return out, nil
}

// sourceRange is the first and last address of one part.
func sourceRange(part string) (first, last netip.Addr, err error) {
	if p, err := netip.ParsePrefix(part); err == nil {
		return ends(p)
	}
	from, to, isRange := strings.Cut(part, "-")
	if first, err = netip.ParseAddr(from); err == nil {
		if last = first; isRange {
			last, err = netip.ParseAddr(to)
		}
	}
	switch {
	case err != nil || first.Zone() != last.Zone():
		return first, last, fmt.Errorf("invalid address %q: want one such as 127.0.0.2, or a range such as 127.0.0.2-127.0.0.20 or 127.0.0.0/28", part)
	case first.Is4() != last.Is4() || last.Less(first):
		return first, last, fmt.Errorf("invalid range %q: its last address comes before its first", part)
	}
	return first, last, nil
}

// ends are the first and last address of a prefix.
func ends(p netip.Prefix) (first, last netip.Addr, err error) {
	bits := p.Addr().BitLen() - p.Bits()
	if bits > 12 { // MaxSources
		return first, last, fmt.Errorf("%s holds more than %d addresses: name fewer", p, MaxSources)
	}
	first = p.Masked().Addr()
	last = first
	for range 1<<bits - 1 {
		last = last.Next()
	}
	return first, last, nil
}

// checkSources returns an error when a target cannot be reached from addresses, or this
// machine does not have them.
func checkSources(sources []netip.Addr, target netip.Addr) error {
	for _, a := range sources {
		if a.Unmap().Is4() != target.Unmap().Is4() {
			return fmt.Errorf("from %s nothing goes to %s: name addresses of the same family", a, target)
		}
		c, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(a, 0)))
		if err != nil {
			return fmt.Errorf("this machine has no address %s to send from: name one of its own, or add it with ip address add (%w)", a, err)
		}
		_ = c.Close() // nothing was sent
	}
	return nil
}
