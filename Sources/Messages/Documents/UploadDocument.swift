/// Answer to a piece of a program's files.
package struct UploadDocument: Document {
  package var version = 1
  /// Bytes that the coordinator has: the next piece begins there, unless it has all of them.
  package var received: Int

  package init(received: Int) { self.received = received }
}
