internal import Representation

/// A grid of labels on the command line.
enum GridArgument {
  /// - Parameter text: such as `32x32`.
  /// - Throws: ``Problem`` that says what `--grid` takes.
  static func parse(_ text: String) throws -> LabelGrid {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let x = sides[0], let y = sides[1] else {
      throw Problem(
        ExitStatus.usage,
        "--grid takes the number of values of x and that of y, such as 32x32; found `\(text)`")
    }
    do throws(RepresentationError) { return try LabelGrid(x: x, y: y) } catch {
      throw Problem(ExitStatus.usage, "--grid: \(error)")
    }
  }
}
