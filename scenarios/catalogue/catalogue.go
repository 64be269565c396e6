// Package catalogue embeds the scenarios that come with the program and loads them.
//
// The files are in a directory for each RFC, with a file for each section;
// security has the rules that no RFC states, load the exchanges of smtpspec load,
// and fragments.yaml the names that every file may use. The package must not know what a
// scenario does or means: package scenarios reads them.
package catalogue

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"hash"
	"io/fs"
	"path"

	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/requirements"
)

//go:embed *.yaml */*.yaml
var embedded embed.FS

// root is where the files of the catalogue are in the repository.
const root = "scenarios/catalogue"

// RepositoryPath returns where a file of the catalogue, as positions name it, is in
// the repository. It is false for a file of a user's own.
func RepositoryPath(file string) (string, bool) {
	if info, err := fs.Stat(embedded, file); err != nil || info.IsDir() || !fs.ValidPath(file) {
		return "", false
	}
	return path.Join(root, file), true
}

func taken(file string) bool {
	_, ours := RepositoryPath(file)
	return ours
}

// Catalogue is the scenarios and requirements that come with the program.
type Catalogue struct {
	scenarios.Set
	Requirements *requirements.Requirements
	Policies     *requirements.Policies
	Digest       string // SHA-256 over all files, in hexadecimal
	loader       *scenarios.Loader
}

// Load reads the embedded catalogue.
func Load() (*Catalogue, error) {
	rows, policies, err := requirements.Load()
	if err != nil {
		return nil, err
	}
	loader := &scenarios.Loader{Requirements: rows, Policies: policies, Complete: true, Taken: taken}
	set, err := loader.LoadFS(embedded)
	return catalogueOf(loader, set, err)
}

// LoadExchanges reads only the exchanges for load, and no requirements: the rest takes more
// processor time than thousands of messages.
func LoadExchanges() (*Catalogue, error) {
	paths, err := fs.Glob(embedded, "load/*.yaml")
	if err != nil {
		return nil, err
	}
	loader := &scenarios.Loader{Requirements: &requirements.Requirements{}, Taken: taken}
	set, err := loader.LoadFiles(embedded, append([]string{scenarios.SharedFile}, paths...))
	return catalogueOf(loader, set, err)
}

func catalogueOf(l *scenarios.Loader, set *scenarios.Set, err error) (*Catalogue, error) {
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	for _, files := range []fs.FS{embedded, requirements.Files()} {
		if err := hashFiles(h, files); err != nil {
			return nil, err
		}
	}
	return &Catalogue{Set: *set, Requirements: l.Requirements, Policies: l.Policies, Digest: hex.EncodeToString(h.Sum(nil)), loader: l}, nil
}

// Loader reads files of a user, which may use the fragments of the catalogue.
func (c *Catalogue) Loader() *scenarios.Loader { return c.loader }

// hashFiles adds the name, the size and the text of every file.
func hashFiles(h hash.Hash, files fs.FS) error {
	return fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(h, "%s %d\n%s", name, len(text), text)
		return err
	})
}
