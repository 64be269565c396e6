package scenarios

import (
	"gopkg.in/yaml.v3"
)

// Matrix is the axes of a scenario, in the order of the file.
type Matrix []Axis

// Axis is one dimension of a matrix.
type Axis struct {
	Name  string
	Cells []*Cell
}

// Cell is one value on an axis: variables, and what takes the place of the
// scenario's own words.
type Cell struct {
	ID     string
	Title  string
	Proves []string
	Level  Level
	Policy string
	Strict Level
	Needs  []string
	Labels []string
	Vars   Vars
}

// maxCells bounds the combinations of one matrix.
const maxCells = 2000

func (m *Matrix) decodeNode(d *decoder, n *yaml.Node) {
	size := 1
	d.pairs(n, func(key, value *yaml.Node) {
		axis := Axis{Name: key.Value}
		if !nameForm.MatchString(key.Value) {
			d.fail(key, "letters, digits, _ and -", "%q is no name for an axis", key.Value)
		}
		seen := map[string]bool{}
		for _, item := range d.list(value) {
			c := &Cell{}
			c.decodeNode(d, item)
			if seen[c.ID] {
				d.fail(item, "give each cell an id of its own", "cell %q stands twice on axis %s", c.ID, key.Value)
			}
			seen[c.ID] = true
			axis.Cells = append(axis.Cells, c)
		}
		if len(axis.Cells) == 0 {
			d.fail(value, "", "axis %s has no cells", key.Value)
		}
		size = min(size*len(axis.Cells), maxCells+1) // no further, lest it wrap
		*m = append(*m, axis)
	})
	if size > maxCells {
		d.fail(n, "", "a matrix has no more than %d combinations", maxCells)
		*m = nil
	}
}

func (c *Cell) decodeNode(d *decoder, n *yaml.Node) {
	if n.Kind == yaml.ScalarNode {
		c.ID, _ = d.word(n)
		c.checkID(d, n)
		return
	}
	d.pairs(n, func(key, value *yaml.Node) {
		switch key.Value {
		case "id":
			c.ID, _ = d.word(value)
		case "title":
			c.Title, _ = d.text(value)
		case "proves":
			(*Strings)(&c.Proves).decodeNode(d, value)
		case "level":
			c.Level.decodeNode(d, value)
		case "policy":
			c.Policy, _ = d.text(value)
		case "strict":
			c.Strict.decodeNode(d, value)
		case "needs":
			(*Strings)(&c.Needs).decodeNode(d, value)
		case "labels":
			(*Strings)(&c.Labels).decodeNode(d, value)
		default:
			if !nameForm.MatchString(key.Value) {
				d.fail(key, "letters, digits, _ and -", "%q is no name for a variable", key.Value)
			}
			w, _ := d.word(value)
			c.Vars = append(c.Vars, Var{Name: key.Value, Value: w})
		}
	})
	c.checkID(d, n)
}

func (c *Cell) checkID(d *decoder, n *yaml.Node) {
	if !idForm.MatchString(c.ID) {
		d.fail(n, "lower-case words joined by - or .; a cell whose value is something else is written {id: …, name: value}", "%q is no id for a cell", c.ID)
	}
}

// combinations lists every choice of one cell for each axis; one empty choice
// when there is no axis.
func (m Matrix) combinations() [][]*Cell {
	all := [][]*Cell{nil}
	for _, axis := range m {
		var next [][]*Cell
		for _, chosen := range all {
			for _, cell := range axis.Cells {
				next = append(next, append(chosen[:len(chosen):len(chosen)], cell))
			}
		}
		all = next
	}
	return all
}
