internal import Glibc

/// A thread of the operating system that can be joined, for loops that block.
///
/// What the body captures belongs to the new thread alone from then on.
package struct OwnedThread: Sendable {
  private let id: pthread_t

  private final class Body {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
  }

  /// Starts the thread.
  package init(_ run: sending @escaping () -> Void) throws(ZMQError) {
    let body = Unmanaged.passRetained(Body(run))
    var id = pthread_t()
    let code = pthread_create(
      &id, nil,
      { argument in
        if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, body.toOpaque())
    guard code == 0 else {
      body.release()
      throw ZMQError(operation: "start a thread", code: code)
    }
    self.id = id
  }

  /// Waits for the end of the body, and of what it captured. To be called once.
  package func join() { pthread_join(id, nil) }
}
