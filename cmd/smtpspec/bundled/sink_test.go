package bundled

import (
	"crypto/tls"
	"net"
	"strconv"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/scenarios/target"
)

func TestStartSink(t *testing.T) {
	for _, port := range []string{target.PortSMTP, target.PortSubmission, target.PortSubmissions, target.PortLMTP} {
		sink, err := StartSink(port, 1, 1)
		if err != nil {
			t.Fatalf("%s: %v", port, err)
		}
		t.Cleanup(sink.Stop)
		address := net.JoinHostPort(sink.Target.Host, strconv.Itoa(sink.Target.Ports[port]))
		var conn net.Conn
		if target.LookupPort(port).ImplicitTLS {
			conn, err = tls.Dial("tcp", address, &tls.Config{RootCAs: sink.Roots, ServerName: Domain})
		} else {
			conn, err = net.Dial("tcp", address)
		}
		if err != nil {
			t.Fatalf("%s: %v", port, err)
		}
		greeting := make([]byte, 3)
		if _, err := conn.Read(greeting); err != nil || string(greeting) != "220" {
			t.Errorf("%s: got the greeting %q, %v, want 220", port, greeting, err)
		}
		_ = conn.Close()
	}
	if _, err := StartSink("odmr", 1, 1); err == nil || !strings.Contains(err.Error(), "not on odmr: choose another exchange") {
		t.Errorf("odmr: got %v", err)
	}
}
