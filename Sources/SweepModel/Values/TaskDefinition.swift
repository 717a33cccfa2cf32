/// Everything that determines a task's result, and nothing else.
public struct TaskDefinition: Hashable, Sendable {
  /// The experiment's name.
  public var experiment: String
  /// The experiment's version; a new version is a new task.
  public var version: Int
  /// Every parameter of the experiment's schema, defaults filled in.
  public var parameters: Parameters
  /// The spec's seed, 0 to 2^53 - 1 (what JSON numbers hold exactly).
  public var seed: Int
  /// The repetition of the point, from 0.
  public var replicate: Int
  /// The program of the user's that runs the task; nil for an experiment that percolate brings.
  public var program: TaskProgram?
  /// When it may end before its last step; nil for a task that never does.
  public var stop: StopRule?

  public init(
    experiment: String, version: Int, parameters: Parameters, seed: Int, replicate: Int,
    program: TaskProgram? = nil, stop: StopRule? = nil
  ) {
    self.stop = stop
    self.program = program
    self.experiment = experiment
    self.version = version
    self.parameters = parameters
    self.seed = seed
    self.replicate = replicate
  }

  /// The canonical JSON whose SHA-256 is the task's id; the journal stores it beside the id.
  public var canonicalJSON: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(256)
    bytes.append(contentsOf: #"{"experiment":"#.utf8)
    CanonicalJSON.append(experiment, to: &bytes)
    bytes.append(contentsOf: #","parameters":"#.utf8)
    CanonicalJSON.append(parameters, to: &bytes)
    if let program {
      bytes.append(contentsOf: #","program":"#.utf8)
      CanonicalJSON.append(json: program.json, to: &bytes)
    }
    bytes.append(contentsOf: #","replicate":"#.utf8)
    bytes.append(contentsOf: String(replicate).utf8)
    bytes.append(contentsOf: #","seed":"#.utf8)
    bytes.append(contentsOf: String(seed).utf8)
    if let stop {
      bytes.append(contentsOf: #","stop":"#.utf8)
      CanonicalJSON.append(json: stop.json, to: &bytes)
    }
    bytes.append(contentsOf: #","version":"#.utf8)
    bytes.append(contentsOf: String(version).utf8)
    bytes.append(UInt8(ascii: "}"))
    return bytes
  }

  /// SHA-256 of ``canonicalJSON``.
  public var id: TaskID { TaskID(Digest(of: canonicalJSON)) }
}
