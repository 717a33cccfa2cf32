internal import ArgumentParser
internal import Coordinator
internal import Foundation
internal import Messages
internal import SweepModel

struct WaitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wait", abstract: "Wait until a sweep has ended; the exit code says how.",
    discussion:
      "Exit codes: 0 all done; 1 tasks failed or were cancelled, or the sweep was; 4 the time is up.")

  @Argument(help: ArgumentHelp("id, prefix, name, number or last", valueName: "sweep")) var sweep = "last"
  @Option(help: ArgumentHelp("Give up after this long.", valueName: "duration")) var limit: String?
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let limit = try self.limit.map {
      try DurationArgument.seconds($0, option: "--limit", in: 0...DurationArgument.waits.upperBound)
    }
    let watch = SignalWatch()
    let follower = try SweepFollower(sweep, connection, watch: watch)
    var lastTrouble: String?
    var notice = SilenceNotice()
    let status = try follower.follow(
      limit: limit,
      wait: { silence in
        if let text = notice.due(silence: silence) { Output.note("percolate: \(text)") }
      },
      show: { status in
        if let news = notice.answered() { Output.note("percolate: \(news)") }
        if let trouble = status.trouble, trouble != lastTrouble { Output.note("percolate: \(trouble)") }
        lastTrouble = status.trouble
      })
    if output.json {
      try Output.json(status)
    } else if let row = status.sweeps.first {
      Output.line("\(row.name) (\(row.id)) \(row.state): \(StatusLine.census(row.census))")
    }
    throw Exit(code: SweepFollower.exitCode(status))
  }
}
