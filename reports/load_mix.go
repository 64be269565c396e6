package reports

// LoadMix says in which messages differ from each other, and what from. Size and
// recipients are as they were asked for, "" when they follow the scenario.
type LoadMix struct {
	Seed       uint64 `json:"seed"`
	Size       string `json:"size,omitempty"`
	Recipients string `json:"recipients,omitempty"`
	From       string `json:"from,omitempty"`
	Senders    int    `json:"senders,omitempty"`
	Bodies     string `json:"bodies,omitempty"` // folder of messages
	Files      int    `json:"files,omitempty"`
	Forms      int    `json:"forms"`    // different messages, ids and senders aside
	Smallest   int    `json:"smallest"` // octets of the mail object
	Largest    int    `json:"largest"`
}
