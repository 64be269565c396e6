// Package mix says what messages are made of when they differ: sizes and numbers of
// recipients from distributions, bodies generated or read from a folder, and senders.
//
// A Mix has a cycle of messages in which each value comes as often as it should, about 1000
// of them, in an order that follows from a seed. A distribution with very many values is
// represented by 250 of them. Octets of bodies are shared by all messages.
//
// The package must not know what an exchange looks like, when messages are sent, or that
// there is a network.
package mix
