internal import ArgumentParser
internal import Coordinator
internal import Foundation
internal import Messages
internal import Results
internal import Spec
internal import SweepModel
internal import Transport

struct TasksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tasks", abstract: "List the tasks of a sweep with their parameters, results and reasons.")

  @Argument(help: ArgumentHelp("id, prefix, name, number or last", valueName: "sweep")) var sweep = "last"
  @Option(
    help: ArgumentHelp(
      "Only these: pending, running, done, failed, cancelled or excluded, comma-separated.",
      valueName: "status"))
  var filter: String?
  @Option(help: ArgumentHelp("Show at most this many.", valueName: "n")) var limit = 1000
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let limit = try CountArgument.check(limit, option: "--limit", in: 1...Sweep.taskLimit)
    let statuses = try StatusFilter.parse(filter ?? "")
    let source = try DocumentSource(connection)
    let document = try pages(statuses, from: source, limit: limit)
    if output.json { return try Output.json(document) }
    let listing = TaskListing(document)
    if let table = listing.tasks { Output.line(table) }
    if let table = listing.excluded { Output.line(table) }
    let shown = document.tasks.count + (document.excluded ?? []).reduce(0) { $0 + $1.tasks }
    if let total = document.total, total > shown {
      Output.note("the first \(shown) of \(Plural.of(total, "task")); --limit shows more")
    }
  }

  /// As many tasks as were asked for, from as many pages as that takes.
  private func pages(
    _ statuses: [TaskStatus], from source: DocumentSource, limit: Int
  ) throws -> TasksDocument {
    var wanted = min(limit, TasksCommand.page)
    var document: TasksDocument = try source.ask(.tasks(of: sweep, statuses, limit: wanted))
    var isFull = document.tasks.count == wanted
    while isFull, document.tasks.count < limit, let last = document.tasks.last {
      wanted = min(limit - document.tasks.count, TasksCommand.page)
      // By its id, since "last" may be another sweep meanwhile.
      let next: TasksDocument = try source.ask(
        .tasks(of: document.sweep, statuses, from: last.ordinal + 1, limit: wanted))
      document.tasks += next.tasks
      isFull = next.tasks.count == wanted
    }
    return document
  }

  /// What the coordinator answers at once; it sends no more than 20 000.
  private static let page = 10_000
}
