internal import ArgumentParser
internal import Foundation
internal import Journal
internal import Messages
internal import SweepModel

struct DiskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "disk", abstract: "Show what takes how much of a data directory, by sweep.",
    discussion: """
      A task that several sweeps plan counts for the one that was submitted first. `percolate prune` and `percolate \
      delete` make room.
      """)

  @Option(help: ArgumentHelp("Directory with the journal and results.", valueName: "dir")) var data: String?
  @OptionGroup var output: OutputOptions

  func run() throws {
    let document: DiskDocument
    do throws(JournalError) {
      let reader = try JournalReader.open(at: DataDirectory.existing(at: DataPath.resolve(data)))
      document = DiskDocument(try reader.space(), try reader.sweeps())
    } catch {
      throw Problem(ExitStatus.unreachable, "\(error)")
    }
    if output.json { return try Output.json(document) }
    if !document.sweeps.isEmpty {
      Output.line(
        Output.table(
          ["sweep", "name", "tasks", "results", "files", "checkpoints", "streamed values"],
          document.sweeps.map { sweep in
            [
              sweep.id, sweep.name, "\(sweep.tasks)", "\(sweep.results)", ByteCount.format(sweep.fileBytes),
              ByteCount.format(sweep.checkpointBytes), "\(sweep.streamedValues)",
            ]
          }))
      Output.line()
    }
    Output.line(
      Output.table(
        ["in the directory", "size"], document.parts.map { [$0.name, ByteCount.format($0.bytes)] }))
  }
}

/// What `disk` found.
struct DiskDocument: Document {
  struct Sweep: Codable, Sendable {
    var id: String
    var name: String
    /// Without those that an earlier sweep has too.
    var tasks: Int
    var results: Int
    var fileBytes: Int
    var checkpointBytes: Int
    var streamedValues: Int
  }

  var version = 1
  var sweeps: [Sweep]
  var journalBytes: Int
  /// Of the journal, what holds nothing and will be used again.
  var journalFreeBytes: Int
  var artifactBytes: Int
  /// Of the artifacts, what no task names.
  var unnamedBytes: Int
  var programBytes: Int
  var checkpointBytes: Int
  var reportBytes: Int
  var diskFreeBytes: Int

  init(_ use: SpaceUse, _ stored: [StoredSweep]) {
    let headers = stored.reduce(into: [:]) { $0[$1.number] = $1.header }
    sweeps = use.sweeps.compactMap { sweep in
      headers[sweep.number].map { header in
        Sweep(
          id: "\(header.id)", name: header.name, tasks: sweep.tasks, results: sweep.results,
          fileBytes: sweep.files, checkpointBytes: sweep.checkpoints, streamedValues: sweep.streamedValues)
      }
    }
    journalBytes = use.journal
    journalFreeBytes = use.journalFree
    artifactBytes = use.artifacts
    unnamedBytes = use.unnamed
    programBytes = use.programs
    checkpointBytes = use.checkpoints
    reportBytes = use.reports
    diskFreeBytes = use.free
  }

  /// As the table shows them.
  var parts: [(name: String, bytes: Int)] {
    [
      ("journal with its log", journalBytes), ("  of it free for new rows", journalFreeBytes),
      ("artifacts/", artifactBytes), ("  of it named by no task", unnamedBytes), ("files/", programBytes),
      ("checkpoints/", checkpointBytes), ("reports/", reportBytes), ("free on the disk", diskFreeBytes),
    ]
  }
}
