package replies

// Degree is how much two replies differ.
type Degree int

// The degrees.
const (
	Same   Degree = iota
	Text          // the wording alone
	Signal        // what a client goes by: code, enhanced status code, keyword, ending
)

// String names a degree as results do.
func (d Degree) String() string {
	switch d {
	case Same:
		return "same"
	case Text:
		return "text"
	default:
		return "reply"
	}
}
