internal import Coordinator
internal import Experiments
internal import Foundation
internal import Journal
internal import Logging
internal import SweepModel
internal import Transport

/// A coordinator for the time of one command, on a data directory that none is running on. It has no workers, and
/// leaves the directory as a stopped coordinator does.
final class RestingCoordinator {
  private let coordinator: LocalCoordinator
  /// Answers as any coordinator.
  let source: DocumentSource

  /// Whether a directory has a journal that nobody works on.
  static func serves(_ options: ConnectionOptions) -> Bool {
    guard options.namedAccess == nil, !DocumentSource.isCoordinatorRunning(on: options.dataDirectory)
    else {
      return false
    }
    return (try? DataDirectory.existing(at: options.dataDirectory)) != nil
  }

  /// - Throws: ``Problem``.
  init(_ options: ConnectionOptions) throws {
    let data = options.dataDirectory
    var access: AccessFile
    do throws(AccessFileError) { access = try AccessFile.load(AccessPath.client(in: data)) } catch {
      throw Problem(ExitStatus.unreachable, "\(error)")
    }
    var logger = Logger(label: "coordinator") { PlainLogHandler(StreamLogHandler.standardError(label: $0)) }
    logger.logLevel = .error
    var configuration = CoordinatorConfiguration(
      dataDirectory: data, catalog: .builtIn, version: Version.text, logger: logger)
    configuration.listen = "tcp://127.0.0.1:*"
    configuration.isInsecure = access.serverKey == nil
    // They name the address of the coordinator that will run here again.
    configuration.refreshesAccess = false
    do { coordinator = try LocalCoordinator(configuration) } catch {
      throw Problem(ExitStatus.unreachable, "\(error)")
    }
    access.endpoint = coordinator.endpoint
    do {
      source = try DocumentSource(access: access, timeout: 60)
    } catch {
      coordinator.requestStop()
      throw error
    }
  }

  /// Stops it; what it was told is on disk.
  func stop() throws {
    coordinator.requestStop()
    do { try coordinator.join() } catch { throw Problem(ExitStatus.someFailed, "\(error)") }
  }
}
