internal import ArgumentParser
internal import Foundation
internal import Web

/// Where the page is served, and how it is protected there.
struct PageAddress {
  var address: WebAddress
  var certificate: WebConfiguration.Certificate?

  /// Whether any port will do.
  var isAnyPort: Bool { address.port == 0 }

  /// What stands in the printed address.
  var shownHost: String {
    ["0.0.0.0", "::"].contains(address.host) ? ProcessInfo.processInfo.hostName : address.host
  }
}

/// The options of commands that serve the page.
struct PageOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A certificate with its chain in PEM format: the page speaks HTTPS.", valueName: "file"))
  var certificate: String?
  @Option(help: ArgumentHelp("The certificate's key in PEM format.", valueName: "file"))
  var certificateKey: String?
  @Flag(
    help: """
      Serve elsewhere than on this machine without a certificate: whoever can listen on the network reads the page and its \
      token, and can do what you can.
      """)
  var plainHTTP = false
  @Flag(help: "The page has no commands.") var readOnly = false

  /// The same for a process that serves it.
  var arguments: [String] {
    var arguments: [String] = []
    if let certificate { arguments += ["--certificate", certificate] }
    if let certificateKey { arguments += ["--certificate-key", certificateKey] }
    if plainHTTP { arguments.append("--plain-http") }
    if readOnly { arguments.append("--read-only") }
    return arguments
  }

  /// - Throws: ``Problem`` for what is no address, or not safe.
  func place(_ text: String?) throws -> PageAddress {
    let text = text ?? "127.0.0.1:0"
    guard let address = WebAddress(text) else {
      throw Problem(
        ExitStatus.usage, "the page's address is HOST:PORT, such as 127.0.0.1:8765, found `\(text)`")
    }
    switch (certificate, certificateKey) {
    case (let chain?, let key?):
      return PageAddress(address: address, certificate: .init(chain: chain, key: key))
    case (nil, nil): break
    default:
      throw Problem(ExitStatus.usage, "--certificate and --certificate-key go together")
    }
    guard address.isLoopback || plainHTTP else {
      throw Problem(
        ExitStatus.usage,
        "\(text) can be reached from other machines, and without a certificate the page's token could be read on the way. "
          + "Give --certificate and --certificate-key, or take 127.0.0.1 and a tunnel: "
          + "`ssh -L 8765:127.0.0.1:8765 HEADNODE`. --plain-http serves it all the same")
    }
    return PageAddress(address: address, certificate: nil)
  }
}

/// The options of commands that have a page beside them.
struct PageBesideOptions: ParsableArguments {
  @Flag(
    name: .customLong("page"),
    help: ArgumentHelp(
      "Serve a live page for a browser and print its address; with HOST:PORT behind it there, else on a free port of "
        + "127.0.0.1."))
  var isWanted = false
  @Option(name: .customLong("page-address"), help: .hidden) var address: String?
  @OptionGroup var options: PageOptions

  /// - Throws: ``Problem`` where a page that is wanted could not be served so, before anything is started.
  func check() throws {
    if isWanted { _ = try options.place(address) }
  }
}
