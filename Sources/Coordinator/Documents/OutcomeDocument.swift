/// Answer to a command: how many things it changed.
package struct OutcomeDocument: Document {
  package var version = 1
  package var action: String
  package var changed: Int
  /// One sentence for people.
  package var message: String
}
