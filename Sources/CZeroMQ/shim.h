#ifndef PERCOLATE_CZEROMQ_SHIM_H
#define PERCOLATE_CZEROMQ_SHIM_H

#include <sys/eventfd.h>
#include <zmq.h>

// The public header hides this number behind the draft API, yet every release since 4.3.0 accepts the
// option. Without it a server that has no running ZAP handler lets every key in.
#ifndef ZMQ_ZAP_ENFORCE_DOMAIN
#define ZMQ_ZAP_ENFORCE_DOMAIN 93
#endif

#endif
