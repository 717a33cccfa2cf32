/// The keys of a spec, section by section: what the checker takes and what docs/spec.md explains.
package enum SpecKeys {
  static let range = ["from", "to", "step"]
  static let logarithmicRange = ["log-from", "log-to", "count"]
  static let conditional = ["if", "then"]
  static let consequence = ["axes", "parameters"]
  static let resources = ["threads", "memory", "gpus"]
  static let limits = ["time", "stall", "attempts"]
  static let marker = ["name", "x", "y", "panel"]
  static let bins = ["width"]
  static let interval = ["bootstrap", "wilson"]
  /// Every other key of an exclusion is a parameter.
  static let exclusion = ["because"]
  /// With an experiment, every other key of an overlay is a parameter.
  static let overlay = ["experiment", "sweep", "y"]

  /// Every section with the keys that are known there; the names are the page's headings.
  package static var sections: [(name: String, keys: [String])] {
    [
      ("The top level", SpecChecker.keys), ("A range", range), ("A logarithmic range", logarithmicRange),
      ("Exclude", exclusion), ("When", conditional), ("Then", consequence),
      ("Refine", SpecChecker.refinementKeys), ("Compare", SpecChecker.comparisonKeys),
      ("Stop", SpecChecker.stopKeys), ("Resources", resources),
      ("Limits", limits),
    ] + CurveKind.contents.map { ($0.word, $0.keys) } + [
      ("overlay", overlay), ("markers", marker),
      ("interval", interval), ("bins", bins),
      ("A program", SpecChecker.programKeys), ("A parameter", SpecChecker.parameterKeys),
      ("A metric", SpecChecker.metricKeys), ("An artifact", SpecChecker.artifactKeys),
      ("Environment", SpecChecker.environmentKeys),
    ]
  }
}
