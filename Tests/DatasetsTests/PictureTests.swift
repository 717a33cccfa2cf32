import SweepModel
import Testing

@testable import Datasets

struct PictureTests {
  /// Size, colour type and unfiltered bytes of a PNG file with a single IDAT chunk.
  private func decode(_ file: [UInt8]) throws -> (width: Int, height: Int, type: UInt8, pixels: [UInt8]) {
    #expect(Array(file[0..<8]) == [137, 80, 78, 71, 13, 10, 26, 10])
    func number(_ place: Int) -> Int { file[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
    var chunks: [String: [UInt8]] = [:]
    var place = 8
    while place < file.count {
      let size = number(place)
      let body = file[place + 4..<place + 8 + size]
      #expect(number(place + 8 + size) == Int(Checksums.crc32(body)))
      chunks[String(decoding: body.prefix(4), as: UTF8.self)] = Array(body.dropFirst(4))
      place += 12 + size
    }
    #expect(place == file.count)
    let header = try #require(chunks["IHDR"])
    let data = try #require(chunks["IDAT"])
    let (width, height) = (number(16), number(20))
    #expect(Array(header[8...]) == [8, header[9], 0, 0, 0])
    let lines = try #require(Inflater.inflate(Array(data[2..<data.count - 4])))
    #expect(data.suffix(4).reduce(0) { $0 << 8 | UInt32($1) } == Checksums.adler32(lines))
    #expect((Int(data[0]) << 8 | Int(data[1])) % 31 == 0)
    let row = width * (header[9] == 2 ? 3 : 1) + 1
    #expect(lines.count == row * height)
    #expect((0..<height).allSatisfy { lines[$0 * row] == 0 })
    return (width, height, header[9], (0..<height).flatMap { lines[($0 * row + 1)..<($0 + 1) * row] })
  }

  @Test func `checksums have their published values`() {
    #expect(Checksums.crc32("123456789".utf8) == 0xCBF4_3926)
    #expect(Checksums.crc32("IEND".utf8) == 0xAE42_6082)
    #expect(Checksums.adler32("Wikipedia".utf8) == 0x11E6_0398)
    #expect(Checksums.adler32([]) == 1)
  }

  @Test func `a deflate stream written by zlib is reproduced`() {
    // Python: zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_FIXED) on b"abc\xff\x90\x8f".
    #expect(
      Deflate.compress([0x61, 0x62, 0x63, 0xFF, 0x90, 0x8F], distances: [1])
        == [0x4B, 0x4C, 0x4A, 0xFE, 0x3F, 0xA1, 0x1F, 0x00])
  }

  @Test(arguments: [1, 2, 3, 300, 5000, 40_000])
  func `random, repeated and long contents come back`(_ count: Int) {
    var draws = stream("bytes", replicate: count)
    for kinds in [1, 2, 200, 256] as [UInt64] {
      let content = (0..<count).map { _ in UInt8(truncatingIfNeeded: draws.next() % kinds &* 97) }
      for distances in [[], [1], [3, 301], [32_768, 33_000]] {
        #expect(Inflater.inflate(Deflate.compress(content, distances: distances)) == content)
      }
    }
    // Every length and many distances: runs of one value, repeated at a distance.
    let runs = (0..<count).map { UInt8(truncatingIfNeeded: ($0 * $0 / 997) ^ ($0 / 259)) }
    for distance in [1, 2, 3, 4, 5, 6, 7, 24, 97, 259, 1000, 4097, 20_000] {
      let content = runs + runs.prefix(distance) + runs
      #expect(Inflater.inflate(Deflate.compress(content, distances: [distance])) == content)
    }
  }

  @Test(arguments: [(1, 1), (3, 2), (17, 40)])
  func `a grey and a colour picture come back`(_ width: Int, _ height: Int) throws {
    let gray = (0..<width * height).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let picture = try decode(PNGImage.encode(width: width, height: height, gray: gray))
    #expect(picture == (width, height, 0, gray))
    let rgb = (0..<width * height * 3).map { UInt8(truncatingIfNeeded: $0 * 5) }
    #expect(try decode(PNGImage.encode(width: width, height: height, rgb: rgb)) == (width, height, 2, rgb))
  }

  @Test func `a sheet shows its images enlarged, framed by whether they are held out`() throws {
    let renderer = ImageRenderer(imageSize: 4, sigmaX: 0.1, sigmaY: 0.1)
    var sheet = SampleSheet(renderer)
    sheet.columns = 2
    for region in [Region.inDistribution, .vertical, .inDistribution] {
      sheet.add(renderer.image(.bump, x: 2, y: 1), region: region)
    }
    let picture = try decode(sheet.png)
    let step = 4 * 3 + 2 * 3
    #expect((picture.width, picture.height) == (2 * step, 2 * step))
    func colour(_ x: Int, _ y: Int) -> [UInt8] {
      Array(picture.pixels[(y * picture.width + x) * 3..<(y * picture.width + x) * 3 + 3])
    }
    #expect(colour(3 + 3, 3) == [0, 0, 0])
    #expect(colour(3 + 5, 3 + 2) == [0, 0, 0])
    #expect(colour(3 + 6, 3) == [255, 255, 255])
    #expect(colour(2, 2) == [190, 190, 190])
    #expect(colour(step + 2, 2) == [213, 94, 0])
    #expect(colour(0, 0) == [255, 255, 255])
    #expect(try decode(SampleSheet(renderer).png).width == 1)
  }

  @Test func `a map marks every position of a mixture`() throws {
    let dataset = try specification(.bumpAndStripes, size: 16) {
      $0.holdOut = .cross(width: 2)
      $0.subsample = 50
    }.dataset(order: stream())
    let picture = try decode(dataset.map(width: 22))
    #expect(picture.width == 22 + 2)
    var colours: [[UInt8]: Int] = [:]
    for place in stride(from: 0, to: picture.pixels.count, by: 3) {
      colours[Array(picture.pixels[place..<place + 3]), default: 0] += 1
    }
    #expect(colours[[204, 121, 167]] == dataset.counts.pairs)
    #expect(colours[[0, 114, 178]] == dataset.counts.stripes)
    #expect(colours[[213, 94, 0]] == 256 - 169)
    #expect(colours[[225, 225, 225]] == dataset.counts.unseen)
    #expect(try decode(dataset.samples()).width == 5 * (16 * 3 + 6))
  }
}
