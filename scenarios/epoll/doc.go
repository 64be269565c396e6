// Package epoll tells which of many sockets are ready, and reads and writes them
// without blocking. The epoll loop of the load engine and that of the bundled
// server's sink are built on it.
//
// It is for Linux alone; elsewhere the package is empty. It must not know SMTP,
// sessions or timers, and it imports nothing of ours.
package epoll
