internal import CZeroMQ
internal import Glibc

extension SocketOptions {
  /// Sets everything on a fresh socket.
  func apply(to core: SocketCore) throws(ZMQError) {
    let socket = OptionWriter(pointer: try core.open("set the options"))
    try socket.set(ZMQ_LINGER, linger.clampedMilliseconds, "linger")
    try socket.set(ZMQ_SNDHWM, sendHighWater, "sendHighWater")
    try socket.set(ZMQ_RCVHWM, receiveHighWater, "receiveHighWater")
    try socket.set(ZMQ_MAXMSGSIZE, maximumMessageSize, "maximumMessageSize")
    try socket.set(ZMQ_RCVTIMEO, receiveTimeout?.clampedMilliseconds ?? -1, "receiveTimeout")
    try socket.set(ZMQ_SNDTIMEO, sendTimeout?.clampedMilliseconds ?? -1, "sendTimeout")
    try socket.set(ZMQ_IMMEDIATE, Int32(immediate ? 1 : 0), "immediate")
    if core.kind == .router {
      try socket.set(ZMQ_ROUTER_MANDATORY, Int32(routerMandatory ? 1 : 0), "routerMandatory")
    }
    try applyConnections(to: socket)
    try applySecurity(to: socket)
  }

  private func applyConnections(to socket: OptionWriter) throws(ZMQError) {
    try socket.set(ZMQ_HANDSHAKE_IVL, handshakeInterval.clampedMilliseconds, "handshakeInterval")
    try socket.set(ZMQ_BACKLOG, backlog, "backlog")
    try socket.set(ZMQ_RECONNECT_IVL, reconnectInterval.clampedMilliseconds, "reconnectInterval")
    try socket.set(
      ZMQ_RECONNECT_IVL_MAX, reconnectIntervalMaximum.clampedMilliseconds, "reconnectIntervalMaximum")
    try socket.set(ZMQ_TCP_KEEPALIVE, Int32(tcpKeepalive ? 1 : 0), "tcpKeepalive")
    try socket.set(ZMQ_HEARTBEAT_IVL, heartbeatInterval.clampedMilliseconds, "heartbeatInterval")
    try socket.set(ZMQ_HEARTBEAT_TIMEOUT, heartbeatTimeout.clampedMilliseconds, "heartbeatTimeout")
    // The wire has 16 bits of tenths of a second for it.
    try socket.set(
      ZMQ_HEARTBEAT_TTL, min(heartbeatTimeToLive.clampedMilliseconds, 6_553_599), "heartbeatTimeToLive")
    try socket.set(ZMQ_IPV6, Int32(ipv6 ? 1 : 0), "ipv6")
  }

  private func applySecurity(to socket: OptionWriter) throws(ZMQError) {
    switch security {
    case .plaintext: return
    case .server(let keys, let domain):
      // An empty domain would make libzmq skip the handler and let every key in.
      guard (1...255).contains(domain.utf8.count), !domain.utf8.contains(0) else {
        throw ZMQError(
          operation: "protect a server socket", code: EINVAL,
          detail: "the access domain must have 1 to 255 bytes and no NUL, it has \(domain.utf8.count)")
      }
      try requireCurve()
      try socket.set(ZMQ_ZAP_DOMAIN, text: domain, "the access domain")
      try socket.set(ZMQ_ZAP_ENFORCE_DOMAIN, Int32(1), "enforcement of the access domain")
      try socket.set(ZMQ_CURVE_SERVER, Int32(1), "the CURVE server role")
      try socket.set(ZMQ_CURVE_SECRETKEY, text: keys.secretKey, "the server's secret key")
    case .client(let keys, let serverKey):
      try requireCurve()
      guard CurveKeyPair.isValidKey(serverKey) else {
        throw ZMQError(
          operation: "set the server's public key", code: EINVAL,
          detail: "it is not a key: expected 40 characters of Z85; copy it again from the server")
      }
      try socket.set(ZMQ_CURVE_SERVERKEY, text: serverKey, "the server's public key")
      try socket.set(ZMQ_CURVE_PUBLICKEY, text: keys.publicKey, "the client's public key")
      try socket.set(ZMQ_CURVE_SECRETKEY, text: keys.secretKey, "the client's secret key")
    }
  }

  private func requireCurve() throws(ZMQError) {
    guard Libzmq.hasCurve else {
      throw ZMQError(
        operation: "encrypt a socket", code: ENOTSUP,
        detail: "this libzmq \(Libzmq.version) was built without CURVE; install one that has it (libsodium)")
    }
  }
}
