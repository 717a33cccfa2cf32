import Foundation
import Testing

@testable import Experiments

/// What follows from a way through concept space.
struct ConceptTrackTests {
  private static func track(
    _ points: [(blue: Double, small: Double)], colour: [Double]? = nil, size: [Double]? = nil,
    every: Int = 10,
    smoothing: Double = 0
  ) -> ConceptTrack {
    var track = ConceptTrack(smoothing: smoothing, learnedAt: 0.5)
    for (index, point) in points.enumerated() {
      track.append(
        ConceptMoment(
          step: every * index, blue: [0, 0, colour?[index] ?? 1, point.blue],
          small: [0, size?[index] ?? 1, 0, point.small], readBlue: 0, readSmall: 0, agreement: 1))
    }
    return track
  }

  @Test func `the error is the mean square distance from (1, 1)`() {
    let track = Self.track([(0, 0), (1, 0), (0.5, 1), (1, 1)])
    #expect(track.errors == [1, 0.5, 0.125, 0])
    #expect(track.smoothedErrors == track.errors)
    #expect(track.speeds == [nil, 0.1, hypot(0.5, 1) / 10, 0.05])
  }

  @Test func `order follows contrasts, crossings lie between measurements`() {
    let way = [(blue: 1.0, small: 0.0), (1, 0), (1, 0.2), (1, 1)]
    let track = Self.track(way, colour: [0, 0, 0.4, 0.8], size: [0, 0.25, 1, 1])
    #expect(track.order.times[0].map { abs($0 - 22.5) < 1e-9 } == true)
    #expect(track.order.times[1].map { abs($0 - 13.333333) < 1e-5 } == true)
    #expect(track.order.digits == 21)
    // The cast makes all images blue from the start: by coordinates colour would be first.
    #expect(track.orderAtPrompt.digits == 12)
  }

  @Test func `what the error does before anything is told apart is the cast's`() {
    let way = [(blue: 0.0, small: 0.0), (1, 0), (0, 0), (0.2, 1), (0.1, 1), (1, 1)]
    let contrast = [0, 0, 0, 1, 1, 1.0]
    let track = Self.track(way, colour: contrast, size: contrast)
    // Before: 1, 1/2, 1; after: 0.32, 0.405, 0.
    #expect(abs(SwingBy.rise(track.errors) - 0.5) < 1e-12)
    #expect(abs(track.riseAfterCast - 0.085) < 1e-12)
    #expect(Self.track(way, colour: [0, 0, 0, 0, 0, 0], size: [0, 0, 0, 0, 0, 0]).riseAfterCast == 0)
  }

  @Test func `smoothing keeps constants and sums, and is a Gaussian`() {
    let flat = ConceptTrack.smoothed([0.3, 0.3, 0.3], deviation: 2)
    #expect(flat.allSatisfy { abs($0 - 0.3) < 1e-12 })
    var peak = [Double](repeating: 0, count: 41)
    peak[20] = 1
    let smooth = ConceptTrack.smoothed(peak, deviation: 2)
    #expect(abs(smooth.reduce(0, +) - 1) < 1e-12)
    #expect(abs(smooth[22] / smooth[20] - exp(-0.5)) < 1e-9 && smooth[22] == smooth[18])
    // NumPy, with the rule of scipy.ndimage.gaussian_filter1d and its default border
    let expected = [3.217807635, 4.266618178, 6.086751585, 8.063375063, 9.365447538]
    for (found, value) in zip(ConceptTrack.smoothed([1, 2, 4, 8, 16], deviation: 2), expected) {
      #expect(abs(found - value) < 1e-7, "\(found), NumPy \(value)")
    }
  }

  @Test func `an exponential speed gives its own slope`() throws {
    // Along the diagonal: a first move, then steps that shrink by exp(-0.02 * 10) each.
    var way: [(blue: Double, small: Double)] = [(0, 0), (0.01, 0.01)]
    var place = 0.01
    for k in 0..<20 {
      place += 0.1 * exp(-0.2 * Double(k))
      way.append((place, place))
    }
    let track = Self.track(way)
    let line = try #require(track.terminalLine)
    #expect(abs(line.slope + 0.02) < 1e-9)
    #expect(track.fittedSpeed(1) == nil)
    let speed = try #require(track.speeds[5] ?? nil)
    #expect(try abs(#require(track.fittedSpeed(5)) / speed - 1) < 1e-9)
    #expect(Self.track([(0, 0), (1, 1)]).terminalLine == nil)
  }

  @Test func `looks are evenly spaced in the square root of the step`() {
    #expect(
      SquareRootSchedule(first: 100, last: 10_000, count: 10).steps == [
        0, 100, 400, 900, 1600, 2500, 3600, 4900, 6400, 8100, 10_000,
      ])
    #expect(SquareRootSchedule(first: 500, last: 20_000, count: 60).steps.count == 61)
    #expect(SquareRootSchedule(first: 1, last: 3, count: 10).steps == [0, 1, 2, 3])
    #expect(SquareRootSchedule(first: 5, last: 5, count: 1).steps == [0, 5])
  }
}
