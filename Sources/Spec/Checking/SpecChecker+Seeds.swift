internal import SweepModel

/// `seed` and `seeds`.
extension SpecChecker {
  /// The most digits of a seed: twice what NumPy's and JAX's entropy has.
  private static let seedDigits = 80
  private static let seedExpectation = "a whole number of at least 0, of at most \(seedDigits) digits"

  /// Seeds from 2^53 on are hashed: JSON numbers hold whole numbers exactly up to there.
  ///
  /// - Returns: the number itself up to 2^53 - 1, else the first 53 bits of SHA-256 of its decimal digits; nil
  ///   for anything else, which is reported.
  func seed(_ node: SpecNode, _ what: String) -> Int? {
    if case .scalar(let text, _) = node.content, !node.isNull {
      if let number = DecimalNumber(text)?.integer, (0...SpecChecker.exactLimit).contains(number) {
        return number
      }
      let digits = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      if digits, text.utf8.count <= SpecChecker.seedDigits, text.utf8.first != UInt8(ascii: "0") {
        let bytes = Digest(of: Array(text.utf8)).bytes.prefix(8)
        return Int(truncatingIfNeeded: bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } >> 11)
      }
    }
    report(node.mark, "\(node.kindName) for \(what)", expected: SpecChecker.seedExpectation)
    return nil
  }

  /// `seeds: [77, 88, 99]`: one replicate for each. Nil where there are none or they are wrong.
  func seeds(_ root: SpecNode) -> [Int]? {
    guard let node = root["seeds"], !node.isNull else { return nil }
    for (key, why) in [
      ("replicates", "of which there is one for each seed"), ("seed", "of which `seeds` has several"),
    ] {
      guard let other = root[key], !other.isNull else { continue }
      report(
        other.mark, "`\(key)` beside `seeds`, \(why)",
        expected: "one of the two; a profile removes the other with `\(key): ~` or `seeds: ~`")
    }
    if ["refine", "compare"].contains(where: { root[$0].map { !$0.isNull } ?? false }) {
      report(
        node.mark, "`seeds` in a sweep that is refined or compares, which adds replicates as it needs them",
        expected: "`seed` and `replicates`")
    }
    let nodes = items(node, "`seeds`")
    if nodes.isEmpty, case .list = node.content {
      report(node.mark, "no seeds in `seeds`", expected: "at least one")
    }
    var seeds: [Int] = []
    var seen: Set<Int> = []
    for item in nodes {
      guard let seed = seed(item, "a seed") else { continue }
      if !seen.insert(seed).inserted {
        report(item.mark, "the seed \(item.kindName) a second time", expected: "each seed once")
      }
      seeds.append(seed)
    }
    return seeds.isEmpty ? nil : seeds
  }
}
