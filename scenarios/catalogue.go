package scenarios

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
)

//go:embed catalogue requirements/*.yaml
var embedded embed.FS

// RepositoryPath is where a file of the catalogue, as positions name it, stands
// in the repository. It is false for a file of a user's own.
func RepositoryPath(file string) (string, bool) {
	if info, err := fs.Stat(embedded, path.Join("catalogue", file)); err != nil || info.IsDir() || !fs.ValidPath(file) {
		return "", false
	}
	return path.Join("scenarios/catalogue", file), true
}

func taken(file string) bool {
	_, ours := RepositoryPath(file)
	return ours
}

// Catalogue is the scenarios and requirements that come with the program.
type Catalogue struct {
	Set
	Requirements *Requirements
	Policies     *Policies
	Digest       string // SHA-256 over all files, in hexadecimal
	loader       *Loader
}

// LoadCatalogue reads the embedded catalogue.
func LoadCatalogue() (*Catalogue, error) {
	requirementFiles, err := fs.Sub(embedded, "requirements")
	if err != nil {
		return nil, err
	}
	requirements, err := LoadRequirements(requirementFiles)
	if err != nil {
		return nil, err
	}
	table, err := fs.ReadFile(requirementFiles, policyFile)
	if err != nil {
		return nil, err
	}
	policies, err := LoadPolicies("requirements/"+policyFile, table)
	if err != nil {
		return nil, err
	}
	files, err := fs.Sub(embedded, "catalogue")
	if err != nil {
		return nil, err
	}
	loader := &Loader{Requirements: requirements, Policies: policies, Complete: true, Taken: taken}
	set, err := loader.LoadFS(files)
	return catalogueOf(loader, set, err)
}

// LoadExchanges reads only the exchanges for load, and no requirements: all the rest takes more of
// the processor than thousands of messages do.
func LoadExchanges() (*Catalogue, error) {
	files, err := fs.Sub(embedded, "catalogue")
	if err != nil {
		return nil, err
	}
	paths, err := fs.Glob(files, "load/*.yaml")
	if err != nil {
		return nil, err
	}
	loader := &Loader{Requirements: &Requirements{}, Taken: taken}
	set, err := loader.loadFiles(files, append([]string{sharedFragments}, paths...))
	return catalogueOf(loader, set, err)
}

func catalogueOf(l *Loader, set *Set, err error) (*Catalogue, error) {
	if err != nil {
		return nil, err
	}
	digest, err := digest(embedded)
	if err != nil {
		return nil, err
	}
	return &Catalogue{Set: *set, Requirements: l.Requirements, Policies: l.Policies, Digest: digest, loader: l}, nil
}

// Loader reads files of a user, which may use the fragments of the catalogue.
func (c *Catalogue) Loader() *Loader { return c.loader }

func digest(fsys fs.FS) (string, error) {
	h := sha256.New()
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(h, "%s %d\n%s", name, len(text), text)
		return err
	})
	return hex.EncodeToString(h.Sum(nil)), err
}
