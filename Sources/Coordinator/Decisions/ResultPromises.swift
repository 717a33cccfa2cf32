internal import Foundation
internal import Messages
internal import SweepModel
internal import Transport

/// What an experiment's schema says of its results, in a form that each result is quickly held against.
struct ResultPromises {
  /// Every metric by name; final results may have any of them.
  private let metrics: Set<String>
  private let streamed: Set<String>
  private let required: [String]
  /// Media types of the files that a task may leave, by name.
  private let artifacts: [String: String]

  /// - Parameter schema: nil where this version does not have the experiment: nothing is promised then.
  init(_ schema: ExperimentSchema?) {
    metrics = Set(schema?.metrics.map(\.name) ?? [])
    streamed = Set(schema?.metrics.filter(\.isStreamed).map(\.name) ?? [])
    required = schema?.metrics.filter(\.isRequired).map(\.name) ?? []
    artifacts = Dictionary(
      schema?.artifacts.map { ($0.name, $0.mediaType) } ?? [], uniquingKeysWith: { first, _ in first })
  }

  /// Whether tasks may stream a metric.
  func isStreamed(_ metric: String) -> Bool { streamed.contains(metric) }

  /// What an artifact is, whatever its sender calls it.
  func mediaType(of artifact: String) -> String? { artifacts[artifact] }

  /// What is wrong with a result, as a sentence; nil where it can be recorded.
  ///
  /// - Parameter arrived: its files that came in pieces.
  func problem(with finished: WireFinished, _ arrived: [ArtifactUploads.Arrived] = []) -> String? {
    var seen: Set<String> = []
    for metric in finished.metrics {
      guard metrics.contains(metric.name) else {
        let name = PeerText.line(metric.name, limit: 100)
        return "the result has a metric `\(name)` that the experiment does not declare"
      }
      guard metric.value.isFinite else {
        return "the final metric \(metric.name) is \(metric.value), not a finite number"
      }
      guard seen.insert(metric.name).inserted else { return "the result has the metric \(metric.name) twice" }
    }
    if let missing = required.first(where: { !seen.contains($0) }) {
      return "the result lacks the metric \(missing), which every result of this experiment has"
    }
    return problem(with: finished.artifacts, arrived)
  }

  private func problem(with files: [WireArtifact], _ arrived: [ArtifactUploads.Arrived]) -> String? {
    var seen: Set<String> = []
    for file in files {
      guard let mediaType = artifacts[file.name] else {
        let name = PeerText.line(file.name, limit: 100)
        return "the result has an artifact `\(name)` that the experiment does not declare"
      }
      // The journal keeps one of each name, and the digest of both would make its readers call it damaged.
      guard seen.insert(file.name).inserted else { return "the result has the artifact \(file.name) twice" }
      if !file.digest.isEmpty {
        guard let whole = arrived.first(where: { $0.name == file.name }) else {
          return "the artifact \(file.name) did not arrive whole"
        }
        guard let problem = ContentCheck.problem(ofBeginning: whole.beginning, mediaType: mediaType) else {
          continue
        }
        return "the artifact \(file.name), declared as \(mediaType), \(problem)"
      }
      if let problem = ContentCheck.problem(file.content, mediaType: mediaType) {
        return "the artifact \(file.name), declared as \(mediaType), \(problem)"
      }
    }
    return nil
  }
}
