internal import SwiftProtobuf

/// Looks through a serialized ToCoordinator before anything is decoded, and refuses what would cost more than
/// a message of its kind may: a list of 32 million empty elements is 64 MiB on the wire, and gigabytes decoded.
///
/// It allocates next to nothing, and reads each byte once at most. What it lets pass may still be malformed;
/// decoding tells.
package struct WireAdmission {
  private let kind: WireKind
  /// Bytes that decoding would allocate beyond those of the message, roughly.
  private var overhead = 0
  private var counts: [ObjectIdentifier: Int] = [:]

  /// The kind of a message that may be decoded.
  ///
  /// - Throws: ``WireError/malformed(_:)`` with what there is too much of.
  package static func kind(of payload: Span<UInt8>) throws(WireError) -> WireKind {
    var position = 0
    var found: WireKind?
    while position < payload.count {
      let field = try Field(payload, at: &position, end: payload.count)
      // A newer peer may say more than this version knows.
      guard let kind = WireKind(rawValue: field.number), case .bytes(let content) = field.content else {
        continue
      }
      // The decoder would merge several into one, or take the last.
      guard found == nil else { throw .malformed("it holds several messages in one") }
      found = kind
      var admission = WireAdmission(kind: kind)
      try admission.enter(kind.shape, payload, content)
    }
    guard let found else { throw .malformed("the message is empty") }
    return found
  }

  /// As ``kind(of:)-Span``, for bytes in an array.
  package static func kind(of payload: [UInt8]) throws(WireError) -> WireKind {
    try kind(of: payload.span)
  }

  private init(kind: WireKind) { self.kind = kind }

  private mutating func enter(
    _ shape: WireShape, _ payload: Span<UInt8>, _ content: Range<Int>
  ) throws(WireError) {
    guard content.count <= shape.byteLimit else {
      throw .malformed("a \(shape.name) has \(content.count) bytes, at most \(shape.byteLimit) are taken")
    }
    var position = content.lowerBound
    while position < content.upperBound {
      let field = try Field(payload, at: &position, end: content.upperBound)
      guard case .bytes(let inner) = field.content else {
        if case .packedEnums = shape.field(field.number) {
          try charge(WireAdmission.enumBytes)
        } else {
          try charge(8)
        }
        continue
      }
      switch shape.field(field.number) {
      case .message(let inside):
        try count(inside)
        // An array that grows holds up to twice what is in it.
        try charge(2 * inside.stride)
        try enter(inside, payload, inner)
      case .packedDoubles: try charge(inner.count)
      case .packedVarints: try charge(8 * WireAdmission.numbers(payload, inner))
      case .packedEnums: try charge(WireAdmission.enumBytes * WireAdmission.numbers(payload, inner))
      case nil:
        // Up to 14 bytes lie in the message's own value, more are on the heap with two headers.
        try charge(inner.count > 14 ? 192 : 32)
      }
    }
  }

  /// Bytes that a value of an enum takes in an array that grows: a tag, and the number of one that is not known.
  private static let enumBytes = 32

  /// How many packed numbers there are.
  private static func numbers(_ payload: Span<UInt8>, _ content: Range<Int>) -> Int {
    var numbers = 0
    for place in content where payload[place] < 0x80 { numbers += 1 }
    return numbers
  }

  private mutating func charge(_ bytes: Int) throws(WireError) {
    overhead += bytes
    guard overhead <= kind.shape.overheadLimit else {
      throw .malformed(
        "a \(kind.shape.name) is made of too many parts: decoded, they would take more than "
          + "\(kind.shape.overheadLimit >> 10) KiB beside what they hold")
    }
  }

  private mutating func count(_ shape: WireShape) throws(WireError) {
    guard shape.countLimit < .max else { return }
    let number = counts[ObjectIdentifier(shape), default: 0] + 1
    guard number <= shape.countLimit else {
      throw .malformed("more than \(shape.countLimit) times a \(shape.name) in one \(kind.shape.name)")
    }
    counts[ObjectIdentifier(shape)] = number
  }
}

/// One field of a serialized message.
private struct Field {
  enum Content {
    case number
    /// Where the content of a text, bytes, message or packed numbers lies.
    case bytes(Range<Int>)
  }

  let number: UInt64
  let content: Content

  /// Reads the field at a position, and moves that behind it.
  init(_ payload: Span<UInt8>, at position: inout Int, end: Int) throws(WireError) {
    guard let tag = Field.varint(payload, at: &position, end: end), tag >> 3 > 0, tag <= UInt64(UInt32.max)
    else { throw .malformed("a field has no tag") }
    number = tag >> 3
    var length: UInt64
    switch tag & 7 {
    case 0:
      guard Field.varint(payload, at: &position, end: end) != nil else {
        throw .malformed("field \(number) is cut off")
      }
      content = .number
      return
    case 1: length = 8
    case 5: length = 4
    case 2:
      guard let found = Field.varint(payload, at: &position, end: end) else {
        throw .malformed("field \(number) is cut off")
      }
      length = found
    default: throw .malformed("field \(number) has the unknown type \(tag & 7)")
    }
    guard length <= UInt64(end - position) else { throw .malformed("field \(number) is cut off") }
    let start = position
    position += Int(length)
    content = tag & 7 == 2 ? .bytes(start..<position) : .number
  }

  private static func varint(_ payload: Span<UInt8>, at position: inout Int, end: Int) -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while position < end, shift < 64 {
      let byte = payload[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    return nil
  }
}
