/// Numbers with their nouns: `1 task`, `2 tasks`, `0 tasks`.
package enum Plural {
  /// The number and the noun in the right form.
  ///
  /// - Parameter plural: for nouns that do not just take an s.
  package static func of(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(count) \(word(count, noun, plural))"
  }

  /// The noun alone in the form that goes with the number.
  package static func word(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
    count == 1 ? noun : plural ?? noun + "s"
  }
}
