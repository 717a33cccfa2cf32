import Foundation
import TestSupport

/// The protocol's file as text.
enum ProtoFile {
  static func text() throws -> String {
    try String(contentsOf: Checkout.file("Sources/Messages/Wire/percolate.proto"), encoding: .utf8)
  }

  /// Field numbers of what stands in the `oneof` of a message.
  static func members(ofOneofIn message: String) throws -> [Int] {
    var isInMessage = false
    var isInOneof = false
    var numbers: [Int] = []
    for line in try text().split(separator: "\n") {
      if line.hasPrefix("message ") { isInMessage = line == "message \(message) {" }
      if line.hasPrefix("  oneof ") { isInOneof = isInMessage }
      if line == "  }" { isInOneof = false }
      if isInOneof, let found = line.firstMatch(of: /^ {4}\w+ \w+ = (\d+);/), let number = Int(found.1) {
        numbers.append(number)
      }
    }
    return numbers
  }
}
