internal import CLinux
internal import Glibc
internal import Messages
internal import Platform
internal import Transport

/// One living slot process and the supervisor's ends of its three pipes.
struct SlotProcess: ~Copyable {
  /// Bytes of a log line that are kept before it is cut.
  private static let lineLimit = 4096

  let processID: pid_t
  let results: Int32
  let lines: Int32
  private let tasks: Int32
  private var framing = PipeFraming()
  private var line: [UInt8] = []
  private var outgoing: [UInt8] = []
  private var sent = 0

  /// Starts a process in its own group, so that a terminal's Ctrl-C reaches only the supervisor.
  init(_ command: SlotCommand) throws(WorkerError) {
    let input = try WorkerError.wrapping(Descriptor.makePipe)
    let output = try WorkerError.wrapping(Descriptor.makePipe)
    let log = try WorkerError.wrapping(Descriptor.makePipe)
    defer {
      close(input.read)
      close(output.write)
      close(log.write)
    }
    let child: pid_t
    do throws(SystemError) {
      for descriptor in [input.write, output.read, log.read] { try Descriptor.setNonBlocking(descriptor) }
      child = try SlotSpawn.start(command, input: input.read, output: output.write, log: log.write)
    } catch {
      close(input.write)
      close(output.read)
      close(log.read)
      throw WorkerError(error)
    }
    processID = child
    tasks = input.write
    results = output.read
    lines = log.read
    // A checkpoint of some megabytes then crosses in few wake-ups. Where refused, it takes more of them.
    _ = percolate_set_pipe_size(tasks, 1 << 20)
    _ = percolate_set_pipe_size(results, 1 << 20)
  }

  deinit {
    close(tasks)
    close(results)
    close(lines)
  }

  /// True while bytes wait for room in the pipe.
  var isBlocked: Bool { sent < outgoing.count }

  /// Queues messages and sends what fits.
  mutating func feed(_ messages: [WireToSlot]) throws(WireError) {
    for message in messages { outgoing.append(contentsOf: try PipeFraming.frame(message)) }
    flush()
  }

  /// Sends what fits. A broken pipe is not an error here: the exit of the process tells the story.
  mutating func flush() {
    while sent < outgoing.count {
      let written = outgoing.withUnsafeBytes { raw in
        let rest = UnsafeRawBufferPointer(rebasing: raw[sent...])
        return write(tasks, rest.baseAddress, rest.count)
      }
      if written < 0, errno == EINTR { continue }
      if written < 0, errno == EAGAIN { return }
      guard written > 0 else { break }
      sent += written
    }
    outgoing.removeAll(keepingCapacity: outgoing.count < 1 << 20)
    sent = 0
  }

  /// Reads messages that are there.
  ///
  /// - Parameter limit: Reads of 64 KiB at most, so that one busy slot does not starve the others.
  /// - Throws: ``WireError`` once the stream is out of step.
  mutating func readMessages(into buffer: inout [UInt8], limit: Int) throws(WireError) -> [WireFromSlot] {
    var messages: [WireFromSlot] = []
    var reads = 0
    while reads < limit, case .bytes(let count) = Descriptor.read(results, into: &buffer) {
      reads += 1
      framing.append(buffer[..<count])
      while let message = try framing.next(WireFromSlot.self) { messages.append(message) }
      if count < buffer.count { break }
    }
    return messages
  }

  /// Reads the log lines that are there.
  mutating func readLines(into buffer: inout [UInt8], isLast: Bool = false) -> [String] {
    var found: [String] = []
    var reads = 0
    // A task that prints without end must not keep the supervisor from its other work.
    while reads < 16, case .bytes(let count) = Descriptor.read(lines, into: &buffer) {
      reads += 1
      for byte in buffer[..<count] {
        if byte == UInt8(ascii: "\n") {
          found.append(String(decoding: line, as: UTF8.self))
          line.removeAll(keepingCapacity: true)
        } else if line.count < SlotProcess.lineLimit {
          line.append(byte)
        }
      }
      if count < buffer.count { break }
    }
    if isLast, !line.isEmpty {
      found.append(String(decoding: line, as: UTF8.self))
      line.removeAll()
    }
    return found
  }

  /// Kills it and all that it started.
  func kill() {
    Glibc.kill(-processID, SIGKILL)
    // The group exists only once the child has run that far.
    Glibc.kill(processID, SIGKILL)
  }
}
