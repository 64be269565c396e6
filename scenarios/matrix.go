package scenarios

import (
	"cmp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/smtpspec/smtpspec/scenarios/requirements"
	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// Matrix is the list of axes of a scenario, in the order of the file.
type Matrix []Axis

// Axis is one dimension of a matrix.
type Axis struct {
	Name  string
	From  string // the name of a shared axis, in place of cells
	Cells []*Cell
	node  *yaml.Node
}

// Cell is one value on an axis: variables, and keys that override those of the
// scenario.
type Cell struct {
	Keys          strictyaml.Keys
	ID            string
	Title         string
	Proves        []string
	Level         requirements.Level
	Policy        string
	StrictReading requirements.Level
	Needs         []string
	Labels        []string
	Vars          Vars
}

// maxCells bounds the combinations of one matrix.
const maxCells = 2000

// DecodeNode reads the value from a YAML node.
func (m *Matrix) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	d.Pairs(n, func(key, value *yaml.Node) {
		axis := Axis{Name: key.Value, node: value}
		if !nameForm.MatchString(key.Value) {
			d.Fail(key, "use letters, digits, _ and -", "invalid axis name %q", key.Value)
		}
		if value.Kind == yaml.ScalarNode {
			axis.From, _ = d.Text(value)
		} else {
			axis.Cells = readCells(d, key.Value, value)
		}
		*m = append(*m, axis)
	})
}

// readCells reads the cells of an axis.
func readCells(d *strictyaml.Decoder, axis string, n *yaml.Node) []*Cell {
	var cells []*Cell
	seen := map[string]bool{}
	for _, item := range d.List(n) {
		c := &Cell{}
		c.DecodeNode(d, item)
		if seen[c.ID] {
			d.Fail(item, "give each cell a different id", "duplicate cell %q on axis %s", c.ID, axis)
		}
		seen[c.ID] = true
		cells = append(cells, c)
	}
	if len(cells) == 0 && n.Kind == yaml.SequenceNode {
		d.Fail(n, "", "axis %s is empty", axis)
	}
	return cells
}

// resolve looks up the cells of every axis, and reports a matrix that is too large.
func (m Matrix) resolve(d *strictyaml.Decoder) []Axis {
	axes := slices.Clone(m)
	size := 1
	for i := range axes {
		a := &axes[i]
		if a.From != "" {
			named, ok := namesOf(d.Src).axis(a.From, d.Used)
			if !ok {
				d.Fail(a.node, strictyaml.DidYouMean(a.From, namesOf(d.Src).axisNames()), "unknown axis %q", a.From)
				continue
			}
			a.Cells = named.Cells
		}
		size = min(size*len(a.Cells), maxCells+1) // stop before the product overflows
		if size > maxCells {
			d.Fail(a.node, "", "too many combinations in the matrix: at most %d", maxCells)
			break
		}
	}
	return axes
}

// DecodeNode reads the value from a YAML node.
func (c *Cell) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	if n.Kind == yaml.ScalarNode {
		c.ID, _ = d.Word(n)
		c.checkID(d, n)
		return
	}
	c.Keys = strictyaml.Keys{}
	d.Pairs(n, func(key, value *yaml.Node) {
		c.Keys[key.Value] = d.Src.Pos(key)
		switch key.Value {
		case "id":
			c.ID, _ = d.Word(value)
		case "title":
			c.Title, _ = d.Text(value)
		case "proves":
			(*strictyaml.Strings)(&c.Proves).DecodeNode(d, value)
		case "level":
			c.Level.DecodeNode(d, value)
		case "policy":
			c.Policy, _ = d.Text(value)
		case "strict_reading":
			c.StrictReading.DecodeNode(d, value)
		case "needs":
			(*strictyaml.Strings)(&c.Needs).DecodeNode(d, value)
		case "labels":
			(*strictyaml.Strings)(&c.Labels).DecodeNode(d, value)
		default:
			if !nameForm.MatchString(key.Value) {
				d.Fail(key, "use letters, digits, _ and -", "invalid variable name %q", key.Value)
			}
			w, _ := d.Word(value)
			c.Vars = append(c.Vars, Var{Name: key.Value, Value: w})
		}
	})
	c.checkID(d, n)
}

// lintCells reports unused variables, which may be misspelt keys. Shared axes are
// exempt: a scenario need not use all of their variables.
func lintCells(d *strictyaml.Decoder, axes []Axis, placed map[string]bool) {
	for _, a := range axes {
		if a.From != "" {
			continue
		}
		for _, c := range a.Cells {
			for _, v := range c.Vars {
				if !placed[v.Name] {
					at := c.Keys[v.Name]
					d.Fail(&yaml.Node{Line: at.Line, Column: at.Col}, cmp.Or(strictyaml.DidYouMean(v.Name, cellKeys()), "use it, or one of the keys of a cell: "+strings.Join(cellKeys(), ", ")), "variable %s of cell %s is never used", v.Name, c.ID)
				}
			}
		}
	}
}

// cellKeys returns the keys of a cell that are not variables.
func cellKeys() []string {
	return []string{"id", "title", "proves", "level", "policy", "strict_reading", "needs", "labels"}
}

func (c *Cell) checkID(d *strictyaml.Decoder, n *yaml.Node) {
	if !idForm.MatchString(c.ID) {
		d.Fail(n, "use lower-case words joined by - or .; for another value write {id: …, name: value}", "invalid cell id %q", c.ID)
	}
}

// combinations lists every choice of one cell for each axis; without an axis it is
// one empty choice.
func combinations(axes []Axis) [][]*Cell {
	all := [][]*Cell{nil}
	for _, axis := range axes {
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
