internal import Spec
internal import SweepModel

/// Tasks sorted into panels, series and points.
struct CurveGroups {
  /// What one point is made of.
  struct Point {
    var values: [Double] = []
    var replicates: [Int] = []
    var census = PointCensus()
    /// The parameters of the point's first task, to notice what varies.
    var first: TaskPoint?

    /// One value for each replicate. Where other parameters vary within the point, a replicate has several values,
    /// which are not independent of each other: they give their mean first, or their extreme.
    func independent(_ statistic: CurveDefinition.Statistic) -> (values: [Double], replicates: [Int]) {
      guard Set(replicates).count < replicates.count else { return (values, replicates) }
      var members: [Int: [Double]] = [:]
      for (replicate, value) in zip(replicates, values) { members[replicate, default: []].append(value) }
      let inner: CurveDefinition.Statistic = statistic == .median ? .mean : statistic
      let sorted = members.sorted { $0.key < $1.key }
      return (sorted.compactMap { Summary($0.value)?[inner] }, sorted.map(\.key))
    }
  }

  /// One line before aggregation.
  struct Line {
    var key: ParameterValue?
    /// By rising x.
    var points: [(x: Double, point: Point)]
  }

  struct Key: Hashable {
    var panel: ParameterValue?
    var series: ParameterValue?
  }

  private let definition: CurveDefinition
  private let axis: CurveAxis
  private let metric: String
  private let order: KeyOrder
  private var groups: [Key: [Double: Point]] = [:]
  private var taskCounts: [ParameterValue?: Int] = [:]
  private(set) var tasksWithoutX = 0
  private(set) var pooledParameters: Set<String> = []

  init(definition: CurveDefinition, axis: CurveAxis, metric: String, order: KeyOrder = KeyOrder()) {
    self.definition = definition
    self.order = order
    self.axis = axis
    self.metric = metric
  }

  /// Adds tasks in an order of their own: the same for every order in which they come.
  mutating func add(_ tasks: [TaskRecord], streams: [MetricStream]) {
    let sorted = CurveGroups.sorted(tasks)
    if axis.parameter == CurveAxis.step {
      addSteps(sorted, streams: streams)
      return
    }
    for task in sorted {
      guard let x = axis.place(of: task) else {
        tasksWithoutX += 1
        continue
      }
      let key = key(of: task)
      taskCounts[key.panel, default: 0] += 1
      notice(task, key, x)
      groups[key, default: [:]][x, default: Point()].add(task, value: task.finals[metric])
    }
  }

  private static func sorted(_ tasks: [TaskRecord]) -> [TaskRecord] {
    func precedes(_ left: TaskRecord, _ right: TaskRecord) -> Bool {
      if left.ordinal != right.ordinal { return left.ordinal < right.ordinal }
      if left.replicate != right.replicate { return left.replicate < right.replicate }
      return left.id.digest.hex < right.id.digest.hex
    }
    // They mostly are in that order, and of 10^6 a copy would be large.
    let isSorted = zip(tasks, tasks.dropFirst()).allSatisfy { precedes($0, $1) }
    return isSorted ? tasks : tasks.sorted(by: precedes)
  }

  /// The tasks of each line, in the order in which ``add(_:streams:)`` takes them.
  func members(_ tasks: [TaskRecord]) -> [Key: [TaskRecord]] {
    Dictionary(grouping: CurveGroups.sorted(tasks), by: { self.key(of: $0) })
  }

  /// Parameters other than series and panel that vary within a line.
  func pooledParameters(of tasks: [TaskRecord]) -> [String] {
    let named = [definition.lines, definition.panel]
    var pooled: Set<String> = []
    for members in members(tasks).values {
      guard let first = members.first?.point else { continue }
      for task in members {
        pooled.formUnion(task.point.differences(from: first).filter { !named.contains($0) })
      }
    }
    return pooled.sorted()
  }

  /// The values that intervals are made of are all 0 or 1, and there are some.
  var isBinary: Bool {
    let points = groups.values.flatMap(\.values)
    return points.contains { !$0.values.isEmpty }
      && points.allSatisfy { $0.independent(definition.statistic).values.allSatisfy { $0 == 0 || $0 == 1 } }
  }

  /// Every task counts at every step that any task of its line has reported, so that a step which only
  /// some have reached shows a smaller n.
  private mutating func addSteps(_ tasks: [TaskRecord], streams: [MetricStream]) {
    var samples: [TaskID: [Double: Double]] = [:]
    for stream in streams {
      for sample in stream.samples { samples[stream.task, default: [:]][Double(sample.step)] = sample.value }
    }
    for (key, members) in Dictionary(grouping: tasks, by: { self.key(of: $0) }) {
      let steps = Set(members.flatMap { samples[$0.id].map { Array($0.keys) } ?? [] }).sorted()
      taskCounts[key.panel, default: 0] += members.count
      for step in steps {
        for task in members {
          notice(task, key, step)
          groups[key, default: [:]][step, default: Point()].add(
            task, value: samples[task.id]?[step], isStreamed: true)
        }
      }
      if steps.isEmpty { groups[key] = groups[key] ?? [:] }
    }
  }

  private func key(of task: TaskRecord) -> Key {
    func value(_ name: String?) -> ParameterValue? {
      // An overlay of another experiment may call 1 an integer where this one has a real.
      name.flatMap { task.point[$0]?.normalised }
    }
    return Key(panel: value(definition.panel), series: value(definition.lines))
  }

  private mutating func notice(_ task: TaskRecord, _ key: Key, _ x: Double) {
    guard task.status != .excluded else { return }
    guard let first = groups[key]?[x]?.first else {
      groups[key, default: [:]][x, default: Point()].first = task.point
      return
    }
    guard first != task.point else { return }
    let named = [definition.x, definition.lines, definition.panel]
    pooledParameters.formUnion(task.point.differences(from: first).filter { !named.contains($0) })
  }

  /// In the curve's order, none first.
  var panelKeys: [ParameterValue?] {
    Set(groups.keys.map(\.panel)).sorted { order.precedes($0, $1, of: definition.panel) }
  }

  /// The keys of the lines of all panels in the curve's order, none first.
  var lineKeys: [ParameterValue?] {
    Set(groups.keys.map(\.series)).sorted { order.precedes($0, $1, of: definition.lines) }
  }

  func taskCount(ofPanel panel: ParameterValue?) -> Int { taskCounts[panel] ?? 0 }

  /// The lines of one panel in the curve's order, none first.
  func series(ofPanel panel: ParameterValue?) -> [Line] {
    groups.filter { $0.key.panel == panel }
      .sorted { order.precedes($0.key.series, $1.key.series, of: definition.lines) }
      .map { key, points in
        let sorted = points.sorted { $0.key < $1.key }
        return Line(key: key.series, points: sorted.map { (x: $0.key, point: $0.value) })
      }
  }
}

extension CurveGroups.Point {
  /// - Parameter isStreamed: a value counts whatever has become of the task since.
  mutating func add(_ task: TaskRecord, value: Double?, isStreamed: Bool = false) {
    if isStreamed, let value, value.isFinite {
      use(value, task)
      return
    }
    switch task.status {
    case .done:
      guard let value else {
        census.withoutMetric += 1
        return
      }
      if value.isFinite { use(value, task) } else { census.notFinite += 1 }
    case .failed: census.failed += 1
    case .cancelled: census.cancelled += 1
    case .excluded: census.excluded += 1
    case .pending, .running: census.unfinished += 1
    }
  }

  private mutating func use(_ value: Double, _ task: TaskRecord) {
    values.append(value)
    replicates.append(task.replicate)
    census.used += 1
  }
}
