import Foundation
import TestSupport
import Testing

@testable import Representation

struct NumpyFileTests {
  /// An .npy file by its parts, with the length of the header as versions have it.
  private func file(
    _ header: String, _ numbers: [UInt8], version: UInt8 = 1, length: Int? = nil
  ) -> [UInt8] {
    let text = Array(header.utf8)
    let count = length ?? text.count
    let size = (0..<(version == 1 ? 2 : 4)).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
    return NumpyHeader.magic + [version, 0] + size + text + numbers
  }

  private func header(_ type: String, _ shape: String, fortran: Bool = false) -> String {
    "{'descr': '\(type)', 'fortran_order': \(fortran ? "True" : "False"), 'shape': (\(shape)), }\n"
  }

  private func read(_ bytes: [UInt8], memory: Int = 1 << 20) throws -> Matrix {
    try MatrixFile.read(bytes: bytes, name: "a.npy", memory: memory)
  }

  private func refusal(_ bytes: [UInt8], memory: Int = 1 << 20) -> String {
    do {
      let matrix = try read(bytes, memory: memory)
      return "was read: \(matrix)"
    } catch { return "\(error)" }
  }

  /// Each type's name, and the bytes of 1, 2 and 6 in it.
  @Test(
    arguments: [
      ("|i1", [1, 2, 6]), ("|u1", [1, 2, 6]), ("|b1", [1, 0, 1]), ("<i2", [1, 0, 2, 0, 6, 0]),
      (">u2", [0, 1, 0, 2, 0, 6]), ("<f2", [0, 0x3C, 0, 0x40, 0, 0x46]),
      (">f2", [0x3C, 0, 0x40, 0, 0x46, 0]),
      ("<f4", [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40, 0, 0, 0xC0, 0x40]),
      (">f4", [0x3F, 0x80, 0, 0, 0x40, 0, 0, 0, 0x40, 0xC0, 0, 0]),
      (">i4", [0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 6]),
      ("<f8", [0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0x18, 0x40]),
      (">i8", [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 6]),
    ] as [(String, [UInt8])])
  func `numbers of all types are read`(type: String, bytes: [UInt8]) throws {
    let wanted: [Double] = type == "|b1" ? [1, 0, 1] : [1, 2, 6]
    for version in UInt8(1)...3 {
      #expect(try read(file(header(type, "3, 1"), bytes, version: version)).values == wanted)
    }
  }

  @Test func `signs, small numbers and halves are exact`() throws {
    let halves: [(UInt16, Double)] = [
      (0x8001, -0x1p-24), (0x03FF, 1023 * 0x1p-24), (0x0400, 0x1p-14), (0x7BFF, 65504), (0xC000, -2),
      (0x3555, 0.333251953125),
    ]
    for (bits, value) in halves {
      let bytes = [UInt8(bits & 255), UInt8(bits >> 8)]
      #expect(try read(file(header("<f2", "1, 1"), bytes)).values == [value])
    }
    #expect(try read(file(header("|i1", "1, 2"), [0xFF, 0x80])).values == [-1, -128])
    #expect(try read(file(header("<i2", "1, 1"), [0xFE, 0xFF])).values == [-2])
  }

