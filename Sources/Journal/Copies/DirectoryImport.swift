internal import Glibc
internal import Platform
package import SweepModel

/// What another data directory brought: sweeps, and results of tasks, known by their ids.
///
/// Everything is written in steps that are whole in themselves: an import that was killed has brought what it has
/// brought, and the same command goes on from there.
package struct DirectoryImport: Sendable, Hashable {
  /// Sweeps that were not here before.
  package var sweeps = 0
  /// Results that were not here before.
  package var results = 0
  /// Results that both directories had.
  package var known = 0
  /// Files that were missing here, of results that both directories had.
  package var files = 0
  /// Tasks that have another result there than here; what is here stays.
  package var conflicts: [TaskID] = []
  /// Results of tasks that a sweep has there and not here, by the sweep's name: those of refinement rounds that were not
  /// planned here yet.
  package var unplanned: [String: Int] = [:]
  /// Files that are missing or damaged there, as sentences.
  package var losses: [String] = []

  /// Merges a directory into another one, which no coordinator uses.
  ///
  /// - Parameter version: of percolate, for the journal's record of who opened it.
  /// - Throws: ``JournalError``, also where the two are one directory.
  package static func merge(
    _ source: DataDirectory, into target: DataDirectory, version: String
  ) throws(JournalError) -> DirectoryImport {
    try merge(JournalReader.open(at: source), of: source, into: target, version: version)
  }

  /// The same from a journal that is open, so that what is wrong with it is known apart.
  package static func merge(
    _ reader: JournalReader, of source: DataDirectory, into target: DataDirectory, version: String
  ) throws(JournalError) -> DirectoryImport {
    guard !isSame(source.path, target.path) else {
      throw .unavailable(
        path: source.path, doing: "import", reason: "it is the data directory itself; name another one")
    }
    let journal = try Journal.open(
      DataDirectory.create(at: target.path).lock(patience: 3), percolateVersion: version)
    var merger = Merger(reader: reader, journal: journal)
    try merger.run()
    try journal.close()
    return merger.brought
  }

  private static func isSame(_ first: String, _ second: String) -> Bool {
    var (left, right) = (stat(), stat())
    return stat(first, &left) == 0 && stat(second, &right) == 0 && left.st_dev == right.st_dev
      && left.st_ino == right.st_ino
  }
}

/// Takes one sweep after the other from a reader into a journal.
private struct Merger {
  let reader: JournalReader
  let journal: Journal
  var brought = DirectoryImport()
  /// Numbers of workers here, by those there.
  private var workers: [Int: Int] = [:]

  /// Tasks that are appended in one transaction, and results.
  private static let tasksAtOnce = 20_000
  private static let resultsAtOnce = 100

  init(reader: JournalReader, journal: Journal) {
    self.reader = reader
    self.journal = journal
  }

  mutating func run() throws(JournalError) {
    try takeWorkers()
    try takePrograms()
    for sweep in try reader.sweeps() {
      let members = try reader.members(of: sweep.number)
      try take(sweep, members)
      try takeResults(members.filter(\.isDone), of: sweep.header.name)
    }
  }

  private mutating func takeWorkers() throws(JournalError) {
    let known = try journal.storedWorkers()
    var numbers = known.reduce(into: [:]) { $0[$1.id] = $1.number }
    var next = (known.map(\.number).max() ?? 0) + 1
    var new: [JournalRecord] = []
    for worker in try reader.workers() {
      if let number = numbers[worker.id] {
        workers[worker.number] = number
        continue
      }
      var row = worker
      row.number = next
      new.append(.workerSeen(row))
      numbers[worker.id] = next
      workers[worker.number] = next
      next += 1
    }
    try journal.commit(new)
  }

  private mutating func takePrograms() throws(JournalError) {
    let (there, here) = (reader.directory.files, journal.directory.files)
    for digest in there.digests() where !here.contains(digest) {
      do throws(JournalError) {
        let bytes = try there.read(digest)
        try here.makeRoot()
        try here.store(bytes)
      } catch { try note(error) }
    }
  }

