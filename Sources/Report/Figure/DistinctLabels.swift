/// Labels that fit and still tell their values apart: where cutting at the end would make several the same, they are
/// cut where they agree; where even that does not do, they are numbered.
enum DistinctLabels {
  /// - Parameters:
  ///   - texts: what is labelled, as people read it in full.
  ///   - width: what a label may have, in the unit of `size`.
  /// - Returns: one label for each text, none wider than `width` unless the width has no room for three letters, and
  ///   different ones for different texts.
  static func fit(_ texts: [String], size: Double, width: Double) -> [String] {
    func isWide(_ text: String) -> Bool { TextWidth.of(text, size: size) > width }
    var labels = texts.map { TextWidth.fit($0, size: size, width: width) }
    // Only those that would be mistaken for another one are written differently.
    for members in mistaken(labels, texts) {
      let group = members.map { texts[$0] }
      let shorter = withoutAgreement(group, size: size, width: width)
      for (place, index) in members.enumerated() { labels[index] = shorter[place] }
    }
    if mistaken(labels, texts).isEmpty { return labels }
    return numbered(texts, size: size, width: width)
  }

  /// The indices of labels that are the same for different texts, group by group.
  private static func mistaken(_ labels: [String], _ texts: [String]) -> [[Int]] {
    Dictionary(grouping: labels.indices, by: { labels[$0] }).values
      .filter { members in Set(members.map { texts[$0] }).count > 1 }
      .map { $0.sorted() }.sorted { $0[0] < $1[0] }
  }

  /// What differs, with an ellipsis for what all texts of a group begin and end with.
  private static func withoutAgreement(_ group: [String], size: Double, width: Double) -> [String] {
    let letters = group.map(Array.init)
    guard let first = letters.first else { return group }
    let shortest = letters.map(\.count).min() ?? 0
    let head = (0..<shortest).first { index in letters.contains { $0[index] != first[index] } } ?? shortest
    let tail =
      (0..<(shortest - head)).first { index in
        letters.contains { $0[$0.count - 1 - index] != first[first.count - 1 - index] }
      } ?? (shortest - head)
    // A number is not cut within its digits.
    let isPart = { (letter: Character) in letter.isNumber || letter == "." || letter == "-" }
    var start = head
    while start > 0, head - start < 12, isPart(first[start - 1]) { start -= 1 }
    var end = tail
    while end > 0, tail - end < 12, isPart(first[first.count - end]) { end -= 1 }
    // A little of what agrees says where in the text it differs; an ellipsis for less than that gains nothing.
    if start == head { start -= 3 }
    if start <= 3 { start = 0 }
    if end <= 3 { end = 0 }
    return letters.map { text in
      let middle = String(text[min(start, text.count)..<max(min(start, text.count), text.count - end)])
      let label = (start > 0 ? "…" : "") + middle + (end > 0 ? "…" : "")
      return TextWidth.fit(label, size: size, width: width)
    }
  }

  /// "#3 beginning…": the full texts stand in the tables and tooltips.
  private static func numbered(_ texts: [String], size: Double, width: Double) -> [String] {
    var numbers: [String: Int] = [:]
    for text in texts where numbers[text] == nil { numbers[text] = numbers.count + 1 }
    return texts.map { text in
      let number = "#\(numbers[text] ?? 0)"
      let whole = TextWidth.fit("\(number) \(text)", size: size, width: width)
      return whole.hasPrefix(number) ? whole : number
    }
  }
}
