internal import Datasets
internal import SweepModel

extension DiffusionSetting {
  /// Batches between two values of the training loss.
  static let lossInterval = 100

  /// See ``Experiment/stopSupport(_:from:_:)``.
  func stopSupport(_ metric: String, from step: Int) -> StopSupport {
    let isLayer = RepresentationMetrics.definitions.contains { $0.name == metric }
    if metric == "images-per-second" {
      return .refused("`\(metric)` depends on the machine, and a task must end at the same step everywhere")
    }
    if isLayer, representation == nil {
      return .refused("`\(metric)` is of a layer, and the spec names none to look at")
    }
    if let reason = absence(of: metric) { return .refused(reason) }
    let looks = (isLayer ? moments : evaluations).filter { $0 >= step && $0 < batches }
    guard metric == "train-loss" else { return .values(looks.count) }
    let interval = DiffusionSetting.lossInterval
    let regular = max(0, (batches - 1) / interval - max(0, step - 1) / interval)
    return .values(regular + looks.count { !$0.isMultiple(of: interval) || $0 == 0 })
  }

  /// Why the data leaves nothing for a metric to be taken of; nil where it does.
  private func absence(of metric: String) -> String? {
    if metric == "validation-loss", let counts = try? data.counts(), counts.unseen + counts.heldOut == 0 {
      return "`\(metric)` needs images that are not trained on, and every one is"
    }
    let group = LabelGroup.allCases.last { !$0.suffix.isEmpty && metric.hasSuffix($0.suffix) }
    if let group, metric.hasPrefix("accuracy"), group != .inDistribution, data.holdOut == .nothing {
      return "`\(metric)` needs labels that are held out, and none are"
    }
    return nil
  }
}
