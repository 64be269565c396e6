// Package suite chooses the cases that apply to a target, plays them side by
// side, and gives each its verdict.
//
// The engine (Prepare, Session) knows neither Ginkgo nor a terminal: it hands
// over a reports.Run. The files whose names begin with ginkgo are an adapter
// over it, the only ones that import Ginkgo and Gomega. The package must not
// know the bundled server or the load generator.
package suite
