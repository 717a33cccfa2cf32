internal import ArgumentParser
internal import Foundation
internal import Transport

/// `percolate-bench coordinator`.
struct CoordinatorBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coordinator",
    abstract: "Tasks a second, coordinator time and memory, and a sweep of a million tasks.",
    discussion: """
      Starts coordinators and one-slot workers as processes of their own, with encryption and with the
      journal flushed to disk, as users run them. --python names a Python that has ray and dask; their
      tasks are not durable, ours are.
      """)

  @Option(
    help: ArgumentHelp("A Python with ray and dask, to run them beside percolate.", valueName: "python"))
  var python: String?
  @Option(
    help: ArgumentHelp("Empty tasks for each round; the peers get a twentieth of them.", valueName: "n"))
  var tasks = 100_000
  @Option(
    help: ArgumentHelp(
      "Only these, comma-separated: empty (tasks and coordinator time), strangers, hostile, artifacts, programs, million, simulation.",
      valueName: "parts"))
  var only: String?
  @Option(
    help: ArgumentHelp(
      "The percolate to measure. Default: the one beside this program.", valueName: "path"))
  var binary: String?
  @Option(
    help: ArgumentHelp(
      "Directory for data and logs, on a real disk; cleaned up. Default: the current one.",
      valueName: "dir"))
  var directory = "."
  @OptionGroup var common: BenchOptions

  func validate() throws {
    guard (1000...10_000_000).contains(tasks) else {
      throw ValidationError("--tasks takes 1000 to 10000000, found \(tasks)")
    }
    _ = try parts()
  }

  func run() throws {
    let setting = try BenchSetting(
      binary: binary, repository: common.repository, python: python, directory: directory)
    defer { setting.cleanUp() }
    if setting.isScratchInMemory {
      Self.note("\(directory) is in memory, where a flush costs nothing: name a real disk with --directory")
    }
    let parts = try parts()
    var rows = CoordinatorRows(hasPeers: python != nil)
    Self.note(MachineSummary.line())
    // What hostile peers took of this machine for themselves: who attacks from elsewhere takes none of it.
    var taken = 0.0
    for round in 1...common.rounds {
      if parts.contains(.empty) {
        // Ours before each peer, so that each is compared with its neighbours in time.
        for system in python == nil ? ["none"] : CoordinatorRows.systems {
          rows.add(try EmptyTasks.run(setting, .init(tasks: tasks)))
          guard let python else { continue }
          if let peer = try PeerTasks.run(system, setting, python: python, tasks: max(500, tasks / 20)) {
            rows.add(peer, of: system)
          } else if round == 1 {
            Self.note("\(python) has no \(system): its row stays empty")
          }
        }
      }
      if parts.contains(.strangers) {
        // In turns, and each first in every other round: machines warm up.
        for crowd in round.isMultiple(of: 2) ? [0, 5000] : [5000, 0] {
          rows.add(try EmptyTasks.run(setting, .init(tasks: tasks, strangers: crowd)), beside: crowd)
        }
      }
      if parts.contains(.hostile) {
        for isAttacked in round.isMultiple(of: 2) ? [false, true] : [true, false] {
          // Long enough that what they may take at first, having saved it up, does not count for much.
          let work = EmptyTasks.Work(
            tasks: max(tasks, 250_000), isAttacked: isAttacked, load: isAttacked ? 0 : taken)
          let run = try EmptyTasks.run(setting, work)
          if isAttacked { taken = run.ownProcessors }
          rows.add(run, isAttacked: isAttacked)
          for (role, count) in run.attacks {
            Self.note("the hostile \(role.rawValue) sent \(count) messages")
          }
        }
      }
      if parts.contains(.artifacts) {
        rows.addSmall(try EmptyTasks.run(setting, .init(tasks: tasks / 2, payload: 1000)))
        let slow = EmptyTasks.Work(tasks: 2000, payload: 20_000, flushMicroseconds: 5000)
        rows.addSlow(try EmptyTasks.run(setting, slow))
      }
      if parts.contains(.programs) {
        let count = max(500, tasks / 50)
        let alone = try ProgramTasks.alone(setting, tasks: count)
        let ours = try ProgramTasks.run(setting, tasks: count)
        rows.addPrograms(ours, parallel: try ProgramTasks.parallel(setting, tasks: count), alone: alone)
        rows.addMetricLines(try ProgramTasks.metricLines(setting, lines: 1_000_000))
      }
      if parts.contains(.simulation) { rows.add(try SimulationRun.run(setting)) }
      if parts.contains(.million) { rows.add(try MillionTasks.run(setting)) }
      Self.note("round \(round) of \(common.rounds) is done, \(MachineSummary.load())")
    }
    let document = BenchmarkDocument(rows: rows.measured)
    print(common.json ? try document.json() : document.table())
  }

  private enum Part: String, CaseIterable {
    case empty, strangers, hostile, artifacts, programs, million, simulation
  }

  private func parts() throws -> Set<Part> {
    guard let only else { return Set(Part.allCases) }
    return Set(
      try only.split(separator: ",").map { word in
        guard let part = Part(rawValue: String(word)) else {
          throw ValidationError(
            "--only takes empty, strangers, hostile, artifacts, programs, million and simulation, found \(word)"
          )
        }
        return part
      })
  }

  /// Says something on stderr, where it does not disturb a program that reads the results.
  private static func note(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}
