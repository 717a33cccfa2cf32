internal import Foundation
internal import Glibc
package import SweepModel

/// Runs tasks by starting the program that they bring.
///
/// How it works, from the spec to a result:
/// - A mapping under `experiment` becomes a ``ProgramDeclaration``: an ``ExperimentSchema`` like that of any experiment,
///   which all checks, curves and tables use, and a ``TaskProgram``, which is what determines results.
/// - The `TaskProgram` is a member of each task's definition, so its content is in the task's id, and a worker gets it with
///   the task. Definitions of other experiments have no such member, and keep their ids.
/// - Workers say that they can run programs (``TaskProgram/capability``) as they say which experiments they have.
/// - A slot starts the program under a keeper (`CKeeper`), which ends all that the program started, whichever of slot,
///   worker and program dies first. So limits of time, stalls and cancelling need nothing beyond the end of the slot.
/// - ``ProgramRun`` is the loop around it. What it decides is in values without descriptors: ``ProgramMessage``,
///   ``ProgramDialogue``, ``ProgramVerdict``, ``LogRelay``.
package struct ProgramExperiment: Experiment {
  package let schema: ExperimentSchema
  private let program: TaskProgram
  private let environment: [String: String]
  private let user: ProgramUser?

  /// - Parameters:
  ///   - user: whose rights the program has; nil for those of this process.
  ///   - environment: of the worker; the program gets what it declares of it.
  package init(
    _ program: TaskProgram, name: String, version: Int, user: ProgramUser? = nil,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    self.program = program
    self.user = user
    self.environment = environment
    schema = program.schema(name: name, version: version)
  }

  package func run(_ context: any TaskContext) throws -> [String: Double] {
    let scratch = try Scratch(
      in: Scratch.standardParent(environment: environment), for: user, checkpoints: program.savesCheckpoints)
    // Kept until the program has ended, whatever is thrown.
    defer { scratch.remove() }
    let files = try files(of: context)
    // Held for as long as the program runs.
    defer { withExtendedLifetime(files) {} }
    var restored: String?
    if program.savesCheckpoints, let bytes = try context.restoreCheckpoint() {
      do throws(FileProblem) {
        restored = try CheckpointArchive.unpack(bytes, into: scratch.paths.restored, for: user)
      } catch { throw TaskBroke(.crashed, error.description) }
    }
    let command = try ProgramCommand(
      program, task: context.task, threads: context.threads, devices: context.devices, scratch: scratch.paths,
      files: files?.path,
      restored: restored, stop: context.stopTracker, user: user, worker: environment,
      isProgram: ProgramExperiment.isProgram)
    var run = try ProgramRun(
      command, as: user, in: scratch.paths.root, ProgramDialogue(schema, scratch.paths, owner: user?.id),
      context)
    return try run.run()
  }

  /// The folder with the files that the program brings; nil where it brings none.
  private func files(of context: any TaskContext) throws(TaskBroke) -> BundleCache.Held? {
    guard let bundle = context.bundle else {
      guard program.files == nil, program.workingDirectory != TaskProgram.filesFolder else {
        throw TaskBroke(.crashed, "the task came without its program's files")
      }
      return nil
    }
    guard program.files == nil || program.files == bundle.digest else {
      throw TaskBroke(.crashed, "the task came with other files than those that its program is made of")
    }
    guard let held = BundleCache(environment: environment, user: user).hold(bundle) else {
      throw TaskBroke(.crashed, "the program's files are not on this worker any more")
    }
    return held
  }

  private static func isProgram(_ path: String) -> Bool {
    var status = stat()
    return access(path, X_OK) == 0 && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }
}
