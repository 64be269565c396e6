package target

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// Load reads target.yaml. Paths in it are relative to its directory; the
// password may come from the environment.
func Load(path string) (*Target, error) { return loadTarget(path, true) }

// LoadFacts is Load for a server whose address is known: host and ports may be
// missing.
func LoadFacts(path string) (*Target, error) { return loadTarget(path, false) }

func loadTarget(path string, address bool) (*Target, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the target: %w", err)
	}
	t, err := parseTarget(path, text, address)
	if err != nil {
		return nil, err
	}
	dir := filepath.Dir(path)
	for _, p := range []*string{&t.Delivery.Dir, &t.TLS.CA, &t.TLS.Certificate, &t.TLS.Key} {
		if *p != "" && !filepath.IsAbs(*p) {
			*p = filepath.Join(dir, *p)
		}
	}
	for _, secret := range []struct {
		key, name string
		value     *string
	}{
		{"auth.password_env", t.Auth.PasswordEnv, &t.Auth.Password},
		{"auth.token_env", t.Auth.TokenEnv, &t.Auth.Token},
	} {
		if secret.name == "" {
			continue
		}
		if *secret.value = os.Getenv(secret.name); *secret.value == "" {
			return nil, fmt.Errorf("%s: %s names the environment variable %s, which is not set", path, secret.key, secret.name)
		}
	}
	return t, nil
}

// Parse reads the text of target.yaml. All problems are reported at once,
// as Problems.
func Parse(path string, text []byte) (*Target, error) { return parseTarget(path, text, true) }

// parseTarget requires host and ports if address is set.
func parseTarget(path string, text []byte, address bool) (*Target, error) {
	d := &strictyaml.Decoder{Src: strictyaml.NewSource(path, text)}
	root, ok := d.Document(text)
	if !ok {
		return nil, d.Problems.ErrOrNil()
	}
	t := &Target{}
	d.Decode(root, reflect.ValueOf(t))
	if len(d.Problems) > 0 {
		return nil, d.Problems.ErrOrNil()
	}
	t.check(d, root, address)
	return t, d.Problems.ErrOrNil()
}

// check reports problems that the decoder cannot see.
func (t *Target) check(d *strictyaml.Decoder, root *yaml.Node, address bool) {
	if address && t.Host == "" {
		d.Fail(root, "for example host: 127.0.0.1, or give --target", "missing host")
	}
	if address && len(t.Ports) == 0 {
		d.Fail(root, "for example ports: {smtp: 25}, or give --target", "missing port")
	}
	if t.Auth.Password != "" && t.Auth.PasswordEnv != "" {
		d.Fail(below(root, "auth", "password_env"), "give one of them", "password and password_env are both given")
	}
	if t.Auth.Token != "" && t.Auth.TokenEnv != "" {
		d.Fail(below(root, "auth", "token_env"), "give one of them", "token and token_env are both given")
	}
	if (t.TLS.Certificate == "") != (t.TLS.Key == "") {
		d.Fail(below(root, "tls"), "give both", "tls.certificate and tls.key belong together")
	}
	if strings.ContainsFunc(t.Auth.Token, func(c rune) bool { return c <= ' ' || c >= 0x7f }) {
		d.Fail(below(root, "auth", "token"), "give the token alone, without Bearer", "auth.token contains a space or a non-ASCII character")
	}
	checked := map[string]bool{} // several facts have one key
	for _, f := range facts {
		if checked[f.Key] {
			continue
		}
		checked[f.Key] = true
		for _, v := range f.values(t) {
			if wrong, hint := f.form.problem(v); v != "" && wrong != "" {
				d.Fail(below(root, strings.Split(f.Key, ".")...), hint, "%s: %q %s", f.Key, v, wrong)
			}
		}
	}
}

// below finds the node of a key, and the nearest one above it where it is missing.
func below(n *yaml.Node, path ...string) *yaml.Node {
	for _, key := range path {
		at := -1
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == key {
				at = i + 1
			}
		}
		if at < 0 {
			break
		}
		n = n.Content[at]
	}
	return n
}
