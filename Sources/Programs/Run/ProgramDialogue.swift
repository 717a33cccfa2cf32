internal import Glibc
internal import Platform
internal import SweepModel

/// What a running program has said: passes on what may be passed on, and refuses the rest.
struct ProgramDialogue {
  /// Bytes of one artifact; all artifacts of a task together have a limit of their own.
  private static let artifactLimit = 56 << 20
  /// Bytes of one checkpoint, which is held in memory while it is sent.
  private static let checkpointLimit = 1 << 30

  private let schema: ExperimentSchema
  private let metrics: [String: ExperimentSchema.Metric]
  private let paths: ScratchPaths
  /// Whose the program's files have to be; nil where it runs as this process does.
  private let owner: UInt32?
  private(set) var result: [String: Double]?
  /// Whether a checkpoint was taken.
  private(set) var hasSaved = false

  init(_ schema: ExperimentSchema, _ paths: ScratchPaths, owner: UInt32? = nil) {
    self.schema = schema
    self.paths = paths
    self.owner = owner
    metrics = Dictionary(schema.metrics.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// One line of the protocol.
  ///
  /// - Throws: ``TaskFailure`` for what another attempt would say again.
  mutating func take(_ line: [UInt8], _ context: any TaskContext) throws {
    let message: ProgramMessage
    do throws(ProgramMessage.Problem) { message = try ProgramMessage(line: line) } catch {
      throw TaskFailure("the program wrote \(error) on descriptor $PERCOLATE_FD; see docs/programs.md")
    }
    switch message {
    case .progress(let step): context.progress(step: step)
    case .metrics(let values, let step):
      for (name, value) in values {
        try check(name, isStreamed: true)
        context.report(name, value, step: step)
      }
    case .result(let values):
      guard result == nil else { throw TaskFailure("the program wrote a second result; a task has one") }
      for name in values.keys.sorted() { try check(name, isStreamed: false) }
      result = values
    case .artifact(let name, let file): try save(artifact: name, file, context)
    case .checkpoint(let name, let step): try save(checkpoint: name, step, context)
    }
  }

  private func check(_ name: String, isStreamed: Bool) throws(TaskFailure) {
    let shown = PlainText.line(String(name.prefix(100)))
    guard let metric = metrics[name] else {
      let near = NearestName.of(name, among: schema.metrics.map(\.name)).map { "; did it mean \($0)?" } ?? ""
      throw TaskFailure("the program reported the metric \(shown), which the spec does not declare\(near)")
    }
    if isStreamed, !metric.isStreamed {
      throw TaskFailure(
        "the program reported the metric \(shown) at a step; the spec has to declare it with `streamed: true`"
      )
    }
    if !isStreamed, !metric.isFinal {
      throw TaskFailure(
        "the program's result has the metric \(shown), which is streamed only; the spec has to declare it with "
          + "`final: true`")
    }
  }

  private func save(artifact name: String, _ file: String, _ context: any TaskContext) throws {
    guard let declared = schema.artifacts.first(where: { $0.name == name }) else {
      throw TaskFailure(
        "the program left the artifact \(PlainText.line(String(name.prefix(100)))), which the spec does not declare"
      )
    }
    let bytes: [UInt8]
    do throws(FileProblem) {
      bytes = try InnerFile.read(
        file, below: paths.artifacts, limit: ProgramDialogue.artifactLimit, owner: owner)
    } catch {
      throw TaskFailure("the program's artifact \(name) is not taken: the file \(error)")
    }
    try context.save(artifact: name, mediaType: declared.mediaType, bytes)
  }

  /// Moves a checkpoint out of the program's reach, and keeps it.
  private mutating func save(checkpoint name: String, _ step: Int, _ context: any TaskContext) throws {
    guard schema.savesCheckpoints else {
      throw TaskFailure("the program saved a checkpoint; the spec has to declare `checkpoints: directory`")
    }
    guard !name.contains("/"), name != ".", name != ".." else {
      throw TaskFailure(
        "the program's checkpoint `\(PlainText.line(String(name.prefix(100))))` is no name of a file or folder in "
          + "$PERCOLATE_CHECKPOINTS")
    }
    let taken = paths.taken + "/" + name
    FileTree.remove(taken)
    guard rename(paths.checkpoints + "/" + name, taken) == 0 else {
      // The one before it had the same name, and was this one already.
      return context.log("no checkpoint `\(PlainText.line(name))` was there when step \(step) named it")
    }
    defer { FileTree.remove(taken) }
    let bytes: [UInt8]
    do throws(FileProblem) {
      bytes = try CheckpointArchive.pack(
        name, in: paths.taken, limit: ProgramDialogue.checkpointLimit, owner: owner)
    } catch { throw TaskFailure("the program's checkpoint is not taken: \(error)") }
    hasSaved = true
    try context.save(checkpoint: bytes, step: step)
  }
}
