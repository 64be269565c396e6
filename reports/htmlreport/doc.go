// Package htmlreport renders results as HTML: one self-contained file that asks nothing of
// anybody, to be opened from a disk, mailed, printed or published.
//
// Every page is the shell (page.go, page.html, page.css, page.js) around the content of one
// kind of report. The markup comes from html/template, in which a string can change nothing
// but its own text, and the Content-Security-Policy of the page lets no script or style in
// that is not this package's own. Results are cleaned and bounded as by the other writers.
//
// The package must not know where results come from, files, or command-line flags.
package htmlreport
