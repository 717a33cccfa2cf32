internal import SweepModel

/// The SHA-256 of a checkpoint, taken with 64 zeros where it will be written itself.
enum CheckpointDigest {
  static let key = "sha256"
  static let blank = String(repeating: "0", count: 64)
  /// What precedes the digits in a header; a text inside of the header can not look like it, because its
  /// quotation marks are escaped there.
  private static let mark = Array("\"sha256\":\"".utf8)

  /// Fills the digits in.
  static func write(into header: inout [UInt8], data: some Sequence<[UInt8]>) {
    guard let place = place(in: header) else { return }
    header.replaceSubrange(place, with: hexadecimal(header, data))
  }

  /// Whether the digits are those of the rest.
  static func isRight(header: [UInt8], data: ArraySlice<UInt8>) -> Bool {
    guard let place = place(in: header) else { return false }
    var blanked = header
    blanked.replaceSubrange(place, with: Array(blank.utf8))
    return Array(header[place]) == hexadecimal(blanked, CollectionOfOne(data))
  }

  private static func place(in header: [UInt8]) -> Range<Int>? {
    guard let start = header.firstRange(of: mark)?.upperBound, start + 64 <= header.count else { return nil }
    return start..<start + 64
  }

  private static func hexadecimal(
    _ header: [UInt8], _ data: some Sequence<some Collection<UInt8>>
  ) -> [UInt8] {
    var stream = DigestStream()
    stream.append(header)
    for piece in data { stream.append(piece) }
    return Array(stream.digest.hex.utf8)
  }
}
