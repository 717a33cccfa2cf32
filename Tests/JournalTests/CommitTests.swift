import SweepModel
import Testing

@testable import Journal

@Suite struct CommitTests {
  private let open: OpenJournal
  private let reader: JournalReader
  private let sweep: SweepNumber
  private let tasks: [TaskNumber]
  private var journal: Journal { open.journal }

  init() throws {
    open = try OpenJournal()
    let (sweep, appended) = try open.journal.submit("commit", 0..<5)
    self.sweep = sweep
    tasks = appended.map(\.number)
    reader = try open.reader()
  }

  @Test func `a commit is flushed to disk before it returns`() throws {
    let settings = try journal.access("read settings") { database in
      [
        try PreparedStatement(database, "PRAGMA synchronous").first { $0.text(0) },
        try PreparedStatement(database, "PRAGMA journal_mode").first { $0.text(0) },
      ]
    }
    #expect(settings == ["2", "wal"])
  }

  @Test func `a result is seen by readers`() throws {
    try journal.commit([.taskDone(sampleResult(tasks[1], attempt: 2))])
    let record = try reader.records(of: sweep)[1]
    #expect(record.status == .done)
    #expect(record.metrics == ["index": Double(tasks[1].value), "half": 0.5])
    #expect(record.parameters == sampleTask(1).parameters.mapValues { $0 })
    #expect(record.attempt == 2)
    #expect(record.seconds == 0.25)
    let task = try reader.task(tasks[1])
    #expect(task?.worker == 1)
    #expect(task?.finishedAt == 2000)
  }

  @Test func `the first result counts, later ones are dropped`() throws {
    try journal.commit([
      .taskDone(sampleResult(tasks[0], attempt: 1)), .taskDone(sampleResult(tasks[0], attempt: 2, value: -1)),
    ])
    try journal.commit([.taskDone(sampleResult(tasks[0], attempt: 3, value: -2))])
    let record = try reader.records(of: sweep)[0]
    #expect(record.metrics["index"] == Double(tasks[0].value))
    #expect(record.attempt == 1)
  }

  @Test func `a result counts against failed and cancelled, and nothing undoes it`() throws {
    try journal.commit([
      .taskStateChanged(tasks[0], .failed, attempts: 3, breaks: 3, reason: "it crashed"),
      .taskStateChanged(tasks[1], .cancelled, attempts: 1, breaks: 0, reason: "by the user"),
    ])
    #expect(try reader.records(of: sweep).map(\.status).prefix(2) == [.failed, .cancelled])
    #expect(try reader.records(of: sweep)[0].reason == "it crashed")
    try journal.commit([.taskDone(sampleResult(tasks[0])), .taskDone(sampleResult(tasks[1]))])
    try journal.commit([.taskStateChanged(tasks[0], .failed, attempts: 9, breaks: 9, reason: "late")])
    let record = try reader.records(of: sweep)[0]
    #expect(record.status == .done)
    #expect(record.reason == nil)
    #expect(try reader.task(tasks[0])?.attempts == 3)
  }

  @Test func `a batch that comes twice leaves what it left at first`() throws {
    let batch: [JournalRecord] = [
      .workerSeen(sampleWorker), .taskDone(sampleResult(tasks[0])),
      .metrics(
        tasks[0], [MetricRow(name: "loss", step: 1, value: 2), MetricRow(name: "loss", step: 2, value: 1)]),
      .attemptEnded(
        AttemptRecord(
          task: tasks[1], number: 1, worker: 1, outcome: .crashed, startedAt: 1, seconds: 2,
          reason: "signal 11",
          log: "a\nb")),
      .taskStateChanged(tasks[1], .pending, attempts: 1, breaks: 1, reason: nil),
      .leased(
        LeaseRecord(
          task: tasks[2], attempt: 1, holder: WorkerSession(worker: sampleWorker.id, epoch: .max), leasedAt: 5
        )),
      .checkpoint(tasks[2], CheckpointRecord(step: 10, digest: Digest(of: [1]), size: 1)),
      .keyAdded(AccessKey(publicKey: "K", role: .worker, name: "cluster", createdAt: 1)),
      .sweepStateChanged(sweep, .paused), .sweepPriorityChanged(sweep, 9),
    ]
    func everything() throws -> [String] {
      [
        "\(try reader.records(of: sweep).map { "\($0.ordinal) \($0.status) \($0.metrics.sorted { $0.key < $1.key })" })",
        "\(try reader.metrics(of: tasks[0]))",
        "\(try reader.attempts(of: tasks[1]))", "\(try reader.leases())", "\(try reader.workers())",
        "\(try reader.keys())", "\(try reader.sweeps())",
        "\(try #require(try reader.checkpoint(of: tasks[2])))", "\(try reader.census(of: sweep))",
      ]
    }
    try journal.commit(batch)
    let before = try everything()
    try journal.commit(batch)
    #expect(try everything() == before)
    #expect(try reader.leases().map(\.holder.epoch) == [.max])
    #expect(try reader.census(of: sweep).running == 1)
    #expect(try reader.sweeps()[0].state == .paused)
    #expect(try reader.sweeps()[0].header.priority == 9)
    #expect(try reader.attempts(of: tasks[1])[0].log == "a\nb")
  }

