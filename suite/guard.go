package suite

import (
	"context"
	"fmt"
	"net"
)

// RemoteError is a target that is not on loopback and that nobody has
// authorized.
type RemoteError struct{ Host, Address string }

func (e *RemoteError) Error() string {
	return fmt.Sprintf("%s (%s) is not on loopback, and the catalogue attacks: give --authorized, or authorized: true in target.yaml, if the server is yours to test",
		e.Host, e.Address)
}

// Resolve gives the one address that a run will talk to. It is looked up once,
// so that a name cannot lead elsewhere later.
func Resolve(ctx context.Context, host string, authorized bool) (string, error) {
	addresses, err := net.DefaultResolver.LookupIPAddr(ctx, host)
	if err != nil {
		return "", fmt.Errorf("host %s: %w", host, err)
	}
	if !authorized {
		for _, a := range addresses {
			if !a.IP.IsLoopback() {
				return "", &RemoteError{Host: host, Address: a.String()}
			}
		}
	}
	// Of the two addresses of a name such as localhost, servers listen on that
	// of IPv4 at least.
	for _, a := range addresses {
		if a.IP.To4() != nil {
			return a.String(), nil
		}
	}
	return addresses[0].String(), nil
}
