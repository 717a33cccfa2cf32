internal import Results
internal import Spec
internal import SweepModel

/// What pages show of a sweep's tasks, made of all of them by the thread that follows it.
struct SweepView: Sendable {
  /// A figure as an image of its own.
  struct Figure: Sendable {
    var name: String
    var title: String
    var caption: String
    /// For screens of the usual width, and for phones; the same where there is but one.
    var wide: [UInt8]
    var narrow: [UInt8]
    /// Changes with the image.
    var tag: String
  }

  var details: SweepDetails
  var summary: String
  /// The axes that tasks differ along, in the order of the spec.
  var axes: [String]
  /// Final metrics, by name.
  var metrics: [String]
  var labels: Labels
  var figures: [Figure]
  /// What a refined sweep looks for, as HTML; nil for a grid.
  var refinement: String?
  /// Tasks that were read.
  var tasks: Int
  /// Unix seconds.
  var readAt: Double
}
