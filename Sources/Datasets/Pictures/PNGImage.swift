/// Writes PNG files (PNG specification, third edition), 8 bits a channel.
package enum PNGImage {
  /// A grey picture: 0 black, 255 white, row by row from the top left.
  ///
  /// - Precondition: sizes are positive and `gray` has `width * height` bytes.
  package static func encode(width: Int, height: Int, gray: [UInt8]) -> [UInt8] {
    encode(width: width, height: height, channels: 1, colourType: 0, pixels: gray)
  }

  /// A colour picture: red, green, blue of each pixel, row by row from the top left.
  ///
  /// - Precondition: sizes are positive and `rgb` has `width * height * 3` bytes.
  package static func encode(width: Int, height: Int, rgb: [UInt8]) -> [UInt8] {
    encode(width: width, height: height, channels: 3, colourType: 2, pixels: rgb)
  }

  private static func encode(
    width: Int, height: Int, channels: Int, colourType: UInt8, pixels: [UInt8]
  ) -> [UInt8] {
    precondition(width > 0 && height > 0 && width <= 1 << 24 && height <= 1 << 24, "sizes fit a PNG file")
    let row = width * channels
    precondition(pixels.count == row * height, "a picture has \(row * height) bytes, not \(pixels.count)")
    var lines: [UInt8] = []
    lines.reserveCapacity((row + 1) * height)
    for y in 0..<height {
      lines.append(0)  // no filter
      lines += pixels[y * row..<(y + 1) * row]
    }
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    file += chunk("IHDR", big(UInt32(width)) + big(UInt32(height)) + [8, colourType, 0, 0, 0])
    // A zlib stream (RFC 1950): window of 32 KiB, deflate, no dictionary.
    file += chunk(
      "IDAT",
      [0x78, 0x01] + Deflate.compress(lines, distances: [channels, row + 1]) + big(Checksums.adler32(lines)))
    file += chunk("IEND", [])
    return file
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    return big(UInt32(content.count)) + body + big(Checksums.crc32(body))
  }

  private static func big(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
  }
}
