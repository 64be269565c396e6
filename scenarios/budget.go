package scenarios

// budget bounds what matrices, fragments and repetitions may make of one file.
type budget struct {
	nodes  int             // of YAML that are copied
	octets int             // of variables that are put in place
	placed map[string]bool // the names of those variables
}

func newBudget() *budget { return &budget{nodes: 300_000, octets: 64 << 20, placed: map[string]bool{}} }

// spent tells whether one of the bounds is passed.
func (b *budget) spent() bool { return b.nodes < 0 || b.octets < 0 }
