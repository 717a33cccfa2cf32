internal import CLinux
internal import Foundation
internal import Platform

/// The live page beside a coordinator, as a process of its own: however many look at it and whatever they ask, it cannot
/// keep the coordinator from its workers.
final class PageChild {
  private let child: ChildProcess
  private let output: FileHandle
  /// What to open in a browser.
  let address: String

  /// Starts it, and waits until it says where it is.
  ///
  /// - Parameters:
  ///   - data: the coordinator's directory.
  ///   - place: HOST:PORT; nil for a free port of this machine.
  ///   - options: of `percolate page`.
  /// - Throws: ``Problem`` where it ends instead; it has said why on stderr.
  init(data: String, place: String?, options: [String]) throws {
    var ends: [Int32] = [-1, -1]
    guard pipe2(&ends, O_CLOEXEC) == 0 else {
      throw Problem(ExitStatus.someFailed, "the page cannot be started: \(Errno.text())")
    }
    output = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
    let arguments =
      ["page", "--data", data, "--parent-process", "\(getpid())"] + (place.map { ["--listen", $0] } ?? [])
      + options
    do { child = try ChildProcess("/proc/self/exe", arguments, output: ends[1]) } catch {
      close(ends[1])
      throw error
    }
    close(ends[1])
    // Its end closes the pipe.
    var line: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while !line.contains(UInt8(ascii: "\n")) {
      let count = read(ends[0], &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      line += piece.prefix(count)
    }
    guard let end = line.firstIndex(of: UInt8(ascii: "\n")) else {
      throw Problem(ExitStatus.usage, "the page could not be served")
    }
    address = String(decoding: line[..<end], as: UTF8.self)
  }

  /// Ends it and waits for that.
  func stop() {
    child.send(SIGTERM)
    while child.poll() == nil { ChildProcess.waitForAny(milliseconds: 100) }
  }
}

/// Ends this process with the one that started it, whose death nobody tells it of otherwise.
enum ParentDeath {
  /// - Parameter parent: the process that started this one.
  static func endWith(_ parent: pid_t) {
    _ = percolate_set_parent_death_signal(SIGTERM)
    // It may be gone already.
    if getppid() != parent { Foundation.exit(ExitStatus.interrupted) }
  }
}
