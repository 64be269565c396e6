package scenarios

// budget bounds how large matrices, fragments and repetitions may make one file.
type budget struct {
	nodes  int             // YAML nodes that are copied
	octets int             // of values that replace variables
	placed map[string]bool // the names of those variables
}

func newBudget() *budget { return &budget{nodes: 300_000, octets: 64 << 20, placed: map[string]bool{}} }

// spent reports whether a bound is exceeded.
func (b *budget) spent() bool { return b.nodes < 0 || b.octets < 0 }
