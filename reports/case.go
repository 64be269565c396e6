package reports

// Case is one scenario, with one combination of its matrix, and what came of
// it.
type Case struct {
	ID           string   `json:"id"` // unique in a run
	Title        string   `json:"title"`
	Requirements []string `json:"requirements"`       // ids; the first is the one that the case is about
	Level        string   `json:"level"`              // MUST, MUST NOT, SHOULD, SHOULD NOT, MAY or INFO
	Policy       string   `json:"policy,omitempty"`   // entry of Run.Policies
	Stricter     bool     `json:"stricter,omitempty"` // its stricter reading decides
	Labels       []string `json:"labels,omitempty"`
	Verdict      Verdict  `json:"verdict"`
	// Reason says why the verdict is not pass. Of unknown it says what would
	// let the case be observed.
	Reason     string    `json:"reason,omitempty"`
	File       string    `json:"file"`
	Line       int       `json:"line"` // counts from 1; 0 when there is none
	ElapsedMS  float64   `json:"elapsed_ms"`
	Findings   []Finding `json:"findings,omitempty"`
	Transcript []Event   `json:"transcript"`
}

// Finding is one thing that a case has found. Sent, Expected and Got are
// visible text.
type Finding struct {
	Verdict     Verdict `json:"verdict"`
	Kind        string  `json:"kind,omitempty"`
	Requirement string  `json:"requirement,omitempty"` // id
	File        string  `json:"file,omitempty"`
	Line        int     `json:"line,omitempty"` // of the step
	Sent        string  `json:"sent,omitempty"`
	Expected    string  `json:"expected,omitempty"`
	Got         string  `json:"got,omitempty"`
	Message     string  `json:"message,omitempty"`
	AtMS        float64 `json:"at_ms"` // from the start of the case
}

// Who an event is from.
const (
	FromClient = "C"
	FromServer = "S"
	FromNobody = "-" // a note: a connection opened or ended, a pause, a TLS upgrade
)

// Event is one line of a transcript.
type Event struct {
	AtMS float64 `json:"at_ms"`        // from the start of the case
	On   string  `json:"on,omitempty"` // name of the connection
	From string  `json:"from"`         // FromClient, FromServer or FromNobody
	Text string  `json:"text"`         // visible text
}
