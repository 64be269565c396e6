// Package requirements embeds the rows of the requirements and the policy table, and
// reads them. README.md describes the rows.
//
// The package must not know scenarios, which name the requirements that they prove.
package requirements

import (
	"embed"
	"io/fs"
)

//go:embed *.yaml
var embedded embed.FS

// Files returns the embedded files.
func Files() fs.FS { return embedded }

// Load reads the embedded requirements and the policy table.
func Load() (*Requirements, *Policies, error) {
	rows, err := Read(embedded)
	if err != nil {
		return nil, nil, err
	}
	table, err := embedded.ReadFile(policyFile)
	if err != nil {
		return nil, nil, err
	}
	policies, err := LoadPolicies("requirements/"+policyFile, table)
	if err != nil {
		return nil, nil, err
	}
	return rows, policies, nil
}
