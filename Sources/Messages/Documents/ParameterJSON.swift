package import SweepModel

/// A parameter value in a JSON document.
package struct ParameterJSON: Codable, Sendable, Hashable {
  package var value: ParameterValue

  package init(_ value: ParameterValue) { self.value = value }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let flag = try? container.decode(Bool.self) {
      value = .boolean(flag)
    } else if let number = try? container.decode(Int.self) {
      value = .integer(number)
    } else if let number = try? container.decode(Double.self) {
      value = .real(number)
    } else if let text = try? container.decode(String.self) {
      value = .text(text)
    } else {
      value = .list(try container.decode([ParameterJSON].self).map(\.value))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch value {
    case .boolean(let flag): try container.encode(flag)
    case .integer(let number): try container.encode(number)
    case .real(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    case .list(let items): try container.encode(items.map { ParameterJSON($0) })
    }
  }
}
