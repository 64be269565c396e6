// Package player runs one case against a server on real connections and
// returns what it observed: findings, the transcript, and every departure of the
// peer from the grammar of replies.
//
// It sends the octets of the scenario unchanged, and bounds what it receives
// in size and in time. It decides the verdict of one case. It must not
// know which cases a run has, how they are reported, or Ginkgo.
package player
