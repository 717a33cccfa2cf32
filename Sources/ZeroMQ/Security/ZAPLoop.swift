/// What the thread of a `ZAPHandler` runs.
final class ZAPLoop {
  private let socket: Socket
  private let doorbell: Doorbell
  private let policy: ZAPHandler.Policy
  private let onRefusal: ZAPHandler.RefusalObserver

  init(
    socket: consuming Socket, doorbell: Doorbell, policy: @escaping ZAPHandler.Policy,
    onRefusal: @escaping ZAPHandler.RefusalObserver
  ) {
    self.socket = socket
    self.doorbell = doorbell
    self.policy = policy
    self.onRefusal = onRefusal
  }

  /// Answers until the doorbell rings or the context shuts down.
  func run() {
    // Closing is finished later by libzmq's own thread; until then connections would still be told to ask
    // here and wait in vain. Unbinding takes effect at once.
    defer { try? socket.unbind(ZAPHandler.endpoint) }
    let poller = Poller()
    let sources: [Poller.Source] = [.descriptor(doorbell.fileDescriptor), .socket(socket.handle)]
    do throws(ZMQError) {
      while true {
        let ready = try poller.poll(sources, timeoutMilliseconds: -1)
        if ready[0] { return }
        while let request = try socket.receiveMultipart(maximumFrames: ZAPMessage.maximumFrames) {
          _ = try socket.sendMultipart(ZAPMessage.answer(to: request, decide(request)))
        }
      }
    } catch {
      // Ending is the safe answer to any failure: without a handler nobody new gets in.
      if !error.isTermination {
        onRefusal(ZAPRefusal(request: nil, reason: "access control ended, nobody new gets in: \(error)"))
      }
    }
  }

  private func decide(_ message: Multipart) -> ZAPDecision {
    switch ZAPMessage.read(message) {
    case .malformed(let reason):
      return refuse(nil, reason)
    case .request(let request):
      guard request.publicKey != nil else {
        return refuse(request, "it does not use CURVE; give the peer an access file with keys")
      }
      switch policy(request) {
      case .deny(let reason):
        return refuse(request, reason)
      case .allow(let userID):
        guard (1...255).contains(userID.utf8.count), !userID.utf8.contains(0) else {
          return refuse(request, "its user id must have 1 to 255 bytes, without NUL")
        }
        return .allow(userID: userID)
      }
    }
  }

  private func refuse(_ request: ZAPRequest?, _ reason: String) -> ZAPDecision {
    onRefusal(ZAPRefusal(request: request, reason: reason))
    return .deny(reason: reason)
  }
}
