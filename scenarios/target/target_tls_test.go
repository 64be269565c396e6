package target

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTarget_TLSConfig(t *testing.T) {
	server := httptest.NewTLSServer(nil) // for its certificate
	defer server.Close()
	dir := t.TempDir()
	ca, empty := filepath.Join(dir, "ca.pem"), filepath.Join(dir, "empty.pem")
	own := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	for path, text := range map[string][]byte{ca: own, empty: nil} {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		tls      TLS
		roots    *x509.CertPool
		problem  string // of the configuration
		verified bool   // the server is accepted
	}{
		"system":      {TLS{ServerName: "example.com"}, nil, "", false},
		"insecure":    {TLS{Insecure: true}, nil, "", true},
		"ca":          {TLS{CA: ca, ServerName: "example.com"}, x509.NewCertPool(), "", true},
		"host":        {TLS{CA: ca}, nil, "", true},
		"other name":  {TLS{CA: ca, ServerName: "mx.example.net"}, nil, "", false},
		"no such ca":  {TLS{CA: ca + "x"}, nil, "tls.ca: ", false},
		"no such pem": {TLS{CA: empty}, nil, "no PEM certificate in", false},
	} {
		t.Run(name, func(t *testing.T) {
			target := &Target{Host: "127.0.0.1", TLS: c.tls}
			config, err := target.TLSConfig(c.roots)
			if c.problem != "" {
				if err == nil || !strings.Contains(err.Error(), c.problem) {
					t.Errorf("got %v, want %s", err, c.problem)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			conn, err := tls.Dial("tcp", server.Listener.Addr().String(), config)
			if (err == nil) != c.verified {
				t.Errorf("got %v, want verified %v", err, c.verified)
			}
			if err == nil {
				_ = conn.Close()
			}
		})
	}
}

func TestTarget_ClientCertificate(t *testing.T) {
	if pair, err := (&Target{}).ClientCertificate(); pair != nil || err != nil {
		t.Errorf("without one: got %v, %v", pair, err)
	}
	target := &Target{TLS: TLS{Certificate: "none.pem", Key: "none.pem"}}
	if _, err := target.ClientCertificate(); err == nil || !strings.Contains(err.Error(), "tls.certificate and tls.key: ") {
		t.Errorf("without its file: got %v", err)
	}
}
