package bundled

import (
	"github.com/smtpspec/smtpspec/fixtures/refserver"
	"github.com/smtpspec/smtpspec/scenarios/target"
)

// Port is how the bundled server serves a port of target.yaml.
type Port struct {
	Name       string // of the port in target.yaml
	Flag, Help string // of serve
	profile    refserver.Profile
}

// Ports are the ports of target.yaml in their order, each of which the bundled server
// can serve.
func Ports() []Port {
	return []Port{
		{target.PortSMTP, "listen", "SMTP", refserver.ProfileMX},
		{target.PortSubmission, "submission-listen", "submission with STARTTLS and AUTH", refserver.ProfileSubmission},
		{target.PortSubmissions, "tls-listen", "submission with implicit TLS", refserver.ProfileSubmission},
		{target.PortLMTP, "lmtp-listen", "LMTP", refserver.ProfileLMTP},
		{"odmr", "odmr-listen", "On-Demand Mail Relay, for the queues that --config declares", refserver.ProfileODMR},
		{"dummy", "dummy-listen", "a host that never accepts mail, RFC 7504", refserver.ProfileDummy},
		{"reject554", "reject554-listen", "rejects connections with 554", refserver.ProfileRefusing},
	}
}

// Listener serves the port at an address.
func (p Port) Listener(address string) refserver.Listener {
	return refserver.Listener{Profile: p.profile, Address: address, ImplicitTLS: target.LookupPort(p.Name).ImplicitTLS}
}
