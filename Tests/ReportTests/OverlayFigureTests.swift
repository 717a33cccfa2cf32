import Foundation
import Spec
import SweepModel
import Testing

@testable import Analysis
@testable import Report

/// What is drawn over a curve.
struct OverlayFigureTests {
  private func curve(x: [ParameterValue], overlay: OverlayData) -> Curve {
    var definition = Samples.definition(crossing: nil)
    definition.line.lines = nil
    definition.line.overlay = .init(source: .sweep("0123456789ab"), y: "other")
    func tasks(_ metric: String, _ base: Double) -> [TaskRecord] {
      x.enumerated().flatMap { index, value in
        (0..<3).map { replicate in
          var task = Samples.task(3 * index + replicate, replicate: replicate, ["lambda": value], value: 0)
          task.metrics = [metric: base + Double(index) + 0.1 * Double(replicate)]
          return task
        }
      }
    }
    var curve = CurveBuilder.build(
      definition: definition, tasks: tasks("largest-cluster-ratio", 1),
      overlay: overlay.problem == nil ? tasks("other", 2) : [], overlayName: overlay.name)
    curve.notes = [overlay.problem].compactMap { $0 }
    return curve
  }

  @Test(arguments: [[ParameterValue.text("a"), .text("b")], [.real(1), .real(2)]])
  func `points and intervals are shown, also over words`(x: [ParameterValue]) throws {
    let curve = curve(x: x, overlay: OverlayData(name: "sweep theory"))
    let panel = try #require(FigureLayout(curve.asFigure, width: 720).panels.first)
    let drawn = panel.overlay(curve.panels[0].overlay[0])
    // Two crosses of two strokes each, and two bars.
    #expect(drawn.components(separatedBy: "l6 6m0 -6l-6 6").count == 3, "\(drawn)")
    #expect(drawn.contains("stroke-opacity=\"0.6\""))
    let svg = SVGFigure.render(curve)
    #expect(svg.contains(">other of sweep theory<") && !svg.contains("0123456789ab"))
    #expect(CurveCaption.text(curve).contains("other of sweep theory; thin bars: its intervals."))
  }

  @Test func `what is missing is said, and the rest drawn`() {
    let curve = curve(
      x: [.real(1), .real(2)],
      overlay: OverlayData(name: "sweep nosuch", problem: "Sweep nosuch could not be drawn over it."))
    #expect(CurveCaption.text(curve).contains("The overlay, other of sweep nosuch, has no data."))
    #expect(CurveCaption.text(curve).hasSuffix("Sweep nosuch could not be drawn over it."))
    #expect(HTMLReport.render(Samples.input(curves: [curve])).contains("could not be drawn over it"))
  }
}
