package import Foundation

/// A JSON document that the coordinator answers with and `--json` prints: stable names, and a version
/// that is raised when a name changes its meaning or goes away.
package protocol Document: Codable, Sendable {}

extension Document {
  /// The document as JSON: snake_case keys, sorted, no escaped slashes.
  package func json(pretty: Bool = false) throws -> Data { try DocumentEncoder(pretty: pretty).data(self) }

  /// Reads the document back.
  package static func read(_ data: Data) throws -> Self {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(Self.self, from: data)
  }
}

/// Writes documents, and parts of long ones.
package struct DocumentEncoder {
  private let encoder = JSONEncoder()

  package init(pretty: Bool = false) {
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  }

  package func data(_ value: some Encodable) throws -> Data { try encoder.encode(value) }
}
