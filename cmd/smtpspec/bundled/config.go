package bundled

import (
	"strings"
	"time"

	"github.com/smtpspec/smtpspec/fixtures/refserver"
	"github.com/smtpspec/smtpspec/scenarios/target"
)

// Apply gives the bundled server the domain, mailboxes, credentials and limits of
// target.yaml.
func Apply(cfg *refserver.Config, t *target.Target) {
	if t.Domain != "" {
		cfg.Domain, cfg.Lists = t.Domain, nil
	}
	if len(t.Mailboxes.Known) > 0 {
		cfg.Mailboxes = t.Mailboxes.Known
	}
	if t.Auth.User != "" {
		cfg.Users = map[string]string{t.Auth.User: t.Auth.Password}
	}
	if t.Auth.Token != "" {
		cfg.Tokens = map[string]string{t.Auth.Token: t.Auth.User}
	}
	rows := declared(cfg, t)
	for key, values := range t.Declares {
		if len(values) > 0 && rows[key] != nil {
			rows[key](values)
		}
	}
}

// declared is, for each key of declares, what gives its values to the bundled server.
func declared(cfg *refserver.Config, t *target.Target) map[string]func(values []string) {
	owned := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC) // since when a mailbox has its owner
	return map[string]func([]string){
		"max_size":       func([]string) { cfg.Limits.MessageSize = t.MaxSize() },
		"max_recipients": func([]string) { cfg.Limits.Recipients = t.MaxRecipients() },
		"idle_timeout":   func([]string) { cfg.IdleTimeout = t.IdleTimeout() },
		"etrn_queue": func(mailboxes []string) {
			cfg.Queues = map[string][]string{}
			for _, mailbox := range mailboxes {
				cfg.Queues[t.Auth.User] = append(cfg.Queues[t.Auth.User], mailbox[strings.LastIndexByte(mailbox, '@')+1:])
			}
		},
		"null_mx": func(domains []string) { cfg.NullMX = domains },
		"reassigned": func(mailboxes []string) {
			cfg.Reassigned = map[string]time.Time{mailboxes[0]: owned, "postmaster@" + cfg.Domain: owned}
		},
		"forwarded":      func(mailboxes []string) { cfg.Forwarded = moved(cfg.Forwarded, mailboxes[0], "") },
		"moved":          func(mailboxes []string) { cfg.Moved = moved(cfg.Moved, mailboxes[0], "") },
		"forwarded_utf8": func(mailboxes []string) { cfg.Forwarded = moved(cfg.Forwarded, mailboxes[0], ".müller") },
		"moved_utf8":     func(mailboxes []string) { cfg.Moved = moved(cfg.Moved, mailboxes[0], ".müller") },
		"failing":        func(mailboxes []string) { cfg.Failing = mailboxes },
		"list":           func(lists []string) { cfg.Lists = map[string][]string{lists[0]: cfg.Mailboxes} },
		"ambiguous": func(names []string) {
			cfg.Ambiguous = map[string][]string{names[0]: {"jane." + names[0], "john." + names[0]}}
		},
		"full":       func(mailboxes []string) { cfg.Full = mailboxes },
		"ascii_only": func(mailboxes []string) { cfg.ASCIIOnly = mailboxes },
	}
}

// moved adds a mailbox with its new address, whose local part ends in a surname.
func moved(to map[string]string, mailbox, surname string) map[string]string {
	local, _, _ := strings.Cut(mailbox, "@")
	if to == nil {
		to = map[string]string{}
	}
	to[mailbox] = local + surname + "@new.example"
	return to
}
