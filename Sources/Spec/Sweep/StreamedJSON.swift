internal import SweepModel

/// JSON that is hashed while it is written: the values of a range are never there all at once.
indirect enum StreamedJSON {
  case json(JSONValue)
  case values(AxisValues)
  case list([StreamedJSON])
  case object([String: StreamedJSON])

  /// An object with the values of each axis by its name.
  static func axes(_ axes: [Axis]) -> StreamedJSON {
    .object(Dictionary(axes.map { ($0.name, .values($0.values)) }, uniquingKeysWith: { $1 }))
  }

  /// SHA-256 of the canonical text.
  var digest: Digest {
    var writer = Writer()
    writer.append(self)
    return writer.finish()
  }

  private struct Writer {
    private var stream = DigestStream()
    private var bytes: [UInt8] = []

    mutating func append(_ value: StreamedJSON) {
      switch value {
      case .json(let json): CanonicalJSON.append(json: json, to: &bytes)
      case .values(let values): list(values) { CanonicalJSON.append($1, to: &$0.bytes) }
      case .list(let items): list(items) { $0.append($1) }
      case .object(let members):
        bytes.append(UInt8(ascii: "{"))
        for (index, member) in members.sorted(by: { CanonicalJSON.precedes($0.key, $1.key) }).enumerated() {
          if index > 0 { bytes.append(UInt8(ascii: ",")) }
          CanonicalJSON.append(member.key, to: &bytes)
          bytes.append(UInt8(ascii: ":"))
          append(member.value)
        }
        bytes.append(UInt8(ascii: "}"))
      }
      flush(beyond: 65_536)
    }

    private mutating func list<Items: Sequence>(
      _ items: Items, _ append: (inout Writer, Items.Element) -> Void
    ) {
      bytes.append(UInt8(ascii: "["))
      for (index, item) in items.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        append(&self, item)
        flush(beyond: 65_536)
      }
      bytes.append(UInt8(ascii: "]"))
    }

    private mutating func flush(beyond limit: Int) {
      guard bytes.count > limit else { return }
      stream.append(bytes)
      bytes.removeAll(keepingCapacity: true)
    }

    mutating func finish() -> Digest {
      stream.append(bytes)
      return stream.digest
    }
  }
}
