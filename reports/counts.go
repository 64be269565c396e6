package reports

// Counts is how many cases have each verdict.
type Counts struct {
	Pass    int `json:"pass"`
	Fail    int `json:"fail"`
	Warn    int `json:"warn"`
	Info    int `json:"info"`
	Skip    int `json:"skip"`
	Unknown int `json:"unknown"`
	Error   int `json:"error"`
	Waived  int `json:"waived"`
}

// Count counts the verdicts of cases.
func Count(cases []Case) Counts {
	var c Counts
	for i := range cases {
		c.Add(cases[i].Verdict)
	}
	return c
}

// Add counts one verdict. What is no verdict counts as an error.
func (c *Counts) Add(v Verdict) {
	switch v {
	case Pass:
		c.Pass++
	case Fail:
		c.Fail++
	case Warn:
		c.Warn++
	case Info:
		c.Info++
	case Skip:
		c.Skip++
	case Unknown:
		c.Unknown++
	case Waived:
		c.Waived++
	default:
		c.Error++
	}
}

// Total is the number of cases.
func (c Counts) Total() int {
	return c.Pass + c.Fail + c.Warn + c.Info + c.Skip + c.Unknown + c.Error + c.Waived
}
