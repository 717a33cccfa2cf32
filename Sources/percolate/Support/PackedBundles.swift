internal import Programs
internal import Spec
internal import SweepModel
internal import Synchronization

/// The files of programs that were packed while specs were read, each packed once.
final class PackedBundles: Sendable {
  /// Files, packed.
  struct Bundle: Sendable {
    var name: ProgramBundle
    var bytes: [UInt8]
  }

  private struct Key: Hashable {
    var names: [String]
    var folder: String
    var excluding: [String]
  }

  private let bundles = Mutex<[Key: Bundle]>([:])

  /// Packs files.
  func pack(
    _ names: [String], in folder: String, excluding: [String]
  ) throws(ProgramFiles.Problem) -> ProgramBundle {
    let key = Key(names: names, folder: folder, excluding: excluding)
    if let known = bundles.withLock({ $0[key] }) { return known.name }
    do throws(FileBundle.Problem) {
      let bytes = try FileBundle.pack(names, in: folder, excluding: excluding)
      let bundle = Bundle(name: FileBundle.name(of: bytes), bytes: bytes)
      bundles.withLock { $0[key] = bundle }
      return bundle.name
    } catch {
      throw ProgramFiles.Problem(name: error.name, reason: error.description)
    }
  }

  /// Those of that name; nil where none were packed here.
  func bundle(_ name: ProgramBundle?) -> Bundle? {
    bundles.withLock { all in all.values.first { $0.name == name } }
  }
}
