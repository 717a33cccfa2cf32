/// The residual U-Net for slices of a fixed number of images, in float32: all buffers and primitives, made once. Not safe
/// to share between threads.
final class ResidualUNetNetwork: DenoisingNetwork {
  let architecture: ResidualUNetArchitecture
  let slice: Int
  let image: Tensor
  let output: Tensor
  private let time: Tensor
  private let labels: Tensor
  private let context: LayerContext
  private let plan: LayerPlan
  private let divisors: [Double]
  private var isReady = false
  private static let encoding = SinusoidalEncoding.blocks

  /// - Parameter gradient: nil for a network that only answers.
  init(
    _ architecture: ResidualUNetArchitecture, parameters: ParameterBlock, gradient: ParameterBlock?,
    slice: Int
  ) {
    self.architecture = architecture
    self.slice = slice
    context = LayerContext(parameters: parameters, gradient: gradient, precision: .float32)
    let (side, length) = (architecture.imageSize, architecture.encodingLength)
    image = Tensor(
      "image", batch: slice, height: side, width: side, channels: architecture.channels, elementSize: 4)
    time = Tensor("time", batch: slice, height: 1, width: 1, channels: length, elementSize: 4)
    labels = Tensor(
      "labels", batch: slice, height: 1, width: 1, channels: architecture.labels, elementSize: 4)
    divisors = ResidualUNetNetwork.encoding.divisors(length: length)
    var outline = ResidualUNetOutline(
      architecture: architecture, sink: ResidualUNetLayers(context: context, labels: labels))
    output = outline.network(image: image, time: time, labels: labels)
    plan = LayerPlan(
      context, layers: outline.sink.layers, inputs: [image, time, labels], outputs: [output],
      wanted: gradient == nil ? [] : [image, time])
  }

  func prepare() throws(UNetError) {
    guard !isReady else { return }
    try plan.prepare()
    isReady = true
    try pack()
  }

  func pack() throws(UNetError) { try plan.pack() }

  func embed(_ index: Int, time value: Double, labels numbers: UnsafePointer<Float>?) {
    ResidualUNetNetwork.encoding.encode(
      value, divisors: divisors, into: time.floats + index * architecture.encodingLength)
    let target = labels.floats + index * architecture.labels
    if let numbers {
      target.update(from: numbers, count: architecture.labels)
    } else {
      target.update(repeating: 0, count: architecture.labels)
    }
  }

  func forward() throws(UNetError) { try plan.forward() }

  func backward() throws(UNetError) { try plan.backward() }

  func watchLayers() { plan.watchLayers() }

  var layerTimes: [LayerTime] { plan.layerTimes }

  /// The layers as their shapes say them, in order.
  var summaries: [LayerSummary] { plan.summaries }

  func timeSlope(_ index: Int, time value: Double) -> Double {
    let gradient = time.gradient.floats + index * architecture.encodingLength
    let slopes = ResidualUNetNetwork.encoding.slopes(value, divisors: divisors)
    return slopes.indices.reduce(0) { $0 + Double(gradient[$1]) * slopes[$1] }
  }

  var predictedBytes: Int { plan.predictedBytes }
}
