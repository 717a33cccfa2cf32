internal import Platform

/// Persistent homology by the program ripser (Bauer 2021, "Ripser: efficient computation of Vietoris-Rips persistence
/// barcodes"), which runs as a child process.
package struct RipserProgram: Sendable {
  /// How many points may be asked for: memory and time grow with their fourth power.
  package static let points = 8...600

  /// Where the program is.
  package let path: String
  /// Bytes that it may take.
  package var memory = 2 << 30
  /// Seconds that it may take.
  package var seconds = 600.0

  package init(path: String) { self.path = path }

  /// Why there is no persistence where the program is missing.
  package static let absence =
    "persistence was not computed: the program ripser is not on the PATH; on Debian `apt-get install ripser` has it"

  /// The program on the PATH; nil where it is not installed.
  package static func find() -> RipserProgram? {
    BoundedProgram.find("ripser").map { RipserProgram(path: $0) }
  }

  /// The holes of rows of a matrix.
  ///
  /// - Parameter rows: which rows; at least two.
  /// - Throws: ``RepresentationError`` where the program cannot be started, fails, needs more memory or time than it has, or
  ///   prints something else.
  package func persistence(_ gram: GramMatrix, rows: [Int]) throws(RepresentationError) -> Persistence {
    let scale = gram.totalVariance.squareRoot()
    var input: [UInt8] = []
    input.reserveCapacity(6 * rows.count * rows.count)
    // The lower triangle in single precision, in which ripser computes whatever the format, by its shortest digits. The
    // binary format is of no use: ripser 1.2 takes what lies behind its end for one more distance.
    for (index, a) in rows.enumerated() {
      for b in rows[..<index] {
        let distance = Float(gram.squaredDistance(a, b).squareRoot() / scale)
        input.append(contentsOf: "\(distance),".utf8)
      }
      input.append(UInt8(ascii: "\n"))
    }
    let program = BoundedProgram(
      path, ["--format", "lower-distance", "--dim", "2"], memory: memory, seconds: seconds)
    let outcome: BoundedProgram.Outcome
    do throws(SystemError) { outcome = try program.run(input: input) } catch {
      throw RepresentationError("ripser could not be run: \(error)")
    }
    switch outcome {
    case .outOfTime:
      throw RepresentationError(
        "ripser did not end within \(Int(seconds)) s for \(rows.count) points; take fewer (--points)")
    case .tooMuchOutput:
      throw RepresentationError("ripser printed more than any set of points has; is it ripser?")
    case .ended(.exited(0), let output, _):
      return Persistence(points: rows.count, bars: try RipserOutput.bars(output))
    case .ended(let ending, _, let errors):
      let said = String(decoding: errors.prefix(300), as: UTF8.self).split(separator: "\n").joined(
        separator: " ")
      // C++ ends itself where it gets no memory.
      if said.contains("bad_alloc") {
        throw RepresentationError(
          "ripser needs more than \(memory >> 20) MiB for \(rows.count) points; take fewer (--points)")
      }
      let way =
        switch ending {
        case .exited(let code): "with exit code \(code)"
        case .signalled(let number): "by signal \(number)"
        }
      throw RepresentationError("ripser (\(path)) ended \(way)\(said.isEmpty ? "" : ": \(said)")")
    }
  }
}
