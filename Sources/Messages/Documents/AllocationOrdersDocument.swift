/// Answer to an allocator: what it should have the batch system do.
package struct AllocationOrdersDocument: Document {
  package var version = 1
  /// Names of jobs to submit. One that was submitted already is not submitted again.
  package var submit: [String]
  /// The batch system's numbers of jobs to cancel if they still wait, and only then.
  package var cancel: [String]
  /// Nodes that new jobs should not run on.
  package var excluding: [String]
  /// Seconds until the batch system is to be asked for its jobs; 0 for at once.
  package var listAfter: Double
  /// What every job of the queue is called, before its number.
  package var prefix: String
  /// The queue is removed, and the allocator is done.
  package var isOver: Bool
  /// As in ``AllocationsDocument/Queue/summary``.
  package var summary: String

  package init(
    submit: [String], cancel: [String], excluding: [String], listAfter: Double, prefix: String, isOver: Bool,
    summary: String
  ) {
    self.submit = submit
    self.cancel = cancel
    self.excluding = excluding
    self.listAfter = listAfter
    self.prefix = prefix
    self.isOver = isOver
    self.summary = summary
  }
}
