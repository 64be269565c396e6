package loadgen

import (
	"testing"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
	"github.com/smtpspec/smtpspec/loadgen/mix"
	"github.com/smtpspec/smtpspec/scenarios/catalogue"
)

// plain is the settings of a program for a sink.
func plain() exchange.Settings {
	return exchange.Settings{
		Facts: map[string]string{"mailbox": "alice@example.com"}, Mailboxes: []string{"alice@example.com", "bob@example.com"},
		User: "test", Password: "secret", Run: "0a1b2c3d", Date: "Mon, 02 Jan 2006 15:04:05 +0000", Size: mix.Fixed(20),
	}
}

// program compiles one of the bundled exchanges.
func program(t testing.TB, id string, set exchange.Settings) *exchange.Program {
	t.Helper()
	catalogue, err := catalogue.LoadExchanges()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range catalogue.Cases {
		if c.ID == id {
			p, err := exchange.Compile(c, set)
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
	}
	t.Fatalf("no scenario %s", id)
	return nil
}

func distribution(t testing.TB, parse func(origin, text string) (mix.Distribution, error), text string) mix.Distribution {
	t.Helper()
	d, err := parse("--flag", text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
