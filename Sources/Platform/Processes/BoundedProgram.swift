internal import Glibc

/// Runs a program of others to its end, within bounds on time, memory and what it may print.
package struct BoundedProgram: Sendable {
  /// How a run ended.
  package enum Outcome: Equatable, Sendable {
    /// The program ended by itself, or by a signal that nobody here sent.
    case ended(ProcessEnding, output: [UInt8], errors: [UInt8])
    /// It ran for longer than allowed and was killed.
    case outOfTime
    /// It printed more than allowed and was killed.
    case tooMuchOutput
  }

  /// Its path.
  package var executable: String
  /// Without the program's own name.
  package var arguments: [String]
  /// Bytes of address space.
  package var memory: Int
  /// Seconds until it is killed.
  package var seconds: Double
  /// Bytes that it may print on stdout and stderr, on each.
  package var mostOutput = 16 << 20

  package init(_ executable: String, _ arguments: [String], memory: Int, seconds: Double) {
    (self.executable, self.arguments, self.memory, self.seconds) = (executable, arguments, memory, seconds)
  }

  /// The path of a program by its name, as PATH has it; nil where it is not there.
  package static func find(_ name: String) -> String? {
    let path = getenv("PATH").map { String(cString: $0) } ?? ""
    return path.split(separator: ":").map { "\($0)/\(name)" }.first { file in
      var status = stat()
      return access(file, X_OK) == 0 && stat(file, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
  }

  /// Runs it; returns once it has ended, and kills it where it goes beyond a bound. Called on one thread, which waits.
  ///
  /// - Parameter input: the content of its stdin.
  /// - Throws: ``SystemError`` where the program is not there or cannot be started.
  package func run(input: [UInt8]) throws(SystemError) -> Outcome {
    guard access(executable, X_OK) == 0 else { throw SystemError("start", executable) }
    let stdin = try BoundedProgram.file(of: input)
    defer { close(stdin) }
    let output = try Descriptor.makePipe()
    defer { close(output.read) }
    let errors: (read: Int32, write: Int32)
    do throws(SystemError) { errors = try Descriptor.makePipe() } catch {
      close(output.write)
      throw error
    }
    defer { close(errors.read) }
    // A shell sets the bounds and becomes the program, so that it never runs without them. Processor time is bounded as
    // well, for a child that outlives this process.
    let bounds =
      "ulimit -v \(max(1, memory / 1024)) && ulimit -t \(Int(min(max(1, seconds), 1e9)) + 1) && exec \"$0\" \"$@\""
    var spawn = ProcessSpawn("/bin/sh", ["-c", bounds, executable] + arguments)
    // In the group of this process, so that a terminal's Ctrl-C ends both.
    spawn.hasOwnGroup = false
    spawn.descriptors = [0: stdin, 1: output.write, 2: errors.write]
    let child: pid_t
    do throws(SystemError) {
      child = try spawn.start()
      close(output.write)
      close(errors.write)
    } catch {
      close(output.write)
      close(errors.write)
      throw error
    }
    var pipes: [(descriptor: Int32, bytes: [UInt8])] = [(output.read, []), (errors.read, [])]
    let bound = collect(&pipes)
    // A program that ends closes its pipes after its exit code is decided; one that closed them before has nothing more to
    // say.
    kill(child, SIGKILL)
    let ending = ProcessEnding(waitingFor: child)
    if let bound { return bound }
    guard let ending else { throw SystemError("wait for \(executable)") }
    return .ended(ending, output: pipes[0].bytes, errors: pipes[1].bytes)
  }

  /// Reads both pipes to their ends; gives the bound that was reached before.
  private func collect(_ pipes: inout [(descriptor: Int32, bytes: [UInt8])]) -> Outcome? {
    let end = MonotonicClock.seconds + min(max(0, seconds), 1e9)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var open = Set(pipes.indices)
    while !open.isEmpty {
      let left = end - MonotonicClock.seconds
      guard left > 0 else { return .outOfTime }
      let order = open.sorted()
      var wanted = order.map { pollfd(fd: pipes[$0].descriptor, events: Int16(POLLIN), revents: 0) }
      let ready = poll(&wanted, nfds_t(wanted.count), Int32(min(left * 1000, 1e6)) + 1)
      guard ready > 0 else { continue }
      for (index, entry) in zip(order, wanted) where entry.revents != 0 {
        switch Descriptor.read(entry.fd, into: &buffer) {
        case .bytes(let count): pipes[index].bytes += buffer.prefix(count)
        case .wouldBlock: break
        case .end: open.remove(index)
        }
        if pipes[index].bytes.count > mostOutput { return .tooMuchOutput }
      }
    }
    return nil
  }

  /// A file without a name that holds the bytes, to be read from its start: unlike a pipe it takes all of them at once.
  private static func file(of bytes: [UInt8]) throws(SystemError) -> Int32 {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    let path = "\(folder)/percolate-input-\(getpid())-\(UInt64.random(in: 0...(.max)))"
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SystemError("create", path) }
    unlink(path)
    guard Descriptor.writeAll(descriptor, bytes), lseek(descriptor, 0, SEEK_SET) == 0 else {
      let code = errno
      close(descriptor)
      throw SystemError("write", path, code: code)
    }
    return descriptor
  }
}
