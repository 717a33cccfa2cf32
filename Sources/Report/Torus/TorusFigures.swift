package import Representation
package import Spec

/// All figures of a torus analysis.
package enum TorusFigures {
  /// Those that there is something to draw for, in the order of the page.
  package static func all(_ analysis: TorusAnalysis) -> [TorusFigure] {
    Pictures.Drawing.allCases.compactMap { figure($0, of: analysis) }
  }

  /// One of them; nil where there is nothing to draw for it.
  package static func figure(_ drawing: Pictures.Drawing, of analysis: TorusAnalysis) -> TorusFigure? {
    switch drawing {
    case .spectrum: SpectrumFigure.make(analysis)
    case .planes: PlaneFigure.make(analysis)
    case .ringTests: RingTestFigure.make(analysis)
    case .persistence: PersistenceFigure.make(analysis)
    }
  }
}
