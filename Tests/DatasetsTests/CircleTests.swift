import Foundation
import SweepModel
import Testing

@testable import Datasets

/// The data set of circles: counts, statistics, and what is refused.
struct CircleTests {
  private static func stream(_ name: String) -> RandomStream {
    RandomStream(seed: 1, replicate: 0, name: name, task: nil)
  }

  private static func source(_ change: (inout CircleSpecification) -> Void = { _ in }) -> CircleSource {
    var circles = CircleSpecification()
    change(&circles)
    return CircleSource(circles, name: "circles") { stream($0) }
  }

  private static func image(_ source: CircleSource, _ kind: CircleClass, _ number: Int) -> [Float] {
    var image = [Float](repeating: 9, count: source.elements)
    source.write(kind, number, to: &image, at: 0)
    return image
  }

  @Test func `three of four classes are trained on, with the text's and the code's numbers of images`() {
    #expect(CircleClass.allCases.map(\.rawValue) == ["00", "01", "10", "11"])
    #expect(CircleClass.trained.map(\.rawValue) == ["00", "01", "10"])
    #expect(CircleClass.allCases.map(\.index) == [0, 1, 2, 3])
    #expect(
      CircleClass.blueSmall.isBlue && CircleClass.blueSmall.isSmall
        && CircleClass.blueSmall.words == "blue, small")
    var circles = CircleSpecification()
    #expect(circles.trainedPerClass == 1740)
    circles.imagesPerClass = 10
    #expect(circles.trainedPerClass == 8)
  }

  @Test func `means are the text's: diameters 70 and 30 percent, colours apart by the signal`() {
    var circles = CircleSpecification()
    circles.colourSeparation = 0.358
    let (red, blue) = (circles.mean(.redBig), circles.mean(.blueSmall))
    #expect(abs(red.radius - 0.7) < 1e-12 && abs(blue.radius - 0.3) < 1e-12)
    #expect(zip(red.colour, [0.679, 0.321, 0.321]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(zip(blue.colour, [0.321, 0.321, 0.679]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(
      zip(blue.condition(circles), [-0.2, -0.179, -0.179, 0.179]).allSatisfy { abs($0 - Float($1)) < 1e-6 })
  }

  @Test func `nuisances are uniform in their ranges, concepts about their means`() {
    let source = Self.source {
      $0.colourSeparation = 0.4
      $0.colourSpread = 0.125
      $0.sizeSpread = 0.15
      $0.sizeMean = 0.45
      $0.edge = .cut
      $0.positionSpread = 0.5
      $0.mixing = 0.2
    }
    let count = 4000
    let circles = (0..<count).map { source.circle(.blueBig, $0) }
    func check(_ what: String, _ range: ClosedRange<Double>, _ value: (Circle) -> Double) {
      let values = circles.map(value)
      let mean = values.reduce(0, +) / Double(count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
      let width = range.upperBound - range.lowerBound
      #expect(values.allSatisfy { range.contains($0) }, "\(what)")
      // Five standard errors of the mean; the variance of a uniform number is its width squared over 12.
      #expect(
        abs(mean - (range.lowerBound + width / 2)) < 5 * width / (12 * Double(count)).squareRoot(), "\(what)")
      #expect(abs(variance / (width * width / 12) - 1) < 0.08, "\(what): \(variance)")
    }
    check("size", 0.5...0.8) { $0.radius }
    check("x", -0.5...0.5) { $0.x }
    check("y", -0.5...0.5) { $0.y }
    check("red", 0.25...0.35) { $0.colour[0] }
    check("green", 0.25...0.35) { $0.colour[1] }
    check("blue", 0.65...0.75) { $0.colour[2] }
    for channel in 0..<3 { check("background", 0.8...1) { $0.background[channel] } }
    check("mixing", 0...0.2) { $0.mixing }
    let pairs = circles.reduce(0) { $0 + $1.x * $1.y } / Double(count)
    #expect(abs(pairs) < 0.01, "x and y are drawn apart")
  }

  @Test(arguments: [0, 0.5, 1, 2], [0.3, 0.7])
  func `a circle covers its area, whatever the blur, and no more at a hard edge`(blur: Double, radius: Double)
  {
    var circles = CircleSpecification()
    circles.imageSize = 64
    circles.blur = blur
    let circle = Circle(
      kind: .redBig, radius: radius, x: 0.03, y: -0.05, colour: [0, 0, 0], background: [1, 1, 1])
    let coverage = CircleRenderer(circles).coverage(circle)
    let expected = Double.pi * radius * radius * 32 * 32
    #expect(abs(coverage.reduce(0, +) / expected - 1) < 0.02)
    #expect(coverage.allSatisfy { (0...1).contains($0) })
    if blur == 0 { #expect(coverage.allSatisfy { $0 == 0 || $0 == 1 }) }
    // Where it lies: its centroid is its centre.
    let (sumX, sumY) = coverage.enumerated().reduce(into: (0.0, 0.0)) { sum, pixel in
      sum.0 += pixel.element * (Double(pixel.offset % 64) + 0.5)
      sum.1 += pixel.element * (Double(pixel.offset / 64) + 0.5)
    }
    let all = coverage.reduce(0, +)
    #expect(abs(sumX / all - 1.03 * 32) < 0.1 && abs(sumY / all - 0.95 * 32) < 0.1)
  }

  @Test func `a circle that is cut off goes on beyond the border, blur included`() {
    var circles = CircleSpecification()
    circles.imageSize = 32
    circles.blur = 2
    let renderer = CircleRenderer(circles)
    // A circle about the image's corner: a quarter of it shows, and no border shows in the middle of it.
    let circle = Circle(kind: .redBig, radius: 0.8, x: -1, y: -1, colour: [0, 0, 0], background: [1, 1, 1])
    let coverage = renderer.coverage(circle)
    #expect(coverage[0] > 0.999)
    #expect(abs(coverage.reduce(0, +) / (Double.pi * 12.8 * 12.8 / 4) - 1) < 0.03)
  }

  @Test func `an image is its colours, blurred edge and noise`() {
    let source = Self.source {
      $0.pixelNoise = 0.02
      $0.blur = 0
    }
    let circle = source.circle(.redBig, 3)
    let image = Self.image(source, .redBig, 3)
    let centre = (Int((circle.y + 1) * 16) * 32 + Int((circle.x + 1) * 16)) * 3
    for channel in 0..<3 {
      #expect(abs(Double(image[centre + channel] + 1) / 2 - circle.colour[channel]) < 0.1)
    }
    let coverage = CircleRenderer(source.specification).coverage(circle)
    let rest = coverage.indices.filter { coverage[$0] == 0 }
    let deviations = rest.map { Double(image[3 * $0] + 1) / 2 - circle.background[0] }
    let variance = deviations.reduce(0) { $0 + $1 * $1 } / Double(rest.count)
    #expect(abs(variance.squareRoot() / 0.02 - 1) < 0.15)
  }

  @Test func `an image follows from its class and number alone, and keeps its nuisances over signals`() {
    let source = Self.source()
    #expect(Self.image(source, .redBig, 7) == Self.image(Self.source(), .redBig, 7))
    #expect(Self.image(source, .redBig, 7) != Self.image(source, .redBig, 8))
    #expect(source.circle(.redBig, 7).x != source.circle(.redSmall, 7).x)
    let stronger = Self.source { $0.colourSeparation = 0.8 }
    #expect(source.circle(.blueBig, 5).x == stronger.circle(.blueBig, 5).x)
    #expect(source.circle(.blueBig, 5).background == stronger.circle(.blueBig, 5).background)
  }

  @Test(arguments: [12, 16, 32], [0.1, 0.358, 0.8])
  func `the closed form reads every class rightly`(size: Int, signal: Double) throws {
    let source = Self.source {
      $0.imageSize = size
      $0.colourSeparation = signal
      $0.blur = Double(size) / 32
    }
    for kind in CircleClass.allCases {
      for number in 0..<50 {
        let reading = try #require(CircleReading(Self.image(source, kind, number), imageSize: size))
        let circle = source.circle(kind, number)
        #expect(reading.isBlue == kind.isBlue && reading.isSmall(source.specification) == kind.isSmall)
        #expect(
          abs(reading.size - circle.radius) < 2.5 / Double(size), "\(reading.size) for \(circle.radius)")
      }
    }
  }

  @Test func `an image without a circle is not read`() {
    #expect(CircleReading([Float](repeating: 0.5, count: 12 * 12 * 3), imageSize: 12) == nil)
    #expect(CircleReading([Float](repeating: .nan, count: 12 * 12 * 3), imageSize: 12) == nil)
    #expect(CircleReading([1], imageSize: 12) == nil)
  }

  /// What a spec sets, and the parameter that the refusal names.
  static let refused: [(Parameters, String)] = [
    (["position-spread": .real(0.31)], "position-spread"),
    (["size-separation": .real(0.6), "position-spread": .real(0.3)], "position-spread"),
    (["colour-separation": .real(0.9), "colour-spread": .real(0.2)], "colour-separation"),
    (["colour-spread": .real(0.5)], "colour-spread"),
    (["size-spread": .real(0.2)], "size-spread"),
    (["image-size": .integer(12), "size-separation": .real(0.8), "edge": .text("cut")], "size-separation"),
    (["background-low": .real(0.9), "background-high": .real(0.8)], "background-low"),
    (["images-per-class": .integer(1), "train-fraction": .real(0.85)], "images-per-class"),
    (["image-size": .integer(11)], "image-size"),
  ]

  @Test(arguments: refused.indices)
  func `what cannot be drawn or told apart is refused with the parameter to change`(index: Int) {
    let (given, name) = Self.refused[index]
    let defaults = Dictionary(
      uniqueKeysWithValues: CircleParameters.definitions.compactMap { one in
        one.defaultValue.map { (one.name, $0) }
      })
    do {
      _ = try CircleParameters.specification(defaults.merging(given) { $1 })
      Issue.record("\(given) is accepted")
    } catch {
      #expect(error.parameter == name, "\(error)")
    }
  }

  @Test func `the public code's conventions are accepted`() throws {
    let defaults = Dictionary(
      uniqueKeysWithValues: CircleParameters.definitions.compactMap { one in
        one.defaultValue.map { (one.name, $0) }
      })
    let code: Parameters = [
      "size-mean": .real(0.45), "size-spread": .real(0.15), "colour-spread": .real(0.125),
      "edge": .text("cut"),
      "position-spread": .real(0.5), "colour-separation": .real(0.8),
    ]
    let circles = try CircleParameters.specification(defaults.merging(code) { $1 })
    #expect(
      abs(circles.radius(isSmall: false) - 0.65) < 1e-12 && abs(circles.radius(isSmall: true) - 0.25) < 1e-12)
    #expect(try CircleParameters.specification(defaults).positionSpread == 0.3)
  }
}
