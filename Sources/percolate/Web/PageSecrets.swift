internal import Dashboard
internal import Foundation
internal import Platform

/// Where a data directory keeps what lets browsers in, and the port, so that pages that are open go on after a restart.
/// A page for reading has others: its address is given to more people.
struct PageSecrets {
  private let path: String
  private(set) var secrets: DashboardSecrets

  /// Those of the directory, or new ones where it has none that can be trusted.
  init(in data: String, isReadOnly: Bool) {
    path = data + (isReadOnly ? "/page-read-only.json" : "/page.json")
    let bytes = try? PrivateFile.read(path, limit: 4096)
    let known = bytes.flatMap { try? JSONDecoder().decode(DashboardSecrets.self, from: Data($0)) }
    secrets = known.flatMap { $0.isWhole ? $0 : nil } ?? DashboardSecrets()
  }

  /// Keeps them with the port that was found. A page that cannot keep them has new ones at the next start.
  mutating func keep(port: Int) {
    guard secrets.port != port || !PrivateFile.exists(path) else { return }
    secrets.port = port
    guard let data = try? JSONEncoder().encode(secrets) else { return }
    try? PrivateFile.write([UInt8](data), to: path)
  }
}