  @Test func `Fortran's order and further dimensions are those of reshape`() throws {
    // numpy.arange(6).reshape(2, 3) in both orders, and numpy.arange(12).reshape(2, 3, 2) in Fortran's.
    #expect(try read(file(header("|u1", "2, 3"), [0, 1, 2, 3, 4, 5])).values == [0, 1, 2, 3, 4, 5])
    #expect(
      try read(file(header("|u1", "2, 3", fortran: true), [0, 3, 1, 4, 2, 5])).values == [0, 1, 2, 3, 4, 5])
    let cube = try read(
      file(header("|u1", "2, 3, 2", fortran: true), [0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11]))
    #expect(cube.rows == 2 && cube.columns == 6)
    #expect(cube.values == (0..<12).map(Double.init))
  }

  @Test func `what is written is read again, in a file that begins on a multiple of 64 bytes`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("a.npy")
    let floats: [Float] = [1, -2.5, 3.25e-30, 4, 5, 6e30]
    try NumpyFile.write(rows: 2, columns: 3, floats: floats, to: path)
    #expect(try MatrixFile.read(path) == Matrix(rows: 2, columns: 3, floats: floats))
    #expect(NumpyFile.bytes(rows: 2, columns: 3, floats: floats).count % 64 == 24)
  }

  /// What has no numbers that could be read, and words that the refusal has.
  @Test func `what cannot be read is refused with a sentence`() {
    let three = [UInt8](repeating: 0, count: 24)
    let cases: [([UInt8], [String])] = [
      (file(header("|O", "3, 1"), three), ["Python objects", "not read"]),
      (file(header("<f16", "1, 1"), three), ["`<f16`", "float32"]),
      (file(header("<c8", "3, 1"), three), ["`<c8`"]),
      (file(header("<U4", "3, 1"), three), ["`<U4`"]), (file(header("f4", "3, 1"), three), ["`f4`"]),
      (file("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3, 1), }\n", three), ["fields"]),
      (file(header("<f8", "3,"), three), ["(3)", "rows, columns"]), (file(header("<f8", ""), three), ["()"]),
      (file(header("<f8", "0, 3"), []), ["none of them 0"]),
      (file(header("<f8", "3, 1"), Array(three.dropLast())), ["promises", "copied to its end"]),
      (file(header("<f8", "3, 1"), three + [0]), ["several arrays"]),
      (file(header("<f8", "3, 1"), three, length: 5000), ["within its header"]),
      (file(header("<f8", "3, 1"), three, version: 2, length: 1 << 31), ["header", "bytes"]),
      (file(header("<f8", "3, 1"), three, version: 4), ["version 4.0"]),
      (file(header("<f8", "9223372036854775807, 9223372036854775807"), three), ["more memory than there is"]),
      (file(header("<f8", "99999999999999999999, 1"), three), ["dictionary"]),
      (file(header("<f8", "-3, 1"), three), ["dictionary"]),
      (file("{'descr': '<f8', 'shape': (3, 1), }\n", three), ["fortran_order"]),
      (file("__import__('os').system('true')", three), ["not a dictionary"]),
      (NumpyHeader.magic, ["within its header"]), ([], ["empty"]),
      (Array("PK".utf8) + [3, 4, 0, 0], [".npz", "numpy.save"]),
      ([0x80, 4, 0x95, 0, 0, 0], ["pickle"]),
    ]
    for (bytes, words) in cases {
      let sentence = refusal(bytes)
      for word in words { #expect(sentence.contains(word), "\(sentence) lacks \(word)") }
    }
  }

  @Test func `a matrix beyond the memory is refused before its numbers are read`() {
    // The numbers are not there at all, which is told only of a matrix that fits.
    let sentence = refusal(file(header("<f4", "1024, 16384"), []), memory: 100 << 20)
    #expect(sentence.contains("128 MiB") && sentence.contains("100 MiB"))
    #expect(refusal(file(header("<f4", "1024, 16384"), []), memory: 128 << 20).contains("promises"))
  }

  @Test func `a number that is not finite or not exact is refused with its place`() {
    var numbers = [UInt8](repeating: 0, count: 24)
    numbers.replaceSubrange(16..<20, with: [0, 0, 0x80, 0x7F])
    #expect(refusal(file(header("<f4", "2, 3"), numbers)).contains("row 1, column 1"))
    #expect(refusal(file(header("<f4", "2, 3", fortran: true), numbers)).contains("row 0, column 2"))
    let whole: [UInt8] = [1, 0, 0, 0, 0, 0, 0x20, 0]
    #expect(refusal(file(header("<i8", "1, 1"), whole)).contains("2^53"))
    #expect(refusal(file(header("<u8", "1, 1"), whole)).contains("row 0, column 0"))
  }

  @Test func `files that are none are refused`() throws {
    let directory = try TemporaryDirectory()
    for (path, words) in [
      (directory.path("absent.npy"), "No such file"), (directory.path, "no ordinary file"),
      ("/dev/null", "no ordinary file"),
    ] {
      let error = #expect(throws: RepresentationError.self) { try MatrixFile.read(path) }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
  }

  @Test func `bytes made by chance end in a matrix or a sentence`() {
    let seed = SeededGenerator.seed()
    print("seed \(seed)")
    var random = SeededGenerator(seed: seed)
    let whole = file(header("<f4", "2, 3"), [UInt8](repeating: 1, count: 24))
    let letters = Array("{}()[]'\",:<>=|TrueFals 0123456789L-\n\u{0}ÿ".utf8)
    var read = 0
    for round in 0..<4000 {
      var bytes = round % 4 == 0 ? NumpyHeader.magic + random.bytes(upTo: 300) : whole
      for _ in 0..<Int.random(in: 0...6, using: &random) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[place] = letters[Int.random(in: 0..<letters.count, using: &random)]
        case 2: bytes.remove(at: place)
        default: bytes.insert(letters[Int.random(in: 0..<letters.count, using: &random)], at: place)
        }
      }
      do {
        let matrix = try MatrixFile.read(bytes: bytes, name: "chance", memory: 1 << 20)
        if matrix.values.count == matrix.rows * matrix.columns { read += 1 }
      } catch { if error.description.isEmpty { Issue.record("a refusal without a sentence") } }
    }
    // Some were not changed.
    #expect(read > 100 && read < 3900)
  }
}
