internal import ArgumentParser
internal import Journal

/// Reads all results of a data directory and prints how many there are: the end of what a benchmark of durable
/// tasks times, in a process of its own that knows nothing but the disk.
struct ResultReader: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "read-results", shouldDisplay: false)

  @Argument var directory: String

  func run() throws {
    let reader = try JournalReader.open(at: DataDirectory.existing(at: directory))
    print(try reader.sweeps().reduce(0) { try $0 + reader.checkResults(of: $1.number) })
  }
}
