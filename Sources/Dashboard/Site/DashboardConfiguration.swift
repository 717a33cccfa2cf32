package import Logging

/// What the page is served with.
package struct DashboardConfiguration: Sendable {
  /// This program's version.
  package var version: String
  /// Those of an earlier start; nil for new ones.
  package var secrets: DashboardSecrets?
  /// Nothing can be changed through it.
  package var isReadOnly = false
  /// Only names of this machine are taken for its own: a page of the web that calls itself by another one in the
  /// user's browser gets nothing.
  package var isLoopback = true
  /// Whether the browser speaks TLS with it.
  package var isEncrypted = false
  /// Told which command came from where.
  package var logger: Logger

  package init(version: String, logger: Logger) {
    self.version = version
    self.logger = logger
  }
}
