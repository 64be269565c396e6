package reports

// LoadStage is what became of the messages that were to start in a stage,
// whenever they ended.
type LoadStage struct {
	LoadStagePlan
	Name      string  `json:"name"`     // as --stages has it
	AtS       float64 `json:"at_s"`     // when it begins, after the warm-up
	LengthS   float64 `json:"length_s"` // to its end, or to that of its last message if that was later
	Attempted int64   `json:"attempted"`
	Accepted  int64   `json:"accepted"`
	Rejected  int64   `json:"rejected"`
	Failed    int64   `json:"failed"`
	// InTime were accepted before the stage was over: the rest was late.
	InTime       int64   `json:"in_time"`
	MessagesPerS float64 `json:"messages_per_s"` // accepted, in its length
	P50          float64 `json:"p50"`            // of the transaction, microseconds
	P99          float64 `json:"p99"`
	Max          float64 `json:"max"`
}

// Errors is the part of the messages that was not accepted, 0 to 1.
func (s *LoadStage) Errors() float64 {
	if s.Attempted == 0 {
		return 0
	}
	return float64(s.Rejected+s.Failed) / float64(s.Attempted)
}
