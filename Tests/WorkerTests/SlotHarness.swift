import Foundation
import Glibc
import Messages
import TestSupport

@testable import Worker

/// A real slot process and the messages it has sent.
final class SlotHarness {
  /// The helper program, which lies beside the test program.
  static var command: SlotCommand {
    SlotCommand(executable: BuiltProduct.path("worker-test-slot"), arguments: [])
  }

  private var process: SlotProcess
  private var buffer = [UInt8](repeating: 0, count: 65_536)
  private var waiting: [WireFromSlot] = []
  private(set) var lines: [String] = []

  init() throws { process = try SlotProcess(SlotHarness.command) }

  deinit {
    process.kill()
    var status: Int32 = 0
    waitpid(process.processID, &status, 0)
  }

  func run(_ tasks: WireAssignment...) throws { try process.feed(tasks.map { WireToSlot(.run($0)) }) }

  func send(_ message: WireToSlot.OneOf_Message) throws { try process.feed([WireToSlot(message)]) }

  /// The next message, however long it takes; nil once the process is gone.
  func next() throws -> WireFromSlot? {
    while waiting.isEmpty {
      var descriptors = [
        pollfd(fd: process.results, events: Int16(POLLIN), revents: 0),
        pollfd(fd: process.lines, events: Int16(POLLIN), revents: 0),
      ]
      poll(&descriptors, 2, -1)
      waiting = try process.readMessages(into: &buffer, limit: 1)
      lines += process.readLines(into: &buffer)
      if waiting.isEmpty, descriptors[0].revents & Int16(POLLHUP) != 0 { return nil }
    }
    return waiting.removeFirst()
  }

  /// The next message that ends a task.
  func nextEnd() throws -> WireFromSlot.OneOf_Message? {
    while let message = try next() {
      switch message.message {
      case .finished, .ended: return message.message
      default: continue
      }
    }
    return nil
  }

  /// Closes the slot's standard input, as a dead supervisor does, and waits for its end.
  var processID: pid_t { process.processID }
}
