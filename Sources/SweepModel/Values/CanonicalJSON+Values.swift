extension CanonicalJSON {
  /// The canonical text of any JSON value.
  public static func text(json value: JSONValue) -> String {
    var bytes: [UInt8] = []
    append(json: value, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the canonical form of any JSON value.
  public static func append(json value: JSONValue, to bytes: inout [UInt8]) {
    switch value {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .boolean(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
    case .integer(let number): bytes.append(contentsOf: String(number).utf8)
    case .real(let number): append(number, to: &bytes)
    case .text(let text): append(text, to: &bytes)
    case .list(let items):
      bytes.append(UInt8(ascii: "["))
      for (index, item) in items.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        append(json: item, to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.sorted(by: { precedes($0.key, $1.key) }).enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        append(member.key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(json: member.value, to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }
}
