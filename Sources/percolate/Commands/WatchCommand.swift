internal import Analysis
internal import ArgumentParser
internal import Coordinator
internal import Foundation
internal import Messages

struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Follow a sweep: census, rate, time left, the first curve as it grows, running tasks.")

  @Argument(help: ArgumentHelp("id, prefix, name, number or last", valueName: "sweep")) var sweep = "last"
  @OptionGroup var connection: ConnectionOptions

  func run() throws {
    let watch = SignalWatch()
    let display = ProgressDisplay(isQuiet: false)
    let follower = try SweepFollower(sweep, connection, watch: watch)
    let view = LiveView(follower.source)
    let status: StatusDocument
    do {
      status = try follower.follow(
        limit: nil, wait: { display.tick(silence: $0) },
        show: { status in display.show(status) { view.content(of: $0, at: status.stateVersion) } })
    } catch {
      display.end()
      throw error
    }
    display.end()
    for row in status.sweeps {
      Output.line("\(row.name) (\(row.id)) \(row.state): \(StatusLine.census(row.census))")
    }
    throw Exit(code: SweepFollower.exitCode(status))
  }
}
