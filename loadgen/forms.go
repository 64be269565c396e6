package loadgen

import (
	"fmt"

	"github.com/smtpspec/smtpspec/scenarios"
)

// Compile turns a scenario into a program: it is walked once for each body that
// messages have. What a program cannot do is an error of type
// scenarios.Problems, with file, line and column.
func Compile(c *scenarios.Case, set Settings) (*Program, error) {
	from, err := newSenders(set.From, set.Senders)
	if err != nil {
		return nil, err
	}
	bodies, which, err := set.bodies(c, from)
	if err != nil {
		return nil, err
	}
	m, err := newMix(which, set.Recipients, set.Seed)
	if err != nil {
		return nil, err
	}
	walked := make([]*compiler, len(bodies))
	for i := range bodies {
		walked[i] = &compiler{c: c, set: set, from: from, body: &bodies[i]}
		if err := walked[i].walk(); err != nil {
			return nil, err
		}
	}
	p := walked[0].p
	p.mix = m
	forms := map[row]*variant{}
	for _, r := range m.rows {
		if forms[r] == nil {
			x := walked[r.body]
			forms[r] = x.variant(r.recipients)
			if err := x.err(); err != nil {
				return nil, err
			}
		}
		p.variants = append(p.variants, forms[r])
	}
	p.Forms = len(forms)
	p.summarize()
	return p, nil
}

// summarize says what all forms together are.
func (p *Program) summarize() {
	total := 0
	p.Smallest, p.Recipients = p.variants[0].size, p.variants[0].recipients
	for _, v := range p.variants {
		total += v.size
		p.Smallest, p.Largest = min(p.Smallest, v.size), max(p.Largest, v.size)
		if v.recipients != p.Recipients {
			p.Recipients = 0
		}
	}
	p.MessageSize = (total + len(p.variants)/2) / len(p.variants)
}

// bodies are those that messages have, and how often each comes: the values of
// the distribution are their numbers.
func (set *Settings) bodies(c *scenarios.Case, from *senders) ([]body, Distribution, error) {
	if set.Bodies != nil {
		which := Distribution{text: set.Bodies.Dir}
		bodies := make([]body, 0, set.Bodies.Len())
		for i := range set.Bodies.messages {
			bodies = append(bodies, set.Bodies.messages[i].body())
			which.levels = append(which.levels, level{i, 1})
		}
		return bodies, which, nil
	}
	d := set.Size
	if !d.Given() {
		d = Fixed(0)
	}
	if d.median > 0 && set.MaxSize > 0 {
		x := &compiler{c: c, set: *set, from: from, body: &body{}}
		if err := x.walk(); err != nil {
			return nil, d, err
		}
		room := set.MaxSize - x.size - wholeLine
		if d.median > float64(room) {
			return nil, d, fmt.Errorf("--size %s: the median is above the %d octets that declares.max_size leaves for a body", d, max(room, 0))
		}
		d = d.bounded(room)
	}
	sizes := make([]int, 0, len(d.levels))
	for _, l := range d.levels {
		sizes = append(sizes, l.value)
	}
	return generated(sizes), d, nil
}
