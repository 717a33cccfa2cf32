/// Answer to `prune`: what was removed, or would be.
package struct PruneDocument: Document {
  package var version = 1
  /// Whether nothing was changed.
  package var isDryRun: Bool
  /// Checkpoints of failed and cancelled tasks.
  package var checkpoints: Int
  package var checkpointBytes: Int
  /// Files that no task names.
  package var files: Int
  package var fileBytes: Int
  /// Files that no task names and that stay until they are an hour old; nil from an older coordinator.
  package var youngFiles: Int?
  package var youngBytes: Int?
  package var streamedValues: Int
  /// Tasks of these sweeps that keep what they streamed, because other sweeps plan them, too.
  package var sharedTasks: Int

  package init(
    isDryRun: Bool, checkpoints: Int = 0, checkpointBytes: Int = 0, files: Int = 0, fileBytes: Int = 0,
    youngFiles: Int? = nil, youngBytes: Int? = nil, streamedValues: Int = 0, sharedTasks: Int = 0
  ) {
    self.isDryRun = isDryRun
    self.checkpoints = checkpoints
    self.checkpointBytes = checkpointBytes
    self.files = files
    self.fileBytes = fileBytes
    self.youngFiles = youngFiles
    self.youngBytes = youngBytes
    self.streamedValues = streamedValues
    self.sharedTasks = sharedTasks
  }
}
