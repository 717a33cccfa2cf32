internal import SwiftProtobuf

/// What decoding a message would cost, as far as that depends on what is in it: its fields that are messages
/// again, or packed numbers. All others are single values, texts or bytes.
///
/// Must follow percolate.proto; a test holds both against each other.
final class WireShape: Sendable {
  enum Field: Sendable {
    case message(WireShape)
    case packedVarints
    case packedDoubles
    /// Numbers that become values of an enum.
    case packedEnums
  }

  /// How people read of it: "held lease".
  let name: String
  /// Bytes that one of them takes in an array.
  let stride: Int
  /// Bytes that one of them may have on the wire.
  let byteLimit: Int
  /// How many of them one message may have in all.
  let countLimit: Int
  /// What decoding may allocate beyond the bytes of the message; only read of the outermost one.
  let overheadLimit: Int
  /// By field number.
  let fields: [Field?]

  init(
    _ name: String, of type: (some Message).Type, bytes: Int = .max, count: Int = .max, overhead: Int = 0,
    _ fields: [Int: Field] = [:]
  ) {
    self.name = name
    stride = MemoryLayout.stride(ofValue: type.init())
    byteLimit = bytes
    countLimit = count
    overheadLimit = overhead
    self.fields = (0...(fields.keys.max() ?? 0)).map { fields[$0] }
  }

  /// The field of that number, where it is more than a single value.
  func field(_ number: UInt64) -> Field? {
    guard number < UInt64(fields.count) else { return nil }
    return fields[Int(number)]
  }
}
