/// What drawn images showed after one step of a training.
struct ConceptMoment: Hashable, Sendable {
  let step: Int
  /// Mean probabilities that images of each class are blue, and that they are small, by the classifier.
  var blue: [Double]
  var small: [Double]
  /// The part of the images of the class that is not trained on that read blue, and small, in closed form.
  var readBlue: Double
  var readSmall: Double
  /// The part of all images on which both readings say the same of both concepts.
  var agreement: Double

  /// The coordinates of the class that is not trained on.
  var point: [Double] { [blue[3], small[3]] }
  /// Mean square distance of that point's coordinates from (1, 1).
  var error: Double { point.reduce(0) { $0 + (1 - $1) * (1 - $1) } / 2 }
  /// How far blue and red are told apart: blue-big against red-small, which differ in size too, as early on all images
  /// share one cast.
  var colourContrast: Double { blue[2] - blue[1] }
  /// How far small and big are told apart: red-small against red-big.
  var sizeContrast: Double { small[1] - small[0] }

  /// Numbers of ``numbers`` of each moment.
  static let count = 12

  /// For a checkpoint.
  var numbers: [Double] { [Double(step)] + blue + small + [readBlue, readSmall, agreement] }

  init(
    step: Int, blue: [Double], small: [Double], readBlue: Double, readSmall: Double, agreement: Double
  ) {
    self.step = step
    self.blue = blue
    self.small = small
    self.readBlue = readBlue
    self.readSmall = readSmall
    self.agreement = agreement
  }

  /// - Returns: nil for other than ``count`` finite numbers, or a step that is none.
  init?(_ numbers: ArraySlice<Double>) {
    let all = Array(numbers)
    guard all.count == ConceptMoment.count, all.allSatisfy(\.isFinite), let step = Int(exactly: all[0]) else {
      return nil
    }
    self.init(
      step: step, blue: Array(all[1...4]), small: Array(all[5...8]), readBlue: all[9], readSmall: all[10],
      agreement: all[11])
  }
}
