internal import Foundation
internal import SweepModel

/// The command line and the environment of a task's program.
struct ProgramCommand {
  /// Where programs without a slash are looked for, unless the spec sets or passes PATH.
  static let standardPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

  /// An absolute path, or one below the folder in which the program starts.
  var path: String
  var arguments: [String]
  var environment: [String]
  var folder: String

  init(path: String, arguments: [String], environment: [String], folder: String) {
    self.path = path
    self.arguments = arguments
    self.environment = environment
    self.folder = folder
  }

  /// - Parameters:
  ///   - devices: GPUs that it may use; empty for none, nil where nobody shares any out.
  ///   - files: the folder with the files that the program brings; nil where it brings none.
  ///   - restored: where the task's checkpoint lies; nil at a fresh start.
  ///   - stop: the task's stop rule, with what it has seen before the checkpoint; nil for none.
  ///   - user: who runs the program, where that is another one than who runs this process.
  ///   - worker: the environment of this process.
  ///   - isProgram: whether there is something at a path that can be run.
  /// - Throws: ``TaskBroke`` where this machine does not have the program.
  init(
    _ program: TaskProgram, task: TaskDefinition, threads: Int, devices: [String]? = nil,
    scratch: ScratchPaths, files: String? = nil,
    restored: String?, stop: StopTracker? = nil, user: ProgramUser? = nil, worker: [String: String],
    isProgram: (String) -> Bool
  ) throws(TaskBroke) {
    var variables: [String: String] = [:]
    for (name, variable) in program.environment {
      switch variable {
      case .passed: variables[name] = worker[name]
      case .set(let value): variables[name] = value
      }
    }
    func standard(_ name: String, _ value: String) {
      if program.environment[name] == nil { variables[name] = value }
    }
    standard("PATH", ProgramCommand.standardPath)
    standard("TMPDIR", scratch.temporary)
    if let user {
      // The worker's own, also where the spec passes them, would lead to places that are closed to the program.
      for (name, value) in [("HOME", user.home), ("USER", user.name), ("LOGNAME", user.name)] {
        if case .set? = program.environment[name] { continue }
        variables[name] = value
      }
    }
    // Libraries would take all of the machine's processors in every slot.
    standard("OMP_NUM_THREADS", "\(threads)")
    variables["PERCOLATE_PROTOCOL"] = "1"
    variables["PERCOLATE_FD"] = "3"
    variables["PERCOLATE_PARAMETERS"] = ParameterText.json(task.parameters)
    variables["PERCOLATE_SEED"] = "\(task.seed)"
    variables["PERCOLATE_REPLICATE"] = "\(task.replicate)"
    variables["PERCOLATE_TASK"] = "\(task.id)"
    variables["PERCOLATE_THREADS"] = "\(threads)"
    variables["PERCOLATE_ARTIFACTS"] = scratch.artifacts
    if program.savesCheckpoints {
      variables["PERCOLATE_CHECKPOINTS"] = scratch.checkpoints
      variables["PERCOLATE_RESTORE"] = restored
    }
    if let stop { variables["PERCOLATE_STOP"] = CanonicalJSON.text(json: stop.told) }
    if let devices {
      variables["PERCOLATE_GPUS"] = "\(devices.count)"
      // Its own in any case; what a spec passes or sets where it asks for none is the submitter's affair.
      if devices.isEmpty {
        standard("CUDA_VISIBLE_DEVICES", "")
      } else {
        variables["CUDA_VISIBLE_DEVICES"] = devices.joined(separator: ",")
      }
    }
    if let files {
      variables["PERCOLATE_FILES"] = files
      // Nobody may write there, and root would.
      standard("PYTHONDONTWRITEBYTECODE", "1")
    }
    environment = variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    folder =
      program.workingDirectory.map { $0 == TaskProgram.filesFolder ? files ?? scratch.work : $0 }
      ?? scratch.work
    arguments = program.command.map { $0.filled(for: task, files: files) }
    let name = arguments.first ?? ""
    if name.contains("/") {
      path = name.hasPrefix("/") ? name : folder + "/" + name
    } else {
      let folders = (variables["PATH"] ?? ProgramCommand.standardPath).split(separator: ":").map(String.init)
      guard let found = folders.map({ $0 + "/" + name }).first(where: isProgram) else {
        throw TaskBroke(
          .crashed,
          "there is no program `\(name)` on this worker, in none of \(folders.joined(separator: ", ")); install it, "
            + "give its whole path, or let `environment` pass PATH")
      }
      path = found
    }
  }
}
