import Foundation
import SweepModel
import TestSupport
import Testing

@testable import Journal

/// A data directory at several moments of its life, as a kill would have left it, and what it holds.
private struct Life: Sendable {
  /// A moment: the files that lay there.
  struct Moment: Sendable {
    let name: String
    let place: TemporaryDirectory
    let truth: [String]
  }

  private(set) var moments: [Moment] = []

  init() throws {
    let open = try OpenJournal()
    let journal = open.journal
    // What a coordinator leaves beside its journal.
    try Data("{}".utf8).write(to: URL(fileURLWithPath: open.directory.keysPath + "/coordinator.json"))
    let (_, tasks) = try journal.submit("first", 0..<30)
    try moment("an older copy", open)
    try journal.commit([
      .workerSeen(sampleWorker),
      .keyAdded(AccessKey(publicKey: "K", role: .client, name: "me", createdAt: 1)),
    ])
    try Self.work(journal, tasks[..<10])
    try moment("all in the log", open)
    try journal.settle()
    try moment("all merged", open)
    try Self.work(journal, tasks[10..<20])
    try journal.submit("second", 20..<45)
    try moment("merged in part", open)
    try journal.merge(.available)
    try moment("merged, with a log that says the same", open)
    try Self.work(journal, tasks[20..<25])
    try moment("a log that began anew", open)
    let truth = try dump(open.reader())
    try journal.close()
    moments.append(Moment(name: "closed", place: try open.place.copy(), truth: truth))
  }

  private mutating func moment(_ name: String, _ open: OpenJournal) throws {
    moments.append(Moment(name: name, place: try open.place.copy(), truth: try dump(open.reader())))
  }

  private static func work(_ journal: Journal, _ tasks: some Collection<AppendedTask>) throws {
    for task in tasks {
      let index = task.number.value
      let picture = ArtifactContent([UInt8](repeating: UInt8(index), count: 2000 + index))
      let rows = (0..<20).map { MetricRow(name: "loss", step: $0, value: 1 / Double($0 + index)) }
      try journal.commit(
        [
          .metrics(task.number, rows),
          .attemptEnded(
            AttemptRecord(
              task: task.number, number: 1, worker: 1, outcome: .crashed, startedAt: 1, seconds: 2,
              reason: "signal 11", log: "line \(index)")),
          .taskDone(
            ResultRecord(
              task: task.number, attempt: 2, worker: 1, seconds: Double(index) / 8, finishedAt: 2000,
              metrics: [.init(name: "half", value: 0.5 + Double(index))],
              artifacts: [
                ArtifactRecord(
                  name: "picture", mediaType: "image/png", digest: picture.digest, size: picture.bytes.count)
              ])),
        ], artifacts: [picture])
    }
  }

  static let shared = Result { try Life() }
}

/// One way to damage the files of a journal.
private struct Damage {
  private var generator: SeededGenerator
  private(set) var what = ""

  init(seed: Int) { generator = SeededGenerator(seed: UInt64(seed)) }

  private static let names = [
    "journal.sqlite", "journal.sqlite-wal", "journal.mark", "journal.sums", "journal.sqlite-shm",
  ]

  mutating func pick<Item>(_ items: [Item]) -> Item {
    items[Int.random(in: items.indices, using: &generator)]
  }

