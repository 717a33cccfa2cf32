/// What is set on a socket before its first bind or connect.
///
/// Every default is chosen, none is left to libzmq. Durations are rounded down to milliseconds and
/// clamped to 0 ... 24 days.
package struct SocketOptions: Sendable {
  // MARK: Queues

  /// How long a closed socket goes on trying to deliver. libzmq's "for ever" hangs the end of a process
  /// whose peer is gone, 0 loses the last message; bounded is a courtesy, durability comes from answers.
  package var linger: Duration = .seconds(1)
  /// Whether messages wait only for peers that are connected. Otherwise they pile up for an absent
  /// server, which is then flooded with stale ones when it returns.
  package var immediate = true
  /// Whether a router reports a message to an unknown peer (`.unroutable`) or a full queue
  /// (`.wouldBlock`). Otherwise it drops such messages silently.
  package var routerMandatory = true
  /// Messages queued per peer for sending before it would block. A bound on memory, not flow control:
  /// credits between the peers are for that.
  package var sendHighWater: Int32 = 1_000
  /// Messages queued per peer that were received but not yet read.
  package var receiveHighWater: Int32 = 1_000
  /// The largest frame accepted, in bytes. libzmq accepts any, so one peer could exhaust the memory; a
  /// peer that sends more is disconnected, the others stay. Counts frames, not whole messages.
  package var maximumMessageSize: Int64 = 16 << 20
  /// How long a receive that may wait does so before it returns nil; nil waits for ever.
  package var receiveTimeout: Duration?
  /// How long a send that may wait does so before it returns false or `.wouldBlock`; nil waits for ever.
  package var sendTimeout: Duration?

  // MARK: Connections

  /// How long a connection may take to prove who it is, so that idle strangers do not hold descriptors.
  package var handshakeInterval: Duration = .seconds(10)
  /// Connections the kernel keeps waiting for accept. libzmq's 100 turns away part of a cluster whose
  /// workers all start in the same second. The kernel's `net.core.somaxconn` may lower it.
  package var backlog: Int32 = 1_024
  /// The wait before the first reconnection.
  package var reconnectInterval: Duration = .milliseconds(100)
  /// The bound of the wait between reconnections, which doubles up to it: a coordinator that is away for
  /// an hour does not meet thousands of peers that knock ten times a second.
  package var reconnectIntervalMaximum: Duration = .seconds(30)
  /// Whether the kernel probes idle connections, which keeps them alive in routers that forget idle ones.
  package var tcpKeepalive = true
  /// How often libzmq's own ping is sent. Its I/O thread answers, so this finds dead hosts and half-open
  /// connections, not a stuck program. Zero turns it off.
  package var heartbeatInterval: Duration = .seconds(5)
  /// How long a ping may stay unanswered before the connection counts as dead.
  package var heartbeatTimeout: Duration = .seconds(15)
  /// The same limit, announced to the peer for its own end of the connection.
  package var heartbeatTimeToLive: Duration = .seconds(15)
  /// Whether IPv6 is used beside IPv4. A bind to `*` then listens on both, and libzmq falls back to IPv4
  /// on hosts without IPv6. A name that has an IPv6 address is connected to by that address only.
  package var ipv6 = true

  // MARK: Access

  /// Encryption and access control.
  package var security: Security = .plaintext

  /// The defaults described on each field.
  package init() {}
}
