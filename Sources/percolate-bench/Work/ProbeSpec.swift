internal import Foundation

/// Specs of tasks that compute nothing.
enum ProbeSpec {
  /// Writes a spec of so many `probe` tasks that do nothing but leave `payload` random bytes.
  ///
  /// - Returns: the file's path.
  static func write(tasks: Int, payload: Int = 0, to directory: String) throws -> String {
    let path = directory + "/empty-\(tasks).yaml"
    let text = """
      name: empty-\(tasks)
      experiment: probe
      parameters: {payload: \(payload)}
      axes:
        index: {from: 0, to: \(tasks - 1), step: 1}
      """
    do { try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: path)) } catch {
      throw BenchError("cannot write \(path): \(error)")
    }
    return path
  }
}
