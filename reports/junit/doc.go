// Package junit writes results and loads as JUnit XML, as CI servers read it.
//
// The text of a test case is the plain text of package terminal. What a server has
// sent is cleaned before, so that it can neither end an element nor break the
// document.
//
// The package must not know which server reads the file.
package junit