  /// Submits a sweep that is not here, with all its tasks, in the state that it has there.
  private mutating func take(_ sweep: StoredSweep, _ members: [ImportedTask]) throws(JournalError) {
    guard case .begun(let number) = try journal.beginSubmission(sweep.header) else { return }
    for start in stride(from: 0, to: members.count, by: Self.tasksAtOnce) {
      let part = members[start..<min(start + Self.tasksAtOnce, members.count)]
      let definitions = try reader.definitions(of: part.map(\.number))
      var rows: [PlannedTaskRow] = []
      for task in part {
        guard let definition = definitions[task.number] else {
          throw .damaged(path: reader.directory.journalPath, found: "task \(task.id) has no definition")
        }
        rows.append(
          PlannedTaskRow(
            ordinal: task.ordinal, replicate: task.replicate, id: task.id, definition: definition))
      }
      _ = try journal.appendTasks(rows, to: number)
    }
    let placements = try reader.placements(of: sweep.number)
    if !placements.isEmpty { try journal.placeTasks(placements, of: number) }
    try journal.checkSubmission(number)
    var records = [JournalRecord.sweepSubmitted(number)]
    if sweep.state != .active { records.append(.sweepStateChanged(number, sweep.state)) }
    try journal.commit(records)
    brought.sweeps += 1
  }

  private mutating func takeResults(_ tasks: [ImportedTask], of sweep: String) throws(JournalError) {
    for start in stride(from: 0, to: tasks.count, by: Self.resultsAtOnce) {
      let part = tasks[start..<min(start + Self.resultsAtOnce, tasks.count)]
      let here = try journal.results(of: part.map(\.id))
      var records: [JournalRecord] = []
      var contents: [ArtifactContent] = []
      for task in part {
        guard let place = here[task.id] else {
          brought.unplanned[sweep, default: 0] += 1
          continue
        }
        if let digest = place.result {
          brought.known += 1
          if digest == task.result {
            contents += try missingFiles(of: task)
          } else {
            brought.conflicts.append(task.id)
          }
          continue
        }
        let result = try result(of: task, as: place.number)
        records.append(.metrics(place.number, try reader.metrics(of: task.number)))
        for attempt in try reader.attempts(of: task.number) {
          var attempt = attempt
          attempt.task = place.number
          attempt.worker = attempt.worker.flatMap { workers[$0] }
          // Behind those that were made here, whose reasons stay.
          attempt.number += place.attempts
          records.append(.attemptEnded(attempt))
        }
        records.append(.taskDone(result))
        for file in result.artifacts {
          do throws(JournalError) {
            contents.append(ArtifactContent(try reader.artifact(file.digest)))
          } catch { try note(error) }
        }
        brought.results += 1
      }
      try journal.commit(records, artifacts: contents)
    }
  }

  /// Files of a result that is here which an earlier import, or this directory, has lost.
  private mutating func missingFiles(of task: ImportedTask) throws(JournalError) -> [ArtifactContent] {
    var contents: [ArtifactContent] = []
    for file in try reader.artifacts(of: task.number) where try !journal.has(file.digest) {
      do throws(JournalError) {
        contents.append(ArtifactContent(try reader.artifact(file.digest)))
        brought.files += 1
      } catch { try note(error) }
    }
    return contents
  }

  private func result(of task: ImportedTask, as number: TaskNumber) throws(JournalError) -> ResultRecord {
    let stored = try reader.result(of: task.number, id: task.id)
    let result = ResultRecord(
      task: number, attempt: stored.attempt, worker: stored.worker.flatMap { workers[$0] } ?? 0,
      seconds: stored.seconds, finishedAt: stored.finishedAt, metrics: stored.metrics,
      artifacts: try reader.artifacts(of: task.number))
    guard result.digest == task.result else {
      throw .damaged(
        path: reader.directory.journalPath, found: "the result of task \(task.id) is not the recorded one")
    }
    return result
  }

  /// Remembers what is missing there; anything else ends the import.
  private mutating func note(_ error: JournalError) throws(JournalError) {
    switch error {
    case .artifactMissing, .artifactDamaged: brought.losses.append("\(error)")
    default: throw error
    }
  }
}
