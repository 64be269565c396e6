// Package suite chooses the cases that apply to a target, runs them concurrently,
// and gives each its verdict.
//
// The engine (Prepare, Session) knows neither Ginkgo nor a terminal: it
// returns a reports.Run. The files whose names begin with ginkgo are an adapter
// for it, the only ones that import Ginkgo and Gomega. The package must not
// know the bundled server or the load generator.
package suite
