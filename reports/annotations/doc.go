// Package annotations tells GitHub Actions what was found, in its workflow
// commands: an error for each violation, a warning for each broken SHOULD, at the
// step of the scenario. GitHub shows ten of each kind for a step of a job, so that
// no more are written and the last one says how many were left out.
//
// Inert keeps other output from being taken for such commands.
//
// The package must not know the environment, files, or flags.
package annotations
