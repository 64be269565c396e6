package main

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/manual"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios/catalogue"
)

// version is set by the linker for a release.
var version = "dev"

// programVersion is that of a release, or of a module that was installed.
func programVersion() string {
	info, ok := debug.ReadBuildInfo()
	if version != "dev" || !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return version
	}
	return info.Main.Version
}

// tool is what made a result.
func tool(c *catalogue.Catalogue) reports.Tool {
	return reports.Tool{Name: "smtpspec", Version: programVersion(), Catalogue: c.Digest}
}

// build is what there is to know of a program.
type build struct {
	Version   string `json:"version"`
	Commit    string `json:"commit"`    // "unknown" when it was not built in a repository
	Modified  bool   `json:"modified"`  // by changes that are not committed
	Catalogue string `json:"catalogue"` // digest
	Cases     int    `json:"cases"`
}

func versionCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "version", Short: "Print the version, the commit and the catalogue", Args: cobra.NoArgs,
		Long: "Prints the version, the commit from which the program was built, the digest of the\n" +
			"catalogue and its number of cases. smtpspec --version prints the same.",
		Example:     "  smtpspec version --json",
		Annotations: manual.ExitCodes("0", "2 usage error"),
		RunE:        func(c *cobra.Command, _ []string) error { return writeVersion(c.OutOrStdout(), asJSON) },
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func writeVersion(w io.Writer, asJSON bool) error {
	b, err := thisBuild()
	if err != nil {
		return output.Usage(err)
	}
	if asJSON {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		return encoder.Encode(b)
	}
	commit := b.Commit
	if b.Modified {
		commit += ", modified"
	}
	_, err = fmt.Fprintf(w, "smtpspec %s\ncommit %s\ncatalogue %s, %d cases\n", b.Version, commit, b.Catalogue, b.Cases)
	return err
}

// thisBuild reads what the Go tool built in, and the catalogue.
func thisBuild() (build, error) {
	catalogue, err := catalogue.Load()
	if err != nil {
		return build{}, err
	}
	b := build{Version: programVersion(), Commit: "unknown", Catalogue: catalogue.Digest, Cases: len(catalogue.Cases)}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b, nil
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	return b, nil
}
