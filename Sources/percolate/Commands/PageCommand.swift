internal import ArgumentParser
internal import Foundation
internal import Platform

struct PageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "page",
    abstract: "Serve a live page of all sweeps for a browser, and print its address.",
    discussion: """
      Needs a client key, or a data directory, also one at rest. The address has a token that lets your browser in; whoever \
      has it can do what you can, unless --read-only is given. From a laptop: `ssh -L 8765:127.0.0.1:8765 HEADNODE` and \
      `percolate page --listen 127.0.0.1:8765` there.
      """)

  @Option(
    help: ArgumentHelp("Where to listen. Default: a free port of 127.0.0.1.", valueName: "host:port"))
  var listen: String?
  @OptionGroup var page: PageOptions
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var log: LogOptions
  @Option(help: .hidden) var parentProcess: Int32?

  func run() throws {
    let place = try page.place(listen)
    try OpenFiles.require(OpenFiles.forServers, for: "the page")
    // The coordinator and its workers come first.
    setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 5)
    if let parentProcess { ParentDeath.endWith(parentProcess) }
    // Whoever starts it should know at once that there is nothing to show.
    let connection = connection
    try DocumentSource.require(connection)
    let done = DispatchSemaphore(value: 0)
    let watch = SignalWatch { _ in done.signal() }
    let service = try PageService(
      place, isReadOnly: page.readOnly,
      keepingIn: connection.namedAccess == nil ? connection.dataDirectory : nil, logger: log.logger("page")
    ) {
      let source = try DocumentSource(connection)
      source.saysSilence = false
      return source
    }
    Output.line(service.address)
    done.wait()
    service.stop()
    withExtendedLifetime(watch) {}
  }
}
