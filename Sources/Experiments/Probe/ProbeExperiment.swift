package import SweepModel

/// A diagnostic task that waits, computes, streams metrics, leaves a file, and ends as it is told to. It
/// measures percolate itself and provokes faults on purpose.
///
/// All zero, it costs next to nothing. What it returns depends on the task alone, so it can be replayed.
package struct ProbeExperiment: Experiment {
  package let schema = ExperimentSchema(
    name: "probe", version: 1,
    summary: "Diagnostic: waits, computes, sends metrics, fails, crashes, hangs or eats memory on demand",
    parameters: [
      ParameterDefinition(
        "duration", .real(0...604_800), unit: "s", default: .real(0), "wall time to wait"),
      ParameterDefinition(
        "compute", .real(0...604_800), unit: "s", default: .real(0), "processor time to burn"),
      ParameterDefinition(
        "metrics", .integer(0...10_000_000), default: .integer(0),
        "how many values of the metric signal to stream"),
      ParameterDefinition(
        "payload", .integer(0...1_073_741_824), unit: "bytes", default: .integer(0),
        "size of the artifact to leave behind; none at 0"),
      ParameterDefinition(
        "outcome", .choice(ProbeOutcome.allCases.map(\.rawValue)), default: .text("ok"),
        "how the task ends once all else is done: a result, an error, abort(), an endless silence, or "
          + "memory allocated until something stops it"),
      ParameterDefinition(
        "probability", .real(0...1), default: .real(1),
        "chance that a task ends in the outcome instead of ok; drawn once per task, so that every attempt "
          + "of one task ends alike"),
      ParameterDefinition(
        "index", .integer(0...1_000_000_000), default: .integer(0),
        "tells tasks apart that are equal otherwise"),
    ],
    metrics: [
      .init(
        "value", required: true, range: 0...1, "a number in 0...1 that depends on seed, replicate and index"),
      .init("steps", required: true, range: 0...(.infinity), "steps the task was made of"),
      .init(
        "signal", streamed: true, final: false, range: 0...1,
        "random numbers in 0...1, one per streamed value"),
    ],
    artifacts: [
      .init("payload", mediaType: "application/octet-stream", "random bytes")
    ], savesCheckpoints: true)

  package init() {}

  package let judgedTogether: [Set<String>]? = []

  /// Seconds, about: those that are asked for, and what values, bytes and the task itself take.
  package func work(_ parameters: Parameters) -> Double? {
    guard let duration = try? parameters.real("duration"), let compute = try? parameters.real("compute"),
      let values = try? parameters.integer("metrics"), let bytes = try? parameters.integer("payload")
    else { return nil }
    return 1e-4 + duration + compute + 2e-6 * Double(values) + 5e-9 * Double(bytes)
  }

  package func stopSupport(_ metric: String, from step: Int, _ parameters: Parameters) -> StopSupport {
    guard let duration = try? parameters.real("duration"), let compute = try? parameters.real("compute"),
      let values = try? parameters.integer("metrics")
    else { return .unknown }
    return .values(
      ProbePlan(duration: duration, compute: compute, signals: values).signals(from: step))
  }

  package func run(_ context: any TaskContext) throws -> [String: Double] {
    let parameters = context.parameters
    let plan = ProbePlan(
      duration: try parameters.real("duration"), compute: try parameters.real("compute"),
      signals: try parameters.integer("metrics"))
    let steps = plan.steps > 0 ? try ProbeSteps(plan: plan, context: context).run() : 0
    let payload = try parameters.integer("payload")
    if payload > 0 { try save(payload: payload, in: context) }
    try outcome(of: context, parameters).enact()
    return [
      "value": value(of: context.task, index: try parameters.integer("index")),
      "steps": Double(steps),
    ]
  }

  private func outcome(of context: any TaskContext, _ parameters: Parameters) throws -> ProbeOutcome {
    let name = try parameters.text("outcome")
    guard let outcome = ProbeOutcome(rawValue: name) else {
      throw InvalidParameters("outcome", "outcome \(name) is none of \(ProbeOutcome.allCases)")
    }
    if outcome == .ok { return .ok }
    let probability = try parameters.real("probability")
    if probability >= 1 { return outcome }
    var stream = context.stream("outcome")
    return stream.uniform() < probability ? outcome : .ok
  }

  /// One block of the generator keyed by the seed: a named stream would hash the whole task first, which
  /// is most of what an empty task may cost.
  private func value(of task: TaskDefinition, index: Int) -> Double {
    let seed = UInt64(bitPattern: Int64(task.seed))
    let block = RandomStream.philox(
      counter: (
        UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32),
        UInt32(truncatingIfNeeded: task.replicate), 0
      ), key: (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
    return Double((UInt64(block.1) << 32 | UInt64(block.0)) >> 11) * 0x1p-53
  }

  private func save(payload count: Int, in context: any TaskContext) throws {
    var stream = context.stream("payload")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 7)
    while bytes.count < count {
      withUnsafeBytes(of: stream.next().littleEndian) { bytes.append(contentsOf: $0) }
    }
    bytes.removeLast(bytes.count - count)
    try context.save(artifact: "payload", mediaType: "application/octet-stream", bytes)
  }
}
