package import Representation

/// All figures of a torus analysis.
package enum TorusFigures {
  /// Those that there is something to draw for, in the order of the page.
  package static func all(_ analysis: TorusAnalysis) -> [TorusFigure] {
    [
      SpectrumFigure.make(analysis), PlaneFigure.make(analysis), RingTestFigure.make(analysis),
      PersistenceFigure.make(analysis),
    ].compactMap { $0 }
  }
}
