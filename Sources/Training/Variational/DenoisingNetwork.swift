/// A network that is shown noisy images, a time and labels, for slices of a fixed number of images.
protocol DenoisingNetwork: AnyObject {
  var slice: Int { get }
  /// [slice][height][width][channels], written before ``forward()``.
  var image: Tensor { get }
  /// The same shape, read after it.
  var output: Tensor { get }
  /// Bytes that it takes, known before they are made.
  var predictedBytes: Int { get }
  func prepare() throws(UNetError)
  /// Takes in the present parameters. Call after each change of them.
  func pack() throws(UNetError)
  /// Says what image `index` is asked for with. Labels nil: those of no label.
  func embed(_ index: Int, time: Double, labels: UnsafePointer<Float>?)
  func forward() throws(UNetError)
  /// From the output's gradient to those of all parameters, which are added to what is there, and of the image.
  func backward() throws(UNetError)
  /// The derivative of the loss by the time of image `index`, after ``backward()``.
  func timeSlope(_ index: Int, time: Double) -> Double
  /// From now on each pass adds up what its layers take, from zero.
  func watchLayers()
  /// What they took so far, in order; empty without ``watchLayers()``.
  var layerTimes: [LayerTime] { get }
}
