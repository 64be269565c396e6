package measure

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"strconv"

	"github.com/smtpspec/smtpspec/scenarios/wire"
)

const (
	// maxStatuses bounds the statuses that are counted separately: a server may have a new
	// one in every reply.
	maxStatuses = 256
	// maxEnhanced is more than the octets of an enhanced status code.
	maxEnhanced = 12
)

// Status is what a reply says in numbers: its code and, where it has one, the enhanced
// status code at the beginning of its text (RFC 2034 §4). The zero Status is that of all
// that are not counted separately.
type Status struct {
	Code                   uint16
	Class, Subject, Detail uint16 // 0 0 0 for none
}

// String writes a status as 451 4.7.1, or 451, or other.
func (s Status) String() string {
	switch {
	case s == Status{}:
		return "other"
	case s.Class == 0:
		return strconv.Itoa(int(s.Code))
	default:
		return strconv.Itoa(int(s.Code)) + " " + wire.Enhanced{Class: int(s.Class), Subject: int(s.Subject), Detail: int(s.Detail)}.String()
	}
}

// statusOf reads the status of a whole reply. It allocates nothing.
func statusOf(code int, raw []byte) Status {
	s := Status{Code: uint16(code)}
	if len(raw) < 4 {
		return s
	}
	text := raw[4:min(len(raw), 4+maxEnhanced)]
	if i := bytes.IndexAny(text, "\r\n"); i >= 0 {
		text = text[:i]
	}
	if e, ok := wire.ParseEnhanced(string(text)); ok {
		s.Class, s.Subject, s.Detail = uint16(e.Class), uint16(e.Subject), uint16(e.Detail)
	}
	return s
}

// Statuses counts replies by status, at most maxStatuses of them and one for the others.
type Statuses map[Status]int64

func (s Statuses) add(status Status, n int64) {
	if _, known := s[status]; !known && s.known() >= maxStatuses {
		status = Status{}
	}
	s[status] += n
}

// known is the number of statuses that are counted separately.
func (s Statuses) known() int {
	if _, others := s[Status{}]; others {
		return len(s) - 1
	}
	return len(s)
}

// merge adds what another has counted.
func (s Statuses) merge(o Statuses) {
	for status, n := range o {
		s.add(status, n)
	}
}

// Most is a copy with at most limit of them, the most frequent, and the sum of the others.
func (s Statuses) Most(limit int) Statuses {
	keys := slices.SortedFunc(maps.Keys(s), func(a, b Status) int { return cmp.Or(cmp.Compare(s[b], s[a]), cmp.Compare(a.String(), b.String())) })
	out := Statuses{}
	for i, key := range keys {
		if i >= limit {
			key = Status{}
		}
		out.add(key, s[keys[i]])
	}
	return out
}

// Named is the counts by the text of the status.
func (s Statuses) Named() map[string]int64 {
	out := make(map[string]int64, len(s))
	for status, n := range s {
		out[status.String()] = n
	}
	return out
}
