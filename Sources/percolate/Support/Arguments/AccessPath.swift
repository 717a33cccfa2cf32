internal import Foundation

/// Which access file a command uses: what is said explicitly comes before the environment, and what is more special
/// before what is more general.
enum AccessPath {
  /// - Parameters:
  ///   - access: `--access`.
  ///   - data: `--data`, which means the file in that directory.
  /// - Returns: the file that was named, by `--access` or, where no `--data` stands against it, by
  ///   `$PERCOLATE_ACCESS`; nil where it is one of the data directory.
  static func named(access: String?, data: String?) -> String? {
    access ?? (data == nil ? EnvironmentPath.of("PERCOLATE_ACCESS") : nil)
  }

  /// A worker's file: the one that was named, or that of the data directory.
  static func worker(access: String?, data: String?) -> String {
    named(access: access, data: data) ?? DataPath.resolve(data) + "/worker.access.json"
  }

  /// A client's file of a data directory: the owner's, for who runs the coordinator, or the client's.
  static func client(in directory: String) -> String {
    let owner = directory + "/keys/owner.access.json"
    return FileManager.default.isReadableFile(atPath: owner) ? owner : directory + "/client.access.json"
  }
}
