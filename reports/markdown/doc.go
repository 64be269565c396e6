// Package markdown writes results as GitHub flavoured Markdown for the summary of
// a CI job: the verdict, the counts, tables of what is wrong with what was sent,
// expected and received, and the whole of each case folded below.
//
// What a server may have said is in code spans and fenced blocks alone, where
// nothing is a link, a mention or a tag. A document never exceeds its limit: what
// does not fit is counted.
//
// The package must not know where a summary goes.
package markdown
