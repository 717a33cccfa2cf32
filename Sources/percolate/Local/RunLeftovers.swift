internal import Deploy
internal import Foundation
internal import Journal
internal import SweepModel

/// What `run` leaves in its data directory.
struct RunLeftovers {
  private let data: String
  /// Whether this run has made the directory.
  private let isNew: Bool

  /// To be made before anything else is.
  init(data: String) {
    self.data = data
    isNew = !FileManager.default.fileExists(atPath: data)
  }

  /// Where the worker of a number keeps results that the coordinator does not have yet.
  static func workerDirectory(_ number: Int, in data: String) -> String { "\(data)/workers/\(number)" }

  /// Removes the folders of workers that have nothing to keep.
  func removeEmptyFolders() {
    let workers = data + "/workers"
    for name in (try? FileManager.default.contentsOfDirectory(atPath: workers)) ?? [] {
      rmdir("\(workers)/\(name)")
    }
    rmdir(workers)
    rmdir(data + "/reports")
  }

  /// Removes the directory where this run has made it and no sweep is in it.
  ///
  /// - Returns: whether it is gone.
  func removeIfUnused() -> Bool {
    guard isNew, let directory = try? DataDirectory.existing(at: data),
      let reader = try? JournalReader.open(at: directory), (try? reader.sweeps().isEmpty) == true
    else { return false }
    return (try? FileManager.default.removeItem(atPath: data)) != nil
  }

  /// How much is there, and how to be rid of it; nil where that cannot be told.
  var sentence: String? {
    guard let bytes = RunLeftovers.size(of: data) else { return nil }
    return
      "\(data) has \(ByteCount.format(bytes)); delete it with `rm -r \(ShellText.quoted(data))` if you want none of it"
  }

  private static func size(of directory: String) -> Int? {
    guard let files = FileManager.default.enumerator(atPath: directory) else { return nil }
    var sum = 0
    for case let name as String in files {
      var status = stat()
      if lstat(directory + "/" + name, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
        sum += Int(status.st_blocks) * 512
      }
    }
    return sum
  }
}
