/// How many connections a coordinator holds, so that it always has descriptors left for its files.
struct ConnectionBounds: Equatable, Sendable {
  /// Connections in all; beyond it those that have not proved a key are closed.
  var total: Int
  /// Connections that have not proved a key.
  var strangers: Int

  /// Handshakes at once in a large cluster whose workers all start in the same second. Each may cost the
  /// 20 KiB of libzmq's buffers.
  private static let mostStrangers = 4096
  /// The journal, the lock, eventfds, artifacts being read and written.
  private static let files = 64

  /// The bounds under a limit on descriptors.
  ///
  /// An eighth stays free beside the files: libzmq accepts before anybody can tell it not to, and closing
  /// what was too much takes a moment.
  init(descriptors limit: Int) {
    total = max(16, limit - ConnectionBounds.files - limit / 8)
    strangers = min(total, ConnectionBounds.mostStrangers)
  }

  init(total: Int, strangers: Int) {
    self.total = total
    self.strangers = strangers
  }
}
