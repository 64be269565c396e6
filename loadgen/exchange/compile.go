package exchange

import (
	"github.com/smtpspec/smtpspec/loadgen/mix"
	"github.com/smtpspec/smtpspec/scenarios"
)

// Compile makes a program of a scenario: it is walked once for each body that messages
// have. What a program cannot do is an error of type scenarios.Problems, with file, line
// and column.
func Compile(c *scenarios.Case, set Settings) (*Program, error) {
	from, err := mix.NewSenders(set.From, set.Senders)
	if err != nil {
		return nil, err
	}
	bodies, which, err := set.bodies(c, from)
	if err != nil {
		return nil, err
	}
	m, err := mix.New(which, set.Recipients, set.Seed)
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
	forms := map[mix.Row]*variant{}
	for _, r := range m.Cycle() {
		if forms[r] == nil {
			x := walked[r.Body]
			forms[r] = x.variant(r.Recipients)
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

// summarize sets what all forms together are.
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

// bodies are those that messages have, and how often each comes: the values of the
// distribution are their indexes.
func (set *Settings) bodies(c *scenarios.Case, from *mix.Senders) ([]mix.Body, mix.Distribution, error) {
	if set.Bodies != nil {
		return set.Bodies.Bodies(), set.Bodies.Distribution(), nil
	}
	d := set.Size
	if !d.Given() {
		d = mix.Fixed(0)
	}
	if d.Lognormal() && set.MaxSize > 0 {
		x := &compiler{c: c, set: *set, from: from, body: &mix.Body{}}
		if err := x.walk(); err != nil {
			return nil, d, err
		}
		var err error
		if d, err = d.Within(set.MaxSize - x.size); err != nil {
			return nil, d, err
		}
	}
	return mix.Generate(d.Values()), d, nil
}
