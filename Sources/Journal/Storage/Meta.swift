internal import Foundation
internal import GRDB
internal import Platform
internal import SweepModel

/// The journal's notes about itself.
struct Meta {
  private let database: Database

  init(_ database: Database) { self.database = database }

  /// Counts one more coordinator and returns which one it is, from 1.
  func startCoordinator(percolateVersion: String) throws -> Int {
    let epoch = (try value("coordinator-epoch").flatMap { Int($0) } ?? 0) &+ 1
    try set("coordinator-epoch", String(epoch))
    try set("percolate-version", percolateVersion)
    try set("host", ProcessInfo.processInfo.hostName)
    if try value("created-at") == nil { try set("created-at", WallClock.text) }
    return epoch
  }

  /// Everything, by name.
  func all() throws -> [String: String] {
    var values: [String: String] = [:]
    try PreparedStatement(database, "SELECT key, value FROM meta").forEach { values[$0.text(0)] = $0.text(1) }
    return values
  }

  private func value(_ key: String) throws -> String? {
    let select = try PreparedStatement(database, "SELECT value FROM meta WHERE key = ?1")
    try select.bind(1, key)
    return try select.first { $0.text(0) }
  }

  private func set(_ key: String, _ value: String) throws {
    let insert = try PreparedStatement(database, "INSERT OR REPLACE INTO meta(key, value) VALUES(?1, ?2)")
    try insert.bind(1, key)
    try insert.bind(2, value)
    try insert.run()
  }
}
