import Foundation
import Glibc
import TestSupport

/// A network of its own for a worker, joined to this machine's by a cable that can be cut: a network
/// namespace and a veth pair. Needs root and iproute2.
final class NetworkNamespace {
  let name: String
  private let cable: String
  /// The address of this machine's end.
  let hostAddress: String
  private static let ip = "/usr/sbin/ip"

  /// Why tests with namespaces cannot run here; nil where they can.
  static let obstacle: String? = {
    guard geteuid() == 0 else { return "only root makes network namespaces" }
    guard FileManager.default.isExecutableFile(atPath: ip) else { return "iproute2 is not installed" }
    let name = "percolate-try-\(getpid())"
    guard (try? run("netns", "add", name)) != nil else { return "this kernel refuses network namespaces" }
    defer { _ = try? run("netns", "delete", name) }
    // A container may have namespaces and still refuse cables between them.
    let cable = "pt\(getpid())"
    guard (try? run("link", "add", cable, "type", "veth", "peer", "name", cable + "p")) != nil else {
      return "this kernel refuses virtual cables"
    }
    _ = try? run("link", "delete", cable)
    return nil
  }()

  init() throws {
    let number = Int.random(in: 0..<16_000)
    name = "percolate-\(number)-\(getpid())"
    cable = "pc\(number)"
    // A block for tests of networks (RFC 2544), four addresses for each cable.
    let third = 128 + number / 64 % 128
    let fourth = number % 64 * 4
    hostAddress = "198.18.\(third).\(fourth + 1)"
    let otherAddress = "198.18.\(third).\(fourth + 2)"
    try NetworkNamespace.run("netns", "add", name)
    try NetworkNamespace.run("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", name)
    try NetworkNamespace.run("address", "add", hostAddress + "/30", "dev", cable)
    try NetworkNamespace.run("link", "set", cable, "up")
    try NetworkNamespace.run("-n", name, "address", "add", otherAddress + "/30", "dev", "eth0")
    try NetworkNamespace.run("-n", name, "link", "set", "eth0", "up")
    try NetworkNamespace.run("-n", name, "link", "set", "lo", "up")
  }

  deinit {
    _ = try? NetworkNamespace.run("link", "delete", cable)
    _ = try? NetworkNamespace.run("netns", "delete", name)
  }

  /// Cuts the cable at the far end, without a word to either program.
  func cut() throws { try NetworkNamespace.run("-n", name, "link", "set", "eth0", "down") }

  func heal() throws { try NetworkNamespace.run("-n", name, "link", "set", "eth0", "up") }

  /// The words that run a command inside.
  func inside(_ words: [String]) -> [String] { ["netns", "exec", name] + words }

  static let program = ip

  @discardableResult
  private static func run(_ words: String...) throws -> String {
    let process = try RunningProcess(words, program: ip)
    guard try process.exit() == .code(0) else {
      throw GaveUp(description: "ip \(words.joined(separator: " ")): \(process.errors.text)")
    }
    return process.output.text
  }
}
