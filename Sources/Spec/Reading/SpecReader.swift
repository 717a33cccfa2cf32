internal import Dispatch
internal import Foundation
internal import Synchronization

/// Turns untrusted bytes into a ``SpecNode`` tree of bounded size and depth, or says why not.
enum SpecReader {
  /// The largest spec, in bytes.
  static let sizeLimit = 1 << 20
  /// The deepest nesting.
  static let depthLimit = 64
  /// The most keys of one mapping: no experiment has as many parameters, and keys are looked up one by one.
  static let keyLimit = 1000

  /// - Parameter file: what marks and messages call the source.
  /// - Throws: ``SpecErrors`` with a single problem.
  static func read(_ bytes: [UInt8], file: String) throws(SpecErrors) -> SpecNode {
    let text = try decode(bytes, file: file)
    // Yams recurses once per level and libyaml stops only at 1000 of them, which is more than the stack
    // of the calling thread may hold; hence a thread whose stack is known to be large enough.
    let outcome = Outcome()
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      do throws(SpecErrors) {
        // Judged by the library itself: `&` in a comment or in quotes is no anchor.
        if let harmless = withoutAliases(text) { _ = try compose(harmless, file: file) }
        let node = try compose(text, file: file)
        outcome.result.withLock { $0 = .success(node) }
      } catch {
        outcome.result.withLock { $0 = .failure(error) }
      }
      done.signal()
    }
    thread.stackSize = 32 << 20
    thread.start()
    done.wait()
    switch outcome.result.withLock({ $0 }) {
    case .success(let node): return node
    case .failure(let errors): throw errors
    case nil: throw SpecErrors([SpecProblem(SpecMark(file: file, line: 1, column: 1), "nothing was read")])
    }
  }

  private final class Outcome: Sendable {
    let result = Mutex<Result<SpecNode, SpecErrors>?>(nil)
  }
}
