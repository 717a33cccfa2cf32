internal import ArgumentParser
internal import Coordinator
internal import Experiments
internal import Foundation
internal import Journal
internal import Messages
internal import Platform
internal import Programs
internal import Results
internal import SweepModel
internal import Transport
internal import Worker

struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Run a finished task again, here, and compare its result bit for bit.",
    discussion: "Exit codes: 0 the same bits; 1 other bits, or the task failed.")

  @Argument(help: ArgumentHelp("id or its first digits", valueName: "task")) var task: String
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let source = try DocumentSource(connection)
    let recorded: ExplainDocument = try source.ask(.explain(task))
    guard let expected = recorded.result else {
      throw Problem(
        ExitStatus.usage,
        "task \(recorded.task.id.prefix(12)) is \(recorded.task.status.rawValue) and has no result to compare with"
      )
    }
    let definition: TaskDefinition
    do {
      let bytes = Array(recorded.definition.utf8)
      let stored = try TaskDefinition(canonicalJSON: bytes)
      guard let experiment = ExperimentCatalog.all.experiment(of: stored) else {
        throw Problem(ExitStatus.someFailed, "this program has no experiment \(stored.experiment)")
      }
      definition = try TaskDefinition(canonicalJSON: bytes, schema: experiment.schema)
      // Stays while the program runs.
      let held = try files(of: definition, recorded, source)
      defer { withExtendedLifetime(held?.held) {} }
      let start = MonotonicClock.seconds
      guard
        case .finished(let result) = try LocalTaskRunner.run(
          definition: definition, experiment: experiment, bundle: held?.bundle)
      else { throw Problem(ExitStatus.someFailed, "the task stopped before its end") }
      let digest = ResultRecord.digest(
        metrics: result.metrics.map { .init(name: $0.key, value: $0.value) },
        artifacts: result.artifacts.map {
          ArtifactRecord(
            name: $0.name, mediaType: $0.mediaType, digest: Digest(of: $0.bytes), size: $0.bytes.count)
        })
      let document = ReplayDocument(
        task: recorded.task.id, recorded: expected, replayed: digest.hex, isSame: digest.hex == expected,
        seconds: MonotonicClock.seconds - start, metrics: result.metrics)
      if output.json { try Output.json(document) } else { document.print(against: recorded) }
      if !document.isSame { throw Exit(code: ExitStatus.someFailed) }
    } catch let error as TaskFailure {
      throw Problem(ExitStatus.someFailed, "the task failed when run again: \(error)")
    } catch let error as TaskDefinition.Mismatch {
      throw Problem(ExitStatus.someFailed, "the task cannot be run by this program: \(error)")
    }
  }

  /// The files that a task's program brings, on this machine; nil where it brings none.
  private func files(
    of task: TaskDefinition, _ document: ExplainDocument, _ source: DocumentSource
  ) throws -> (bundle: ProgramBundle, held: BundleCache.Held)? {
    guard let program = task.program else { return nil }
    // Named as "name (id)".
    for name in document.sweeps.reversed() {
      guard let id = name.split(separator: "(").last?.prefix(while: \.isHexDigit),
        let bundle = source.program(of: try source.sweep(String(id)))?.bundle,
        program.files == nil || program.files == bundle.digest
      else { continue }
      let cache = BundleCache()
      if let held = cache.hold(bundle) { return (bundle, held) }
      let bytes = try source.files(bundle)
      do throws(FileProblem) { return (bundle, try cache.add(bytes, bundle)) } catch {
        throw Problem(ExitStatus.someFailed, "\(error)")
      }
    }
    return nil
  }
}

/// What `replay` found.
struct ReplayDocument: Document {
  var version = 1
  var task: String
  /// SHA-256 of the result in the journal and of the one just computed.
  var recorded: String
  var replayed: String
  var isSame: Bool
  var seconds: Double
  var metrics: [String: Double]

  func print(against document: ExplainDocument) {
    Output.line(
      isSame
        ? "task \(task.prefix(12)): the same bits again (\(replayed.prefix(12)))"
        : "task \(task.prefix(12)): OTHER bits; recorded \(recorded.prefix(12)), replayed \(replayed.prefix(12))"
    )
    guard !isSame else { return }
    for (name, value) in metrics.sorted(by: { $0.key < $1.key }) where document.task.metrics[name] != value {
      Output.line(
        "  \(name): recorded \(document.task.metrics[name].map { "\($0)" } ?? "nothing"), replayed \(value)")
    }
  }
}
