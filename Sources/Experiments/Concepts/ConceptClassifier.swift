internal import Datasets
internal import SweepModel
internal import Training

/// The classifier of circles: is it blue, is it small. It is trained in the task that it judges, on endless fresh images
/// of all four classes, in seconds; so its verdicts depend on no other task, and every data set has its own.
struct ConceptClassifier {
  let network: BinaryClassifier
  /// The part of held-out images whose two answers are both right.
  private(set) var accuracy = 0.0
  private let circles: CircleSpecification
  private let batches: Int

  /// Held-out images of each class.
  private let heldOut: Int
  /// Steps between two looks at the held-out images.
  private static let interval = 50

  init(_ setting: ConceptDiffusionSetting, start: RandomStream) throws {
    network = try BinaryClassifier(setting.classifier, start: start)
    circles = setting.circles
    batches = setting.classifierBatches
    heldOut = setting.classifierImages
  }

  /// Trains until every held-out image is read rightly twice in a row, or once at the last batch.
  ///
  /// - Parameters:
  ///   - stream: gives a stream for a name.
  ///   - progress: called now and then; throws to give up.
  /// - Throws: ``TaskFailure`` where that does not happen: its verdicts would count for nothing.
  mutating func train(stream: (String) -> RandomStream, progress: () throws -> Void) throws {
    let source = CircleSource(circles, name: "classifier", stream: stream)
    let test = images(
      CircleSource(circles, name: "classifier-held-out", stream: stream), from: 0, heldOut)
    let batch = network.options.batchSize
    var perfect = 0
    for number in 0..<batches {
      if number.isMultiple(of: ConceptClassifier.interval) {
        try progress()
        accuracy = try share(test.images, test.answers)
        perfect = accuracy == 1 ? perfect + 1 : 0
        if perfect == 2 { return }
      }
      let each = batch / CircleClass.allCases.count
      let some = images(source, from: number * each, each)
      try network.step(images: some.images, answers: some.answers)
    }
    accuracy = try share(test.images, test.answers)
    guard accuracy == 1 else {
      let percent = (accuracy * 1000).rounded(.down) / 10
      throw TaskFailure(
        "after \(batches) batches the classifier reads \(percent) % of the held-out circles rightly, not all; its verdicts on "
          + "drawn images would count for nothing: raise classifier-batches, colour-separation or size-separation"
      )
    }
  }

  /// `count` images of each class, from a number on.
  private func images(
    _ source: CircleSource, from first: Int, _ count: Int
  ) -> (images: [Float], answers: [Bool]) {
    var images = [Float](repeating: 0, count: CircleClass.allCases.count * count * source.elements)
    var answers: [Bool] = []
    for (row, kind) in CircleClass.allCases.enumerated() {
      for number in 0..<count {
        source.write(kind, first + number, to: &images, at: row * count + number)
        answers += [kind.isBlue, kind.isSmall]
      }
    }
    return (images, answers)
  }

  private func share(_ images: [Float], _ answers: [Bool]) throws -> Double {
    let found: [Bool] = try network.probabilities(images).map { $0 > 0.5 }
    var right = 0
    for first in stride(from: 0, to: answers.count, by: 2) {
      let isRight: Bool = found[first] == answers[first] && found[first + 1] == answers[first + 1]
      if isRight { right += 1 }
    }
    return Double(2 * right) / Double(answers.count)
  }

  /// What a checkpoint keeps.
  func write(to checkpoint: inout Checkpoint) {
    for (name, tensor) in network.weights { checkpoint.tensors[ConceptClassifier.prefix + name] = tensor }
  }

  /// A classifier whose accuracy was 1, as all are that a training was begun with.
  mutating func restore(_ checkpoint: Checkpoint) throws {
    try network.restore(checkpoint, prefix: ConceptClassifier.prefix)
    accuracy = 1
  }

  private static let prefix = "percolate.classifier."
}
