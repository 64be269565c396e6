package mix

import (
	"fmt"
	"slices"
)

const (
	// cycle is about how many messages have every form in its proportion, and longestCycle
	// the most where no smaller number has.
	cycle, longestCycle = 1000, 4000
	// cycleRecipients is the number of RCPT commands of all its messages from which a cycle is
	// made shorter, and mostRecipients the most that it may have.
	cycleRecipients, mostRecipients = 200_000, 2_000_000
)

// Mix is the forms that messages have, and in which order they come: a cycle of messages,
// in which each size and each number of recipients comes as often as it should. Which of
// them meet in one message, and where in the cycle that is, follows from the seed.
type Mix struct {
	seed uint64
	rows []Row
}

// Row is one message of a cycle: the index of its body among the bodies, and how many
// recipients it has.
type Row struct{ Body, Recipients int }

// New makes a cycle out of the values of two distributions: of bodies by their index, and
// of numbers of recipients. A distribution that was not given is 0 recipients: as many as
// the scenario has.
func New(bodies, recipients Distribution, seed uint64) (*Mix, error) {
	if !recipients.Given() {
		recipients = Fixed(0)
	}
	n := 1
	if bodies.Varies() || recipients.Varies() {
		a, b := bodies.resolution(), recipients.resolution()
		n = a / gcd(a, b) * b
		if n <= longestCycle {
			n *= (cycle + n - 1) / n
		} else {
			n = max(longestCycle, len(bodies.levels))
		}
		n = min(n, max(cycleRecipients/max(recipients.mean(), 1), steps, len(bodies.levels)))
		if n*recipients.mean() > mostRecipients {
			return nil, fmt.Errorf("%d recipients on average for %d different messages are too many: take fewer of one", recipients.mean(), n)
		}
	}
	m := &Mix{seed: seed, rows: make([]Row, n)}
	for column, d := range []Distribution{bodies, recipients} {
		share := d.share(n)
		for i, l := range d.levels {
			if !slices.Contains(share, i) {
				return nil, fmt.Errorf("%s: a weight of %d in %d is less than one message in %d: raise the small weights", d, l.weight, d.sum(), n)
			}
		}
		shuffle(share, seed+uint64(column))
		for i, level := range share {
			if column == 0 {
				m.rows[i].Body = level
			} else {
				m.rows[i].Recipients = d.levels[level].value
			}
		}
	}
	return m, nil
}

// Cycle is the messages of a cycle.
func (m *Mix) Cycle() []Row { return m.rows }

// At is the index in the cycle of the message with a number. Each cycle begins at another
// place, so that connections that send in turn do not keep to theirs.
func (m *Mix) At(message uint64) int {
	n := uint64(len(m.rows))
	round := message / n
	at := message - round*n + scatter(m.seed+round)%n
	if at >= n {
		at -= n
	}
	return int(at)
}

// scatter gives numbers that are close together values that are not (SplitMix64).
func scatter(n uint64) uint64 {
	n = (n + 1) * 0x9e3779b97f4a7c15
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	return n ^ n>>31
}

// shuffle puts values in an order that follows from the seed, in this release of Go and in
// every other.
func shuffle(values []int, seed uint64) {
	state := scatter(seed)
	for i := len(values) - 1; i > 0; i-- {
		state = scatter(state)
		j := int(state % uint64(i+1))
		values[i], values[j] = values[j], values[i]
	}
}
