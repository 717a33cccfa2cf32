package import Analysis
package import Report
package import Results
package import Spec
package import SweepModel

/// What drawing a sweep takes besides its tasks, as the command line has it for reports.
package struct SweepDrawing: Sendable {
  package var catalog: ExperimentCatalog
  /// What is drawn over a curve.
  package var overlay: @Sendable (SweepResults, CurveDefinition, any AnswerSource) -> OverlayData
  /// Figures of pictures that tasks left.
  package var pictures: @Sendable (SweepResults, any AnswerSource) throws -> [PictureFigure]
  /// What a sweep that grows was asked and found; nil for a grid.
  package var growth: @Sendable (SweepResults, any AnswerSource) throws -> ReportGrowth?

  package init(
    catalog: ExperimentCatalog,
    overlay: @escaping @Sendable (SweepResults, CurveDefinition, any AnswerSource) -> OverlayData,
    pictures: @escaping @Sendable (SweepResults, any AnswerSource) throws -> [PictureFigure],
    growth: @escaping @Sendable (SweepResults, any AnswerSource) throws -> ReportGrowth?
  ) {
    self.catalog = catalog
    self.overlay = overlay
    self.pictures = pictures
    self.growth = growth
  }
}
