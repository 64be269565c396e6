// Package player plays one scenario against a server on real connections and
// returns what it saw: findings, the transcript, and every departure of the
// peer from the grammar of replies.
//
// It sends what the scenario says, octet for octet, and bounds whatever comes
// back in size and in time. It decides the verdict of one case. It must not
// know which cases a run has, how they are reported, or Ginkgo.
package player
