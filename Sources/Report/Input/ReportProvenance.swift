extension ReportInput {
  /// What produced the numbers.
  package struct Provenance: Sendable, Equatable {
    /// One machine that ran tasks.
    package struct Worker: Sendable, Equatable {
      package var host: String
      package var cpu: String
      /// "AVX2", "AVX-512": results are the same bits only on the same instruction set.
      package var instructionSet: String
      package var slots: Int
      package var tasksDone: Int
      package var coreSeconds: Double

      package init(
        host: String, cpu: String, instructionSet: String, slots: Int, tasksDone: Int, coreSeconds: Double
      ) {
        self.host = host
        self.cpu = cpu
        self.instructionSet = instructionSet
        self.slots = slots
        self.tasksDone = tasksDone
        self.coreSeconds = coreSeconds
      }
    }

    /// Version of percolate.
    package var version = ""
    /// Commit that percolate was built from.
    package var commit = ""
    /// The commit of the repository that the spec lay in when it was submitted; empty where there was none.
    package var specCommit = ""
    /// When the page was made; given by the caller, so that the same input gives the same page.
    package var generatedAt = ""
    package var coordinatorHost = ""
    package var workers: [Worker] = []

    package init() {}
  }
}
