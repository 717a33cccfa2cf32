internal import Glibc
internal import Messages
internal import Platform
internal import Transport

/// The slot's second thread: reads the pipe, so that an interrupt reaches a task that is busy, and sends
/// streamed values that would otherwise wait.
struct SlotListener: Sendable {
  let descriptor: Int32
  let inbox: SlotInbox
  let outbox: SlotOutbox

  /// Reads until the supervisor is gone, then ends the process: whatever it computes, nobody wants it.
  func run() {
    var framing = PipeFraming()
    var checkpoints = ArrivingCheckpoints()
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&waiting, 1, 250)
      outbox.flushOverdue(now: MonotonicClock.seconds)
      if ready < 0, errno != EINTR { break }
      guard ready > 0 else { continue }
      guard case .bytes(let count) = Descriptor.read(descriptor, into: &buffer) else { break }
      framing.append(buffer[..<count])
      guard deliver(&framing, &checkpoints) else { break }
    }
    inbox.end()
    // A computing thread that is busy would keep the process alive for hours.
    _exit(0)
  }

  /// Hands on all whole messages; false where the stream is out of step.
  private func deliver(_ framing: inout PipeFraming, _ checkpoints: inout ArrivingCheckpoints) -> Bool {
    var calls: [[HeldTask]] = []
    do {
      while let message = try framing.next(WireToSlot.self) {
        switch message.message {
        case .run(let assignment): calls.append([checkpoints.task(assignment)])
        case .together(let call):
          if !call.assignments.isEmpty { calls.append(call.assignments.map { checkpoints.task($0) }) }
        case .checkpoint(let part): checkpoints.take(part)
        case .interrupt:
          inbox.append(calls)
          calls.removeAll()
          handBack(inbox.takeWaiting(interrupting: true))
        case .recall:
          inbox.append(calls)
          calls.removeAll()
          handBack(inbox.takeWaiting(interrupting: false))
        case nil: return false
        }
      }
    } catch {
      return false
    }
    inbox.append(calls)
    return true
  }

  /// Tasks that only waited go back at once; the computing thread may be busy for hours.
  private func handBack(_ tasks: [HeldTask]) {
    for task in tasks {
      outbox.send(
        task.ended(.handedBack, "it had not begun", started: false),
        now: MonotonicClock.seconds)
    }
  }
}
