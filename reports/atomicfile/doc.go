// Package atomicfile writes a file completely or not at all, and finds out before any
// work is done whether it can be written.
//
// The package must not know what the file contains.
package atomicfile