  @Test func `a streamed step that comes again replaces the earlier value`() throws {
    try journal.commit([.metrics(tasks[0], [MetricRow(name: "loss", step: 7, value: 1)])])
    try journal.commit([.metrics(tasks[0], [MetricRow(name: "loss", step: 7, value: 2)])])
    try journal.commit([.metrics(tasks[0], [MetricRow(name: "other", step: 7, value: 3)])])
    #expect(try reader.metrics(of: tasks[0], named: "loss") == [MetricRow(name: "loss", step: 7, value: 2)])
    var streamed: [String] = []
    try reader.metrics(of: sweep) { streamed.append("\($0.ordinal) \($0.row.name) \($0.row.value)") }
    #expect(streamed == ["0 loss 2.0", "0 other 3.0"])
    try reader.metrics(of: sweep, named: "other") { streamed.append($0.row.name) }
    try reader.metrics(of: sweep, named: "nobody") { streamed.append($0.row.name) }
    #expect(streamed.dropFirst(2) == ["other"])
    #expect(try reader.metrics(of: tasks[0], named: "nobody").isEmpty)
  }

  @Test func `of running tasks the newest value of each metric is known`() throws {
    func rows(_ name: String, _ steps: ClosedRange<Int>) -> [MetricRow] {
      steps.map { MetricRow(name: name, step: $0, value: Double(-$0)) }
    }
    try journal.commit([
      .workerSeen(sampleWorker), .metrics(tasks[0], rows("loss", 1...9)),
      .metrics(tasks[1], rows("loss", 2...30) + rows("accuracy", 10...20)),
    ])
    #expect(try reader.newestMetrics(of: sweep).isEmpty, "nothing runs")
    try journal.commit([
      .leased(
        LeaseRecord(
          task: tasks[1], attempt: 1, holder: WorkerSession(worker: sampleWorker.id, epoch: 1), leasedAt: 5))
    ])
    let newest = try reader.newestMetrics(of: sweep)
    #expect(newest.keys.sorted() == [1])
    #expect(
      Set(newest[1] ?? [])
        == [MetricRow(name: "loss", step: 30, value: -30), MetricRow(name: "accuracy", step: 20, value: -20)])
  }

  @Test func `every bit of a number comes back, but for the sign of zero`() throws {
    let values = [
      0.1, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1e15,
    ]
    let metrics = values.enumerated().map { ResultRecord.Metric(name: "m\($0.offset)", value: $0.element) }
    try journal.commit([
      .taskDone(
        ResultRecord(task: tasks[0], attempt: 1, worker: 1, seconds: 1, finishedAt: 1, metrics: metrics))
    ])
    let found = try reader.records(of: sweep)[0].metrics
    for (index, value) in values.enumerated() {
      let read = try #require(found["m\(index)"])
      #expect(read == value || (read.isNaN && value.isNaN))
    }
  }

  @Test func `a record of an unknown task takes the whole batch with it`() throws {
    let stranger = TaskNumber(99)
    let records: [[JournalRecord]] = [
      [.taskDone(sampleResult(tasks[0])), .taskDone(sampleResult(stranger))],
      [
        .taskDone(sampleResult(tasks[0])),
        .taskStateChanged(stranger, .failed, attempts: 1, breaks: 1, reason: ""),
      ],
      [.taskDone(sampleResult(tasks[0])), .sweepStateChanged(SweepNumber(9), .paused)],
      [.taskDone(sampleResult(tasks[0])), .keyRevoked("nobody", at: 1)],
      [
        .taskDone(sampleResult(tasks[0])),
        .taskStateChanged(tasks[0], .done, attempts: 1, breaks: 0, reason: nil),
      ],
    ]
    for batch in records {
      let error = #expect(throws: JournalError.self) { try journal.commit(batch) }
      guard case .rejected = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
    #expect(try reader.census(of: sweep).done == 0)
    // The names that the failed batches gave out must not be taken for written ones.
    try journal.commit([.taskDone(sampleResult(tasks[0]))])
    #expect(try reader.records(of: sweep)[0].metrics["half"] == 0.5)
  }

  @Test func `a result ends the lease and drops the checkpoint, and a late checkpoint is not kept`() throws {
    let checkpoint = CheckpointRecord(step: 1, digest: Digest(of: [1]), size: 1)
    let lease = LeaseRecord(
      task: tasks[0], attempt: 1, holder: WorkerSession(worker: sampleWorker.id, epoch: 1), leasedAt: 5)
    try journal.commit([.leased(lease), .checkpoint(tasks[0], checkpoint)])
    #expect(try reader.checkpoint(of: tasks[0]) == checkpoint)
    try journal.commit([.taskDone(sampleResult(tasks[0])), .checkpoint(tasks[0], checkpoint)])
    #expect(try reader.leases().isEmpty)
    #expect(try reader.checkpoint(of: tasks[0]) == nil)
  }

  @Test func `a worker that is seen again keeps its number and its first time`() throws {
    var later = sampleWorker
    later.number = 5
    later.firstSeen = 5000
    later.lastSeen = 5000
    later.tasks = 7
    try journal.commit([.workerSeen(sampleWorker), .workerSeen(later)])
    let worker = try #require(try reader.workers().first)
    #expect(worker.number == 1)
    #expect(worker.firstSeen == 900)
    #expect(worker.lastSeen == 5000)
    #expect(worker.tasks == 7)
  }

  @Test func `a revoked key stays revoked when it is added again`() throws {
    let key = AccessKey(publicKey: "K", role: .client, name: "laptop", createdAt: 1)
    try journal.commit([.keyAdded(key), .keyRevoked("K", at: 2), .keyRevoked("K", at: 3), .keyAdded(key)])
    #expect(try reader.keys().map(\.revokedAt) == [2])
  }

  @Test func `artifacts are part of a result`() throws {
    let file = ArtifactRecord(name: "grid", mediaType: "image/png", digest: Digest(of: [1]), size: 1)
    try journal.commit([
      .taskDone(
        ResultRecord(
          task: tasks[0], attempt: 1, worker: 1, seconds: 1, finishedAt: 1, metrics: [], artifacts: [file]))
    ])
    #expect(try reader.artifacts(of: tasks[0]) == [file])
    #expect(try reader.records(of: sweep)[0].status == .done)
  }
}
