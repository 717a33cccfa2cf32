internal import Foundation
internal import Platform
internal import SweepModel

/// Files of this machine that are copied to others.
package enum LocalFile {
  /// The part of an access file that matters here.
  private struct Access: Decodable {
    let role: String
    let endpoint: String
  }

  /// Looks whether the file can do its work elsewhere, before it is copied to a hundred machines.
  ///
  /// - Throws: ``DeployError/localFile(path:problem:)``.
  static func checkAccess(_ path: String) throws(DeployError) {
    let access = try readAccess(path)
    guard access.role == "worker" else {
      throw .localFile(path: path, problem: "it is a client's access file; workers need worker.access.json")
    }
  }

  /// The address in an access file where only this machine can reach it, else nil.
  ///
  /// - Throws: ``DeployError/localFile(path:problem:)``.
  package static func localEndpoint(ofAccess path: String) throws(DeployError) -> String? {
    let endpoint = try readAccess(path).endpoint
    let isLocal = ["tcp://127.", "tcp://localhost:", "tcp://[::1]", "ipc:", "inproc:"].contains {
      endpoint.hasPrefix($0)
    }
    return isLocal ? endpoint : nil
  }

  private static func readAccess(_ path: String) throws(DeployError) -> Access {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .localFile(
        path: path,
        problem:
          "there is no such file that can be read; name the coordinator's worker.access.json with --access")
    }
    guard data.count <= 65_536, let text = try? TextReader.text(of: [UInt8](data)),
      let access = try? JSONDecoder().decode(Access.self, from: Data(text.utf8))
    else {
      throw .localFile(path: path, problem: "it is no access file; copy worker.access.json again")
    }
    return access
  }

  /// SHA-256 of a program, in hexadecimal.
  ///
  /// - Throws: ``DeployError/localFile(path:problem:)``.
  static func digest(ofProgram path: String) throws(DeployError) -> String {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped), !data.isEmpty,
      access(path, X_OK) == 0
    else {
      throw .localFile(
        path: path, problem: "it is no program that can be read and run; name one with --binary")
    }
    return Digest(of: data).hex
  }
}
