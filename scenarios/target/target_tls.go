package target

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
)

// TLS is how the certificate is checked, and the certificate of a client.
type TLS struct {
	CA         string `yaml:"ca"` // a PEM file
	ServerName string `yaml:"server_name"`
	// Certificate and Key are PEM files of a client, with which it logs in (EXTERNAL).
	Certificate string `yaml:"certificate"`
	Key         string `yaml:"key"`
	Insecure    bool   `yaml:"insecure"`
}

// TLSConfig returns the configuration of a client. The certificate is checked with tls.ca,
// or else with roots, or else with the authorities of the system.
func (t *Target) TLSConfig(roots *x509.CertPool) (*tls.Config, error) {
	config := &tls.Config{
		ServerName: t.TLS.ServerName, InsecureSkipVerify: t.TLS.Insecure, //nolint:gosec // the operator asks for it in target.yaml
		MinVersion: tls.VersionTLS12, RootCAs: roots,
	}
	if config.ServerName == "" {
		config.ServerName = t.Host
	}
	if t.TLS.CA != "" {
		pem, err := os.ReadFile(t.TLS.CA)
		if err != nil {
			return nil, fmt.Errorf("tls.ca: %w", err)
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("tls.ca: no PEM certificate in %s", t.TLS.CA)
		}
	}
	return config, nil
}

// ClientCertificate returns the certificate with which a client logs in, nil for none.
func (t *Target) ClientCertificate() (*tls.Certificate, error) {
	if t.TLS.Certificate == "" {
		return nil, nil //nolint:nilnil // most targets have none
	}
	pair, err := tls.LoadX509KeyPair(t.TLS.Certificate, t.TLS.Key)
	if err != nil {
		return nil, fmt.Errorf("tls.certificate and tls.key: %w", err)
	}
	return &pair, nil
}
