internal import Allocation
internal import ArgumentParser
internal import Foundation
internal import Messages
internal import SweepModel
internal import SwiftProtobuf

struct AllocateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "allocate",
    abstract: "Ask a batch system for workers as they are needed, and give them back.",
    discussion: """
      percolate allocate slurm short --time 4h --slots 8 --max 20 -- --partition=short

      It runs where sbatch is, as a client of the coordinator, which decides how many jobs are worth it and writes each \
      down before it is submitted. It may be stopped, killed and started again at any time. See docs/clusters.md.
      """,
    subcommands: [
      AllocateSlurmCommand.self, List.self, Explain.self, Pause.self, Resume.self, Remove.self, DryRun.self,
    ])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the queues and what they have.")
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let source = try DocumentSource(connection, needsCoordinator: true)
      let document: AllocationsDocument = try source.ask(.allocations(.init()))
      if output.json { return try Output.json(document) }
      guard !document.queues.isEmpty else {
        return Output.line(CommandHint.completed("no queue yet: `percolate allocate slurm NAME` makes one"))
      }
      let states = ["working", "started", "queued", "leaving"]
      Output.line(
        Output.table(
          ["queue", "system", "state", "max"] + states + ["wanted slots", "allocator"],
          document.queues.map { queue in
            let counts = states.map { state in
              "\(queue.jobs.count { $0.state == state || state == "queued" && $0.state == "intended" })"
            }
            return [queue.name, queue.system, queue.state, "\(queue.maximum)"] + counts
              + [
                "\(queue.slotsWanted)",
                queue.allocator.map { "\($0), \(queue.allocatorProcess ?? 0)" } ?? "-",
              ]
          }))
      for queue in document.queues { Output.line(CommandHint.completed("\(queue.name): \(queue.summary)")) }
    }
  }

  struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what a queue is waiting for, and what became of its jobs.")
    @Argument(help: "Name of the queue.") var name: String
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let source = try DocumentSource(connection, needsCoordinator: true)
      var document: AllocationsDocument = try source.ask(.allocations(.init()))
      let names = document.queues.map(\.name)
      document.queues.removeAll { $0.name != name }
      guard let queue = document.queues.first else {
        let near = NearestName.of(name, among: names).map { "; did you mean `\($0)`?" } ?? ""
        throw Problem(ExitStatus.usage, "there is no queue `\(name)`\(near)")
      }
      if output.json { return try Output.json(document) }
      Output.line(CommandHint.completed("queue \(queue.name), \(queue.state): \(queue.summary)."))
      let memory = queue.memory.map { ", \(ByteCount.format($0))" } ?? ""
      Output.line(
        "each worker: \(Plural.of(queue.slots, "slot"))\(queue.gpus > 0 ? ", \(Plural.of(queue.gpus, "GPU"))" : "")\(memory), "
          + "\(DurationText.format(queue.time)), leaves after \(DurationText.format(queue.idle)) without work; at most "
          + "\(queue.maximum) of them, \(queue.backlog) waiting")
      Output.line(
        "\(Plural.of(queue.tasksWaiting, "task")) could run on more of them, in \(Plural.of(queue.slotsWanted, "slot")) beyond "
          + "those that are connected or come from other queues")
      for obstacle in queue.obstacles { Output.line("not for this queue: \(obstacle)") }
      if let silent = queue.allocatorSilentSeconds {
        Output.line(
          "allocator: \(queue.allocator ?? "?"), process \(queue.allocatorProcess ?? 0), heard of \(DurationText.format(silent)) ago"
        )
      }
      guard !queue.jobs.isEmpty else { return }
      Output.line(
        Output.table(
          ["name", "job", "state", "outcome", "node", "requeues", "reason"],
          queue.jobs.map {
            [
              $0.key, $0.job ?? "-", $0.state, $0.outcome ?? "-", $0.node ?? "-", "\($0.requeues)",
              $0.reason ?? "",
            ]
          }))
    }
  }

  struct Pause: QueueAction {
    static let configuration = CommandConfiguration(
      abstract: "Submit nothing more for a queue; its jobs go on.")
    @Argument(help: "Name of the queue.") var name: String
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions
    var action: WireAllocateCommand.OneOf_Action { .pause(.init()) }
  }

  struct Resume: QueueAction {
    static let configuration = CommandConfiguration(
      abstract: "Go on with a queue that is paused or blocked, or backs off.")
    @Argument(help: "Name of the queue.") var name: String
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions
    var action: WireAllocateCommand.OneOf_Action { .resume(.init()) }
  }

  struct Remove: QueueAction {
    static let configuration = CommandConfiguration(
      abstract: "Cancel what waits and forget a queue; workers that run leave once there is nothing to do.")
    @Argument(help: "Name of the queue.") var name: String
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions
    var action: WireAllocateCommand.OneOf_Action { .remove(.init()) }
  }

  struct DryRun: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "dry-run", abstract: "Print the script that jobs would run, and what Slurm says of it.",
      discussion: "Nothing is submitted. Options are those of `allocate slurm`.")
    @Argument(help: "Name of the queue.") var name = "queue"
    @OptionGroup var job: AllocationJobOptions
    @OptionGroup var connection: ConnectionOptions

    func run() throws {
      if let problem = AllocationQueue.problem(ofName: name) { throw Problem(ExitStatus.usage, problem) }
      let script = try job.script(connection)
      Output.text(script.text)
      let file = try AllocationScriptFile(script.text)
      defer { file.remove() }
      switch file.system.test() {
      case .success: Output.note("Slurm would take it")
      case .failure(let failure): throw Problem(ExitStatus.usage, "Slurm would not take it: \(failure)")
      }
    }
  }
}

/// A command about a queue that the coordinator carries out.
protocol QueueAction: ParsableCommand {
  var name: String { get }
  var action: WireAllocateCommand.OneOf_Action { get }
  var connection: ConnectionOptions { get }
  var output: OutputOptions { get }
}

extension QueueAction {
  func run() throws {
    var command = WireAllocateCommand()
    command.queue = name
    command.action = action
    let source = try DocumentSource(connection, needsCoordinator: true)
    let document: OutcomeDocument = try source.command(.allocate(command))
    if output.json { return try Output.json(document) }
    Output.line(CommandHint.completed(document.message))
  }
}
