internal import Foundation
internal import Platform
internal import SweepModel
internal import ZeroMQ

/// What a peer needs to reach a coordinator: its addresses, its public key and the peer's own key pair.
///
/// Whoever can read the file can act in its role, so it is written for its owner only (mode 0600) and
/// refused when others could have read or written it.
package struct AccessFile: Codable, Equatable, Sendable {
  /// What the holder may do.
  package enum Role: String, Codable, Sendable, CaseIterable {
    /// Submit, cancel, watch and read sweeps.
    case client
    /// Run tasks.
    case worker
  }

  /// The format of this file.
  package var version = 1
  package var role: Role
  /// ZeroMQ endpoint, such as `tcp://head:7733`.
  package var endpoint: String
  /// The coordinator's public key, Z85; nil on an unencrypted loopback endpoint.
  package var serverKey: String?
  /// The holder's key pair, Z85.
  package var publicKey: String?
  package var secretKey: String?

  package init(role: Role, endpoint: String, serverKey: String?, publicKey: String?, secretKey: String?) {
    self.role = role
    self.endpoint = endpoint
    self.serverKey = serverKey
    self.publicKey = publicKey
    self.secretKey = secretKey
  }

  /// Reads and checks a file.
  ///
  /// - Throws: ``AccessFileError``.
  package static func load(_ path: String) throws(AccessFileError) -> AccessFile {
    func refuse(_ problem: String) -> AccessFileError { AccessFileError(path: path, problem: problem) }
    let bytes: [UInt8]
    do throws(PrivateFile.Failure) { bytes = try PrivateFile.read(path, limit: 65_536) } catch {
      guard error.code == ENOENT || error.code == ENOTDIR else { throw refuse(error.description) }
      throw refuse(
        "there is no such file; copy it from the coordinator's data directory or name another with --access")
    }
    let text: String
    do throws(TextProblem) { text = try TextReader.text(of: bytes) } catch { throw refuse("\(error)") }
    let file: AccessFile
    do {
      // `server_key` as in every document, and `serverKey` as it is written, so that a program of an earlier release
      // can read the file and get as far as a refusal that says what to upgrade.
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      file = try decoder.decode(AccessFile.self, from: Data(text.utf8))
    } catch {
      throw refuse("it is no access file (JSON with version, role, endpoint and keys)")
    }
    guard file.version == 1 else {
      throw refuse("its version is \(file.version), this program reads version 1")
    }
    for key in [file.serverKey, file.publicKey, file.secretKey].compactMap({ $0 })
    where !CurveKeyPair.isValidKey(key) {
      throw refuse("a key in it is not 40 characters of Z85; copy the file again")
    }
    if file.serverKey != nil, file.publicKey == nil || file.secretKey == nil {
      throw refuse("it names the coordinator's key but lacks a key pair of its own")
    }
    return file
  }

  /// Writes the file for its owner only, in one step.
  ///
  /// - Throws: ``AccessFileError``.
  package func write(_ path: String) throws(AccessFileError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      let data = try encoder.encode(self) + Data("\n".utf8)
      try PrivateFile.write([UInt8](data), to: path)
    } catch {
      throw AccessFileError(path: path, problem: "\(error)")
    }
  }
}
