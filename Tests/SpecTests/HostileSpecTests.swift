import Foundation
import Spec
import SweepModel
import Synchronization
import Testing

/// Bytes that nobody should send: the parser returns or throws, quickly, on a small stack, and never traps.
@Suite struct HostileSpecTests {
  @discardableResult
  private func read(_ bytes: [UInt8]) -> String? {
    do {
      _ = try SpecParser.parse(bytes, file: "s", catalog: catalog)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func `bytes that are not UTF-8`() {
    let found = read(Array("name: t\ndescription: a".utf8) + [0xC3, 0x28])
    #expect(
      found
        == "s:2:15: the byte 0xC3, which is not UTF-8; expected UTF-8; from a Windows program it may be `iconv -f CP1252 -t UTF-8 FILE > NEW`"
    )
  }

  @Test func `more than a mebibyte`() {
    let found = read(Array(repeating: UInt8(ascii: "#"), count: 1 << 20 + 1))
    #expect(found == "s:1:1: the spec has more than 1048576 bytes; expected at most 1 MiB")
  }

  @Test func `a bomb of anchors`() {
    var lines = ["name: t", "a: &a [x, x]"]
    for (previous, next) in zip("abcdefghij", "bcdefghijk") {
      lines.append("\(next): &\(next) {? [*\(previous), *\(previous)] : 1}")
    }
    #expect(read(Array(lines.joined(separator: "\n").utf8))?.hasPrefix("s:2:4: an anchor") == true)
  }

  /// Every way to nest: each must be refused on a thread of 512 KiB.
  static let nests: [String] = [
    String(repeating: "[", count: 100_000),
    String(repeating: "{a: ", count: 100_000),
    String(repeating: "[\"]\",", count: 10_000),
    String(repeating: "[{'}': ", count: 10_000),
    String(repeating: "- ", count: 100_000),
    String(repeating: "? ", count: 100_000),
    (0..<700).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n"),
    (0..<700).map { String(repeating: " ", count: $0) + "-" }.joined(separator: "\n"),
    String(repeating: "[", count: 500) + String(repeating: "]", count: 500),
    String(repeating: "[ # ]\n", count: 900),
    (0..<900).map { String(repeating: " ", count: $0) + "? - a" }.joined(separator: "\n"),
  ]

  @Test(arguments: nests.indices) func `deep nesting on a small stack`(index: Int) {
    let found = Mutex<String?>(nil)
    let box = Box(found)
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      let text = "name: t\nx:\n " + HostileSpecTests.nests[index]
      let answer = self.read(Array(text.utf8)) ?? self.read(Array(HostileSpecTests.nests[index].utf8))
      box.value.withLock { $0 = answer }
      done.signal()
    }
    thread.stackSize = 512 << 10
    thread.start()
    done.wait()
    #expect(box.value.withLock { $0 } != nil)
  }

  private final class Box: Sendable {
    let value: Mutex<String?>
    init(_ value: consuming Mutex<String?>) { self.value = value }
  }

  /// A mebibyte of each thing that there can be many of; every answer must come in reasonable time.
  static let floods: [String] = [
    (0..<90_000).map { "k\($0): 1" }.joined(separator: "\n"),
    head + "profiles:\n" + (0..<900).map { "  k\($0): {seed: \($0)}" }.joined(separator: "\n"),
    head + "curves: [" + String(repeating: "a, ", count: 300_000) + "]",
    head + "exclude: [" + String(repeating: "{sigma: 1}, ", count: 80_000) + "]",
    head + "axes: {hidden: [" + String(repeating: "x, ", count: 300_000) + "]}",
    head + "zip: [" + String(repeating: "[a, b], ", count: 100_000) + "]",
  ]

  @Test(arguments: floods.indices) func `a flood of items`(index: Int) {
    #expect(read(Array(HostileSpecTests.floods[index].utf8)) != nil)
  }

  @Test func `a spec that is a little nested is fine`() {
    let text =
      "name: t\nexperiment: sample\nparameters: {label: \"" + String(repeating: "[ ]", count: 200) + "\"}"
    #expect(read(Array(text.utf8)) == nil)
  }

  @Test func `thousands of damaged specs`() {
    var random = RandomStream(seed: 20_261_121, replicate: 0, name: "fuzz", task: nil)
    let seeds = corpus.map { Array($0.utf8) }
    let tokens = [
      "&a ", "*a", "!!int ", "{", "}", "[", "]", ":", ": ", "- ", "? ", "\"", "'", "|", ">", "#", "%", "@",
      "`", "---\n", "...\n", "\n",
      "\t", "~", ".nan", "1e999", "-", "9999999999999999999", "0.1", "\u{feff}", "\u{2028}", "\0", "<<: ",
      "when:", "axes:",
    ].map { Array($0.utf8) }
    for _ in 0..<3000 {
      var bytes = seeds[Int.random(in: seeds.indices, using: &random)]
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        guard !bytes.isEmpty else { break }
        let at = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes.removeSubrange(at...)
        case 2:
          let end = min(bytes.count, at + Int.random(in: 1...60, using: &random))
          bytes.insert(contentsOf: bytes[at..<end], at: Int.random(in: bytes.indices, using: &random))
        case 3: bytes.insert(UInt8.random(in: .min ... .max, using: &random), at: at)
        case 4: bytes.insert(contentsOf: tokens[Int.random(in: tokens.indices, using: &random)], at: at)
        default: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...20, using: &random)))
        }
      }
      read(bytes)
    }
  }
}
