internal import Platform

/// Adds up what layers take. A network without one asks no clock.
final class LayerWatch {
  private(set) var times: [LayerTime]
  private let works: [LayerWork]
  private var last = 0.0

  init(_ layers: [any Layer], works: [LayerWork]) {
    times = layers.map { LayerTime(name: $0.name, kind: $0.kind) }
    self.works = works
  }

  /// Before the first layer of a pass.
  func start() { last = LayerWatch.now }

  /// After layer `index` of a forward pass.
  func didForward(_ index: Int) {
    LayerWatch.add(lap(), works[index].forward, works[index].forwardBytes, to: &times[index].forward)
  }

  /// After layer `index` of a backward pass.
  func didBackward(_ index: Int) {
    LayerWatch.add(lap(), works[index].backward, works[index].backwardBytes, to: &times[index].backward)
  }

  private func lap() -> Double {
    let now = LayerWatch.now
    defer { last = now }
    return now - last
  }

  private static func add(_ seconds: Double, _ operations: Int, _ bytes: Int, to pass: inout LayerTime.Pass) {
    pass.seconds += seconds
    pass.operations += Double(operations)
    pass.bytes += Double(bytes)
  }

  /// Processor seconds of this thread: what others do on the machine does not count.
  private static var now: Double { ProcessorClock.threadSeconds }
}
