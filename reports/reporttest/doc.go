// Package reporttest holds what the tests of the writers share: strings that a
// hostile server could put into a result, golden files, and the tools of the
// system that read what was written.
//
// It must not know the result types, so that the tests of package reports can
// use it.
package reporttest
