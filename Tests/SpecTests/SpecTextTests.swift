import SweepModel
import Testing

/// What a person sees in a spec and YAML does not, and what looks like YAML and is text.
@Suite struct SpecTextTests {
  @Test(arguments: ["\n", "\r\n", "\r"], ["", "\u{FEFF}"])
  func `places are those that an editor shows`(ending: String, mark: String) {
    let text = mark + (head + "axes:\n  lamda: [1]\n").replacing("\n", with: ending)
    #expect(problems(text).first?.hasPrefix("s.yaml:4:3: unknown parameter") == true)
    #expect(problems(mark + (head + "axes:\n  lambda: [1]\n").replacing("\n", with: ending)) == [])
  }

  @Test(arguments: [
    "# see &b, *c and <<: in a comment\n", "description: \"&word and *word\"\n", "description: a &b *c\n",
    "description: 'R&D: *all* of it'\n", "description: |\n  &a\n  *a\n", "parameters: {label: \"*\"}\n",
    "description: \"<<\"\n", "# \u{201C}quoted\u{201D}\u{A0}text\n",
    "description: \"\u{A0}\u{201C}a\u{201D}\"\n",
    "description: Fig.\u{A0}6 of the paper\u{2019}s text\n", "description: |\n  text\n  \tand a tab\n",
    "parameters:\t{label:\ta}\n",
    "# [ [ [ \(String(repeating: "[", count: 80))\n",
  ])
  func `text that only looks like YAML is text`(line: String) {
    #expect(problems(head + line) == [])
  }

  @Test(arguments: [
    ("axes: &a {sigma: [1]}", "3:7: an anchor (`&a`), which specs do not have"),
    ("parameters: {label: &b x}", "3:21: an anchor (`&b`)"),
    ("axes: &a {sigma: [1]}\nparameters: *a", "3:7: an anchor (`&a`)"),
    ("axes: *a", "3:7: an alias (`*name`)"),
    ("<<: {seed: 1}", "3:1: a merge key (`<<`)"),
    ("parameters:\n  <<: {sigma: 1}", "4:3: a merge key (`<<`)"),
    ("description: !note x", "3:14: the tag `!note`"),
    ("axes:\n\tsigma: [1]", "4:1: a tab in the indentation of line 4"),
    ("axes:\n  sigma:\n  \t- 1", "5:3: a tab in the indentation of line 5"),
    ("axes:\n  sigma:\u{A0}[1]", "4:9: the no-break space U+00A0"),
    ("axes:\n\u{A0}\u{A0}sigma: [1]", "4:1: the no-break space U+00A0"),
    ("axes: {sigma: [1,\u{202F}2]}", "3:18: the no-break space U+202F"),
    ("axes: {sig\u{200B}ma: [1]}", "3:11: the invisible character U+200B"),
    ("\u{FEFF}axes: {sigma: [1]}", "3:1: the invisible character U+FEFF"),
    ("axes: {hidden: [1\u{A0}000]}", "3:18: the no-break space U+00A0"),
    ("description: \u{201C}text\u{201D}", "3:14: the typographic quotation mark U+201C"),
    ("parameters: {label: \u{2018}a\u{2019}}", "3:21: the typographic quotation mark U+2018"),
    (
      "exclude: [{sigma: 1, because: \u{201C}one, two\u{201D}}]",
      "3:31: the typographic quotation mark U+201C"
    ),
  ])
  func `what deceives the eye is named`(line: String, message: String) {
    let found = problems(head + line)
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("s.yaml:" + message) == true, "\(found)")
  }

  @Test func `a bomb of anchors is refused even where each alias is in a key`() {
    var lines = ["name: t", "a: &a [x, x]"]
    for number in 0..<60 { lines.append("k\(number): &n\(number) {? [*a, *a] : 1}") }
    #expect(problems(lines.joined(separator: "\n")).first?.hasPrefix("s.yaml:2:4: an anchor") == true)
  }
}
