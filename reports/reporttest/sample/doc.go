// Package sample has results for the tests of the writers: a run with a case of each
// verdict, and loads of several kinds.
//
// Package reporttest has what these tests need that knows no result.
package sample
