import ArgumentParser
import Coordinator
import Foundation
import SweepModel
import Transport

struct TasksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tasks", abstract: "The tasks of a sweep, with parameters, results and reasons.")

  @Argument(help: ArgumentHelp("id, prefix, name, number or last", valueName: "sweep")) var sweep = "last"
  @Option(
    help: ArgumentHelp(
      "Only these: pending, running, done, failed or cancelled, comma-separated.", valueName: "status"))
  var filter: String?
  @Option(help: ArgumentHelp("At most so many.", valueName: "n")) var limit = 1000
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    guard limit > 0 else { throw Problem(ExitStatus.usage, "--limit takes a number above 0, found \(limit)") }
    let source = try DocumentSource(connection)
    let document = try pages(from: source)
    if output.json { return try Output.json(document) }
    // Parameters that are the same everywhere are the sweep's, not the tasks'.
    let names = Set(document.tasks.flatMap(\.parameters.keys)).sorted()
    let varying = names.filter { name in Set(document.tasks.map { $0.parameters[name] }).count > 1 }
    // Of a running task what it streamed last.
    let values = document.tasks.map { $0.metrics.merging($0.newest ?? [:]) { final, _ in final } }
    let metrics = Set(values.flatMap(\.keys)).sorted()
    let hasSteps = document.tasks.contains { $0.step != nil }
    let hasReasons = document.tasks.contains { $0.reason != nil }
    let rows = zip(document.tasks, values).map { task, values -> [String] in
      var row = [
        "\(task.ordinal)", String(task.id.prefix(12)), "\(task.replicate)", task.status.rawValue,
        "\(task.attempt)",
      ]
      row += varying.map { task.parameters[$0]?.value.description ?? "-" }
      if hasSteps { row.append(task.step.map(String.init) ?? "-") }
      row += metrics.map { name in
        values[name].map { $0.formatted(.number.precision(.significantDigits(1...6)).grouping(.never)) }
          ?? "-"
      }
      row.append(
        task.seconds.map { $0.formatted(.number.precision(.significantDigits(1...3)).grouping(.never)) }
          ?? "-")
      if hasReasons { row.append(task.reason ?? "") }
      return row
    }
    let step = hasSteps ? ["step"] : []
    let reason = hasReasons ? ["reason"] : []
    let head = ["#", "task", "replicate", "status", "attempt"] + varying + step + metrics + ["seconds"]
    Output.line(Output.table(head + reason, rows))
    if document.tasks.count == limit, document.total > limit {
      Output.note("the first \(limit) of \(document.total) tasks; --limit shows more")
    }
  }

  /// As many tasks as were asked for, from as many pages as that takes.
  private func pages(from source: DocumentSource) throws -> TasksDocument {
    var wanted = min(limit, TasksCommand.page)
    var document: TasksDocument = try source.ask(
      WireQuery("tasks", sweep, filter: filter ?? "", limit: wanted))
    var isFull = document.tasks.count == wanted
    while isFull, document.tasks.count < limit, let last = document.tasks.last {
      wanted = min(limit - document.tasks.count, TasksCommand.page)
      // By its id, since "last" may be another sweep meanwhile.
      let next: TasksDocument = try source.ask(
        WireQuery("tasks", document.sweep, filter: filter ?? "", offset: last.ordinal + 1, limit: wanted))
      document.tasks += next.tasks
      isFull = next.tasks.count == wanted
    }
    return document
  }

  /// What the coordinator answers at once; it sends no more than 20 000.
  private static let page = 10_000
}
