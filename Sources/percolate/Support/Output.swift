internal import Analysis
internal import Coordinator
internal import Foundation
internal import Messages
internal import Platform
internal import SweepModel

/// Printing for people and for programs. Everything passes through here, and control characters do not:
/// names, reasons and messages come from specs, files and peers.
enum Output {
  /// One document on stdout.
  static func json(_ document: some Document) throws {
    json(text: String(decoding: try document.json(pretty: true), as: UTF8.self))
  }

  /// Text that is JSON on stdout, as its equal without raw control characters.
  static func json(text: String) {
    write(PlainText.json(text.hasSuffix("\n") ? text : text + "\n"), to: STDOUT_FILENO)
  }

  /// A part of JSON on stdout, as it is but for raw control characters.
  static func json(part: String) { write(PlainText.json(part), to: STDOUT_FILENO) }

  /// Text on stdout.
  static func line(_ text: String = "") {
    // Words of a spec in a pipe are its reader's business.
    let plain = PlainText.lines(text)
    write((isatty(STDOUT_FILENO) == 1 ? shown(plain) : plain) + "\n", to: STDOUT_FILENO)
  }

  /// Text for programs on stdout, as it is unless a terminal shows it; a last line that has no end yet gets
  /// one.
  static func text(_ text: String) {
    guard !text.isEmpty else { return }
    let shown = isatty(STDOUT_FILENO) == 1 ? PlainText.lines(text) : text
    write(shown.hasSuffix("\n") ? shown : shown + "\n", to: STDOUT_FILENO)
  }

  /// A remark on stderr, out of the way of what is printed for programs.
  static func note(_ text: String) {
    let plain = PlainText.lines(text)
    write((isatty(STDERR_FILENO) == 1 ? shown(plain) : plain) + "\n", to: STDERR_FILENO)
  }

  /// A remark on stderr that is a JSON document.
  static func note(json text: String) { write(PlainText.json(text) + "\n", to: STDERR_FILENO) }

  /// The colours of lines, as ANSI numbers them: dark on light and light on dark, red for nothing but trouble.
  private static let colors = [36, 33, 32, 35, 34]

  /// Lines on stderr that will be redrawn in place, with no line break after the last one.
  ///
  /// - Parameters:
  ///   - rewind: what goes back to the beginning of the lines before.
  ///   - old: the rows that those take.
  static func draw(_ lines: [StyledLine], rewind: String, covering old: Int) {
    // Line by line: some terminals keep what "clear to the end" clears in their history, and a display that is
    // redrawn five times a second would fill it.
    let drawn = lines.map { line in
      line.runs.map { run in
        let text = shown(PlainText.line(run.text))
        guard Terminal.hasColor, let color = run.color else { return text }
        return "\u{1B}[\(colors[color % colors.count])m\(text)\u{1B}[0m"
      }.joined() + "\u{1B}[K"
    }
    let cleared = Array(repeating: "\u{1B}[2K", count: max(0, old - lines.count))
    var text = rewind + (drawn + cleared).joined(separator: "\n")
    if !cleared.isEmpty {
      // The cursor goes back to the end of the last line, or to where the first one was.
      let up = cleared.count - (lines.isEmpty ? 1 : 0)
      let right = lines.last?.columns ?? 0
      text += (up > 0 ? "\u{1B}[\(up)A" : "") + "\r" + (right > 0 ? "\u{1B}[\(right)C" : "")
    }
    if !text.isEmpty { write(text, to: STDERR_FILENO) }
  }

  /// Text for people, in ASCII where the locale has no more.
  private static func shown(_ text: String) -> String { Terminal.isUTF8 ? text : ASCIIText.of(text) }

  /// Writes everything. A reader that went away (`| head`) has what it wanted, so the rest is dropped and
  /// the exit code stays what the command makes of it; a full disk under `> file` ends the program, since
  /// the results would be missing without anybody knowing.
  private static func write(_ text: String, to descriptor: Int32) {
    let code: Int32 = Data(text.utf8).withUnsafeBytes { bytes in
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
    note("percolate: the output could not be written: \(Errno.text(code))")
    Foundation.exit(ExitStatus.someFailed)
  }

  /// Columns padded to their widest cell; numbers to the right. Each cell is on one line.
  static func table(_ header: [String], _ rows: [[String]]) -> String {
    let rows = rows.map { row in row.map { PlainText.line($0) } }
    var widths = header.map { TextWidth.columns($0) }
    for row in rows {
      for (column, cell) in row.enumerated() where column < widths.count {
        widths[column] = max(widths[column], TextWidth.columns(cell))
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
        let width = widths.indices.contains(column) ? widths[column] : TextWidth.columns(cell)
        let padding = String(repeating: " ", count: max(0, width - TextWidth.columns(cell)))
        return isNumeric[column] ? padding + cell : cell + padding
      }.joined(separator: "  ").replacing(/\ +$/, with: "")
    }.joined(separator: "\n")
  }
}
