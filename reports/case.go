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
	// Reason says why the verdict is not pass, where no finding does.
	Reason *Reason `json:"reason,omitempty"`
	// Waivers are those of its findings; Unexcused is how many have none.
	Waivers   []Excuse `json:"waivers,omitempty"`
	Unexcused int      `json:"unexcused,omitempty"`
	// StalledMS is how long this machine kept the client waiting, where the verdict may
	// be owed to that.
	StalledMS  float64   `json:"stalled_ms,omitempty"`
	File       string    `json:"file"`
	Line       int       `json:"line"` // counts from 1; 0 when there is none
	ElapsedMS  float64   `json:"elapsed_ms"`
	Findings   []Finding `json:"findings,omitempty"`
	Transcript []Event   `json:"transcript"`
}
