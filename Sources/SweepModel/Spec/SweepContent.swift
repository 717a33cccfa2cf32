/// What a spec says, checked: the stored part of a ``Sweep``.
struct SweepContent: Hashable, Sendable {
  var name = ""
  var summary = ""
  var experiment = ""
  var version = 1
  var parameters: Parameters = [:]
  var axes: [Axis] = []
  var zips: [[String]] = []
  var exclusions: [Exclusion] = []
  var conditionals: [ConditionalBlock] = []
  var replicates = 1
  var refinement: Refinement?
  var seed = 0
  var resources = Resources()
  var limits = Limits()
  var priority = 0
  var curves: [CurveDefinition] = []
  var sheets: [PictureSheet] = []
  var profile: String?
}
