// Package epoll reports which of many sockets are ready, and reads and writes them
// without blocking. The epoll loop of the load engine and that of the bundled
// server's sink are built on it.
//
// It is for Linux only; on other systems the package is empty. It must not know SMTP,
// sessions or timers, and it imports no package of this module.
package epoll
