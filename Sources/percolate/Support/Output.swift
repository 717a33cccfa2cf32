import Coordinator
import Foundation

/// Printing for people and for programs.
enum Output {
  /// One document on stdout.
  static func json(_ document: some Document) throws {
    write(try document.json(pretty: true) + Data("\n".utf8), to: STDOUT_FILENO)
  }

  /// Text on stdout.
  static func line(_ text: String = "") {
    write(Data((text + "\n").utf8), to: STDOUT_FILENO)
  }

  /// Text on stdout as it is; a last line that has no end yet gets one.
  static func text(_ text: String) {
    guard !text.isEmpty else { return }
    write(Data((text.hasSuffix("\n") ? text : text + "\n").utf8), to: STDOUT_FILENO)
  }

  /// A remark on stderr, out of the way of what is printed for programs.
  static func note(_ text: String) {
    write(Data((text + "\n").utf8), to: STDERR_FILENO)
  }

  /// Text on stderr as it is, for what is redrawn in place.
  static func draw(_ text: String) { write(Data(text.utf8), to: STDERR_FILENO) }

  /// Writes everything. A reader that went away (`| head`) has what it wanted, so the rest is dropped and
  /// the exit code stays what the command makes of it; a full disk under `> file` ends the program, since
  /// the results would be missing without anybody knowing.
  private static func write(_ data: Data, to descriptor: Int32) {
    let code: Int32 = data.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = Foundation.write(
          descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count >= 0 {
          rest = rest.dropFirst(count)
        } else if errno == EAGAIN {
          var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          poll(&wanted, 1, -1)
        } else if errno != EINTR {
          return errno
        }
      }
      return 0
    }
    guard code != 0, code != EPIPE, descriptor == STDOUT_FILENO else { return }
    note("percolate: the output could not be written: \(String(cString: strerror(code)))")
    Foundation.exit(ExitStatus.someFailed)
  }

  /// Columns padded to their widest cell; numbers to the right.
  static func table(_ header: [String], _ rows: [[String]]) -> String {
    var widths = header.map(\.count)
    for row in rows {
      for (column, cell) in row.enumerated() where column < widths.count {
        widths[column] = max(widths[column], cell.count)
      }
    }
    let isNumeric = header.indices.map { column in
      !rows.isEmpty
        && rows.allSatisfy { row in
          row.indices.contains(column) && (Double(row[column]) != nil || row[column] == "-")
        }
    }
    return ([header] + rows).map { row in
      row.enumerated().map { column, cell in
        let width = widths.indices.contains(column) ? widths[column] : cell.count
        let padding = String(repeating: " ", count: max(0, width - cell.count))
        return isNumeric[column] ? padding + cell : cell + padding
      }.joined(separator: "  ").replacing(/\ +$/, with: "")
    }.joined(separator: "\n")
  }
}
