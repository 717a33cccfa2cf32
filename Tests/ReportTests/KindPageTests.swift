import Foundation
import SweepModel
import Testing

@testable import Analysis
@testable import Report

@Suite struct `Pages with every kind of curve` {
  private let page = HTMLReport.render(
    Samples.input(curves: [
      Samples.heatMap(), Samples.heatMap(scales: [0.1, 1, 10]), Samples.trajectory(), Samples.losses(),
    ]))

  @Test func `the page with all kinds is the one that was reviewed`() throws {
    try expectSnapshot(page, "kinds.html")
  }
}
