internal import Journal
package import SweepModel

extension JournalSource {
  /// Wall seconds of finished tasks of an experiment, whatever their sweep, the newest first.
  ///
  /// - Parameters:
  ///   - visit: takes the task with the types of the experiment's schema.
  ///   - limit: the most to visit.
  package func forEachDuration(
    ofExperiment experiment: String, version: Int, limit: Int,
    _ visit: (_ definition: TaskDefinition, _ seconds: Double) -> Void
  ) throws {
    let typing = ParameterTyping(experiment: experiment, version: version, catalog: catalog)
    try reader.durations(ofExperiment: experiment, version: version, limit: limit) { task, seconds in
      var task = task
      task.parameters = typing.typed(task.parameters)
      visit(task, seconds)
    }
  }

  /// The tasks among some that have a result, with the wall seconds that it took.
  package func finished(among ids: some Sequence<TaskID>) throws -> [TaskID: Double] {
    try reader.finished(among: ids)
  }
}
