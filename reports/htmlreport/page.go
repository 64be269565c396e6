package htmlreport

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"strings"
)

//go:embed *.html *.css *.js
var assets embed.FS

// page is one document: the shell with the content of a report in it.
type page struct {
	// Name begins the names of the content's files: NAME*.html, of which one defines the
	// template "main", and NAME*.css and NAME*.js where there are such, which are put together
	// in the order of their names, NAME-part.js before NAME.js. The script runs when the
	// document is there.
	Name string
	// Title is that of the window, Kind says in a few words what the page is. Both may hold
	// anything.
	Title, Kind string
	// Style is CSS of what is drawn by other packages.
	Style string
	// Data is what the template "main" is executed with.
	Data any
	// Funcs are for the template "main", beside html/template's own.
	Funcs template.FuncMap
}

// shell is what page.html takes.
type shell struct {
	Title, Kind string
	Policy      string         // Content-Security-Policy
	Styles      []template.CSS // each is an element of its own, for it has a hash of its own
	Theme       template.JS    // runs before anything is drawn
	Script      template.JS
	Data        any
}

// write renders the page. Nothing is written when the templates fail.
func (p *page) write(w io.Writer) error {
	set, err := template.New("page.html").Funcs(p.Funcs).ParseFS(assets, "page.html", p.Name+"*.html")
	if err != nil {
		return err
	}
	style, err1 := asset("page.css")
	own, err2 := asset(p.Name + "*.css")
	theme, err3 := asset("page.js")
	script, err4 := asset(p.Name + "*.js")
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return err
	}
	s := shell{
		Title: p.Title, Kind: p.Kind, Data: p.Data, Policy: policy([]string{style, p.Style, own}, []string{theme, script}),
		Styles: []template.CSS{template.CSS(style)}, Theme: template.JS(theme), Script: template.JS(script),
	}
	for _, more := range []string{p.Style, own} {
		if more != "" {
			s.Styles = append(s.Styles, template.CSS(more))
		}
	}
	var out bytes.Buffer
	if err := set.Execute(&out, s); err != nil {
		return err
	}
	_, err = out.WriteTo(w)
	return err
}

// asset puts embedded files together. There may be none: not every page has a script.
func asset(pattern string) (string, error) {
	names, err := fs.Glob(assets, pattern)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	for _, name := range names {
		text, err := assets.ReadFile(name)
		if err != nil {
			return "", err
		}
		out.Write(text)
	}
	return out.String(), nil
}

// policy allows these styles and scripts, by their hash, and an icon within the page. Nothing
// else is loaded, sent, framed or run. Markup made by a script has to be made of elements and
// text: a string never becomes markup.
func policy(styles, scripts []string) string {
	return fmt.Sprintf("default-src 'none'; style-src%s; script-src%s; img-src data:; base-uri 'none'; form-action 'none'; "+
		"require-trusted-types-for 'script'; trusted-types 'none'", hashes(styles), hashes(scripts))
}

func hashes(texts []string) string {
	var out string
	for _, text := range texts {
		if text == "" {
			continue
		}
		sum := sha256.Sum256([]byte(text))
		out += " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return out
}