  /// Changes files, and says what in ``what``.
  mutating func apply(to place: TemporaryDirectory, older: TemporaryDirectory) throws {
    let there = Self.names.filter { (fileSize(place.path + "/" + $0) ?? 0) > 0 }
    // The journal and its log matter most.
    let name = pick(there + there.filter { $0.hasPrefix("journal.sqlite") && !$0.hasSuffix("shm") })
    let url = URL(fileURLWithPath: place.path + "/" + name)
    var bytes = try Data(contentsOf: url)
    let offset = Int.random(in: 0..<bytes.count, using: &generator)
    switch Int.random(in: 0..<10, using: &generator) {
    case 0...2:
      bytes[offset] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      what = "a bit of byte \(offset) of \(name)"
    case 3:
      bytes = bytes.prefix(offset)
      what = "\(name) cut to \(offset)"
    case 4:
      let end = min(bytes.count, offset + (1 << Int.random(in: 3...13, using: &generator)))
      bytes.replaceSubrange(offset..<end, with: Data(count: end - offset))
      what = "zeros from \(offset) to \(end) of \(name)"
    case 5:
      let size = pick([512, 4096, 4120])
      let (one, two) = (offset / size, Int.random(in: 0..<bytes.count, using: &generator) / size)
      let (first, second) = (
        bytes.dropFirst(one * size).prefix(size), bytes.dropFirst(two * size).prefix(size)
      )
      if first.count == second.count, one != two {
        let (left, right) = (Data(first), Data(second))
        bytes.replaceSubrange((one * size)..<(one * size + right.count), with: right)
        bytes.replaceSubrange((two * size)..<(two * size + left.count), with: left)
      }
      what = "blocks \(one) and \(two) of \(size) bytes of \(name) swapped"
    case 6, 7:
      let lost = pick([
        [name], ["journal.sqlite", "journal.sqlite-wal"], Self.names, ["journal.sqlite", "journal.mark"],
        ["journal.mark", "journal.sums"], ["journal.sqlite-wal", "journal.sqlite-shm"],
      ])
      for name in lost { try? FileManager.default.removeItem(atPath: place.path + "/" + name) }
      what = "\(lost) deleted"
      return
    case 8:
      let old = pick([
        [name], ["journal.sqlite", "journal.sqlite-wal"], ["journal.sqlite", "journal.sums"],
        ["journal.sqlite-wal"], ["journal.sqlite"],
      ])
      for name in old {
        let from = older.path + "/" + name
        try? FileManager.default.removeItem(atPath: place.path + "/" + name)
        if fileSize(from) != nil {
          try FileManager.default.copyItem(atPath: from, toPath: place.path + "/" + name)
        }
      }
      what = "an old copy of \(old)"
      return
    default:
      let url = URL(fileURLWithPath: place.path + "/journal.sqlite-shm")
      try Data((0..<32_768).map { _ in UInt8.random(in: .min ... .max, using: &generator) }).write(to: url)
      what = "a garbage journal.sqlite-shm"
      return
    }
    try bytes.write(to: url)
  }
}

@Suite struct IntegrityTests {
  @Test(arguments: 0..<200)
  func `damage is either mended whole or said, by a coordinator and by a reader`(seed: Int) throws {
    let life = try Life.shared.get()
    var damage = Damage(seed: seed)
    var order = SeededGenerator(seed: UInt64(seed) &+ 1_000_000)
    let index = Int.random(in: 1..<life.moments.count, using: &order)
    let moment = life.moments[index]
    let place = try moment.place.copy()
    try damage.apply(to: place, older: damage.pick(life.moments[..<index].map(\.place)))
    let what = "seed \(seed), \(moment.name), \(damage.what)"
    for isWriter in [false, true] {
      let place = try place.copy()
      let before = try FileManager.default.contentsOfDirectory(atPath: place.path)
      do {
        let found: [String]
        if isWriter {
          let open = try OpenJournal(place)
          _ = try open.journal.load(task: { _ in }, member: { _ in })
          found = try dump(open.reader())
        } else {
          found = try dump(JournalReader.open(at: DataDirectory.existing(at: place.path)))
        }
        #expect(found == moment.truth, "\(what), writer \(isWriter)")
      } catch let error as JournalError {
        #expect(error.description.contains(place.path), "\(what): \(error)")
      }
      guard !isWriter else { continue }
      let after = try FileManager.default.contentsOfDirectory(atPath: place.path)
      #expect(Set(after).subtracting(before).subtracting(["journal.sqlite-shm"]).isEmpty, "\(what)")
    }
  }

  @Test func `undamaged, every moment opens with all that it held`() throws {
    for moment in try Life.shared.get().moments {
      let place = try moment.place.copy()
      #expect(try dump(JournalReader.open(at: DataDirectory.existing(at: place.path))) == moment.truth)
      #expect(try dump(OpenJournal(place).reader()) == moment.truth, "\(moment.name)")
    }
  }

  @Test func `a damaged log that was merged before is put aside, and nothing is lost`() throws {
    let moment = try #require(try Life.shared.get().moments.first { $0.name.hasPrefix("merged, with") })
    let log = URL(fileURLWithPath: moment.place.path + "/journal.sqlite-wal")
    var bytes = try Data(contentsOf: log)
    bytes[bytes.count / 2] ^= 4
    let place = try moment.place.copy()
    try bytes.write(to: URL(fileURLWithPath: place.path + "/journal.sqlite-wal"))
    #expect(try dump(JournalReader.open(at: DataDirectory.existing(at: place.path))) == moment.truth)
    #expect(try dump(OpenJournal(place).reader()) == moment.truth)
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: place.path + "/journal.sqlite-wal.damaged")) == bytes)
  }
}
