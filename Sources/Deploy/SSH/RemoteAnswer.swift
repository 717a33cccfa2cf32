/// What a script on a host said: its lines that begin with `percolate:`, and the rest.
struct RemoteAnswer {
  /// The words of each answer, such as `["running", "123"]`.
  private(set) var answers: [[String]] = []
  /// Everything else, such as an error message.
  private(set) var remarks: [String] = []

  init(_ text: String) {
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.split(separator: " ").map(String.init)
      if words.first == "percolate:", words.count > 1 {
        answers.append(Array(words.dropFirst().prefix(8)))
      } else if !words.isEmpty {
        remarks.append(RemoteAnswer.plain(line))
      }
    }
  }

  /// What follows an answer's name; nil where it was not given.
  func value(_ name: String) -> [String]? {
    answers.first { $0.first == name }.map { Array($0.dropFirst()) }
  }

  /// The process id that follows an answer's name.
  func process(_ name: String) -> Int? { value(name)?.first.flatMap { Int($0) } }

  /// A line from elsewhere, short and without anything that a terminal would obey.
  private static func plain(_ line: Substring) -> String {
    String(
      String.UnicodeScalarView(
        line.unicodeScalars.prefix(300).map { $0.properties.generalCategory == .control ? " " : $0 }))
  }
}
