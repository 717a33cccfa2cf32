internal import SweepModel

/// Reads a checkpoint's JSON header strictly: only what the layout allows, no name twice, no number that
/// is not a count. The bytes are not trusted: whatever they are, the outcome is a value or an error.
struct CheckpointHeaderReader {
  struct Entry {
    var kind: String
    var shape: [Int]
    var offsets: Range<Int>
  }

  private let bytes: [UInt8]
  private var at = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The whole header: metadata and tensors by name.
  mutating func read() throws(CheckpointError) -> (metadata: [String: String], tensors: [String: Entry]) {
    var metadata: [String: String] = [:]
    var tensors: [String: Entry] = [:]
    var sawMetadata = false
    try object { (reader, name) throws(CheckpointError) in
      if name == "__metadata__" {
        guard !sawMetadata else { throw .duplicate(name) }
        sawMetadata = true
        try reader.object { (reader, key) throws(CheckpointError) in
          guard metadata[key] == nil else { throw .duplicate(key) }
          metadata[key] = try reader.string()
        }
      } else {
        guard tensors[name] == nil else { throw .duplicate(name) }
        tensors[name] = try reader.entry(name)
      }
    }
    skipSpace()
    guard at == bytes.count else { throw .header(offset: at, expected: "the end") }
    return (metadata, tensors)
  }

  private mutating func entry(_ name: String) throws(CheckpointError) -> Entry {
    var (kind, shape, offsets): (String?, [Int]?, [Int]?)
    try object { (reader, key) throws(CheckpointError) in
      switch key {
      case "dtype" where kind == nil: kind = try reader.string()
      case "shape" where shape == nil: shape = try reader.counts(limit: 8)
      case "data_offsets" where offsets == nil: offsets = try reader.counts(limit: 2)
      case "dtype", "shape", "data_offsets": throw .duplicate(key)
      default: throw .tensor(name: name, problem: "unknown key \"\(key)\"")
      }
    }
    guard let kind, let shape, let offsets, offsets.count == 2, offsets[0] <= offsets[1] else {
      throw .tensor(name: name, problem: "expected dtype, shape and two ascending data_offsets")
    }
    return Entry(kind: kind, shape: shape, offsets: offsets[0]..<offsets[1])
  }

  private mutating func object(
    _ member: (inout CheckpointHeaderReader, String) throws(CheckpointError) -> Void
  ) throws(CheckpointError) {
    try expect("{")
    if take("}") { return }
    repeat {
      let name = try string()
      try expect(":")
      try member(&self, name)
    } while take(",")
    try expect("}")
  }

  private mutating func counts(limit: Int) throws(CheckpointError) -> [Int] {
    try expect("[")
    var result: [Int] = []
    if take("]") { return result }
    repeat {
      guard result.count < limit else { throw .header(offset: at, expected: "at most \(limit) numbers") }
      result.append(try count())
    } while take(",")
    try expect("]")
    return result
  }

  private mutating func count() throws(CheckpointError) -> Int {
    skipSpace()
    let start = at
    var value = 0
    while at < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[at]) {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (next, again) = tens.addingReportingOverflow(Int(bytes[at] - UInt8(ascii: "0")))
      guard !overflow, !again else { throw .header(offset: start, expected: "a number below 2^63") }
      value = next
      at += 1
    }
    guard at > start, at == start + 1 || bytes[start] != UInt8(ascii: "0") else {
      throw .header(offset: start, expected: "a number without sign, point or leading zero")
    }
    return value
  }

  private mutating func string() throws(CheckpointError) -> String {
    try expect("\"")
    var raw: [UInt8] = []
    while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
      let byte = bytes[at]
      guard byte >= 0x20 else { throw .header(offset: at, expected: "no control character in a text") }
      at += 1
      if byte == UInt8(ascii: "\\") { raw += try escape() } else { raw.append(byte) }
    }
    guard at < bytes.count else { throw .header(offset: at, expected: "the end of a text") }
    at += 1
    guard let text = String(validating: raw, as: UTF8.self) else {
      throw .header(offset: at, expected: "text in UTF-8")
    }
    return text
  }

  private mutating func escape() throws(CheckpointError) -> [UInt8] {
    guard at < bytes.count else { throw .header(offset: at, expected: "an escaped character") }
    let byte = bytes[at]
    at += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "u"):
      var value: UInt32 = 0
      for _ in 0..<4 {
        guard at < bytes.count, let digit = Hexadecimal.value(bytes[at]) else {
          throw .header(offset: at, expected: "four hexadecimal digits")
        }
        value = value << 4 | UInt32(digit)
        at += 1
      }
      guard let scalar = UnicodeScalar(value) else {
        throw .header(offset: at, expected: "no half of a surrogate pair")
      }
      return Array(String(scalar).utf8)
    default:
      throw .header(offset: at - 1, expected: "an escape that JSON knows")
    }
  }

  private mutating func expect(_ character: UnicodeScalar) throws(CheckpointError) {
    guard take(character) else { throw .header(offset: at, expected: "\(character)") }
  }

  private mutating func take(_ character: UnicodeScalar) -> Bool {
    skipSpace()
    guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
    at += 1
    return true
  }

  private mutating func skipSpace() {
    while at < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
  }
}
