internal import Analysis
internal import Report
internal import SweepModel
internal import Web

extension String {
  /// Between tags and in attributes, as the text that it is.
  var html: String { Markup.escape(self) }

  /// Within an address.
  var addressPart: String { FormCoding.encoded(self) }
}

/// A row of a table whose cells are HTML.
enum TableRow {
  static func head(_ cells: [(text: String, isNumeric: Bool)]) -> String {
    "<tr>" + cells.map { "<th scope=\"col\"\($0.isNumeric ? " class=\"n\"" : "")>\($0.text)</th>" }.joined()
      + "</tr>"
  }
}

/// Lengths of time and counts as pages show them.
enum ShortText {
  static func duration(_ seconds: Double) -> String { DurationText.of(seconds) }

  static func rate(_ perSecond: Double) -> String {
    perSecond >= 1
      ? "\(NumberText.rounded(perSecond, digits: 3)) tasks/s"
      : "\(NumberText.rounded(perSecond * 60, digits: 2)) tasks/min"
  }

  /// With a thin space between thousands.
  static func count(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0, digits.count > 4 { text += "\u{2009}" }
      text.append(digit)
    }
    return number < 0 ? "-" + text : text
  }
}
