internal import ArgumentParser
internal import Coordinator
internal import Foundation
internal import Messages
internal import Platform
internal import Results
internal import SweepModel
internal import SwiftProtobuf
internal import Transport

struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "List, add or revoke the keys that may connect.",
    subcommands: [List.self, Add.self, Revoke.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List all keys, revoked ones too.")
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let source = try DocumentSource(connection, needsCoordinator: true)
      let document: KeysDocument = try source.ask(.keys(.init()))
      if output.json { return try Output.json(document) }
      Output.line(
        Output.table(
          ["name", "role", "public key", "created", "revoked"],
          document.keys.map {
            [
              $0.name, $0.role, $0.publicKey,
              WallClock.text($0.createdAt),
              $0.revokedAt.map(WallClock.text) ?? "",
            ]
          }))
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a key, and write its access file into the coordinator's data directory.")
    @Argument(help: "Name of the key and of its access file.") var name: String
    @Option(help: ArgumentHelp("worker or client", valueName: "role")) var role: String
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let role: WireRole
      switch AccessFile.Role(rawValue: self.role) {
      case .client: role = .client
      case .worker: role = .worker
      case nil:
        throw Problem(
          ExitStatus.usage, "a key's role is `client` or `worker`, found `\(self.role.prefix(80))`")
      }
      let source = try DocumentSource(connection, needsCoordinator: true)
      let document: KeysDocument = try source.command(
        .addKey(
          .with {
            $0.name = name
            $0.role = role
          }))
      if output.json { return try Output.json(document) }
      Output.line("wrote \(document.written ?? "") on the coordinator's machine; it is a password in a file")
    }
  }

  struct Revoke: SweepAction {
    static let configuration = CommandConfiguration(
      abstract: "Refuse keys from now on, on connections that exist too.",
      discussion: """
        All of them or, where one cannot be revoked, none. The coordinator's own key, `owner`, and the last client \
        key besides it cannot be revoked.
        """)
    @Argument(help: ArgumentHelp("Names or public keys.", valueName: "key")) var keys: [String]
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    var command: WireCommand.OneOf_Command { .revokeKeys(.with { $0.keys = keys }) }
  }
}
