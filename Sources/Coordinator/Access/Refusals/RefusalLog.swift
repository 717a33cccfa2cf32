/// What the log says of refusals: the first of a kind at once, those after it once a minute as a count.
///
/// Whoever is refused must not be able to fill the log, from however many addresses and for however many
/// reasons, so everything here is bounded.
struct RefusalLog {
  /// Seconds between two lines for the same reason.
  static let quietSeconds = 60.0
  /// Reasons told apart for one subject; more than there are, unless peers make them up.
  static let maximumReasons = 16
  /// Addresses told apart for one reason.
  static let maximumHosts = 1000

  private struct Key: Hashable {
    var subject: Refusal.Subject
    var why: String
  }

  private struct Window {
    var since: Double
    var count = 0
    var hosts: Set<String> = []
    var newest: String?
  }

  private var windows: [Key: Window] = [:]

  /// Takes a refusal.
  ///
  /// - Parameter now: seconds of a clock that never goes back.
  /// - Returns: a line, where there was none for that reason in the last minute.
  mutating func add(_ refusal: Refusal, now: Double) -> String? {
    var key = Key(subject: refusal.subject, why: refusal.why)
    if windows[key] == nil {
      if windows.keys.count(where: { $0.subject == key.subject }) < RefusalLog.maximumReasons {
        windows[key] = Window(since: now)
        let host = refusal.host ?? "an unknown address"
        let what = refusal.subject == .message ? "a message from" : "peer"
        return "refused \(what) \(host)\(refusal.detail): \(refusal.why)"
      }
      key.why = "several other reasons"
    }
    var window = windows[key] ?? Window(since: now)
    window.count += 1
    if let host = refusal.host {
      if window.hosts.count < RefusalLog.maximumHosts { window.hosts.insert(host) }
      window.newest = host
    }
    windows[key] = window
    return nil
  }

  /// The counts that are due. A reason that came up no more in its minute is forgotten.
  mutating func due(now: Double) -> [String] {
    take { now - $0 >= RefusalLog.quietSeconds }.map { line, key in
      windows[key] = Window(since: now)
      return line
    }
  }

  /// All counts that were not told yet, for the end.
  mutating func all() -> [String] { take { _ in true }.map(\.line) }

  /// Ends windows and tells what happened in them.
  private mutating func take(_ isOver: (Double) -> Bool) -> [(line: String, key: Key)] {
    var lines: [(line: String, key: Key)] = []
    for (key, window) in windows where isOver(window.since) {
      windows[key] = nil
      if window.count > 0 { lines.append((RefusalLog.line(key, window), key)) }
    }
    return lines.sorted { $0.line < $1.line }
  }

  private static func line(_ key: Key, _ window: Window) -> String {
    let what = key.subject.rawValue + (window.count == 1 ? "" : "s")
    let hosts =
      switch (window.hosts.count, window.newest) {
      case (0, _), (_, nil): ""
      case (1, let host?): " from \(host)"
      case (maximumHosts, let host?): " from at least \(maximumHosts) addresses, the newest \(host)"
      case (let count, let host?): " from \(count) addresses, the newest \(host)"
      }
    return "refused \(window.count) more \(what)\(hosts) in the last minute: \(key.why)"
  }
}
