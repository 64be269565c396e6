package terminal

import (
	"fmt"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/text"
)

// writeDelivery writes what was found in the spool.
func (p *page) writeDelivery(d *reports.LoadDelivery, quiet bool) {
	if d.Error != "" {
		p.writeNote(reports.Unknown, "delivery", "not verified: "+d.Error)
		return
	}
	verdict := reports.Pass
	if d.Wrongs() != "" {
		verdict = reports.Fail
	}
	if verdict == reports.Pass && quiet {
		return
	}
	found := fmt.Sprintf("%d accepted, %d delivered once, %d missing, %d duplicated, %d refused and delivered",
		d.Accepted, d.Once, d.Missing, d.Duplicated, d.RefusedDelivered)
	if d.UnsentDelivered > 0 {
		found += fmt.Sprintf(", %d delivered and never sent whole", d.UnsentDelivered)
	}
	if d.Unknown > 0 {
		found += fmt.Sprintf("; of %d whose outcome is unknown %d were delivered", d.Unknown, d.UnknownDelivered)
	}
	p.writeNote(verdict, "delivery", fmt.Sprintf("%s (waited %s)", found, text.Duration(1000*d.WaitedS)))
	for _, kind := range []string{"missing", "duplicated", "refused_delivered", "unsent_delivered"} {
		if ids := d.Examples[kind]; len(ids) > 0 {
			p.writeNote("", "", strings.ReplaceAll(kind, "_", " and ")+": "+text.JoinNames(ids, text.MaxNames))
		}
	}
}
