internal import ZeroMQ

/// Something that a peer asked for and did not get.
struct Refusal: Sendable, Equatable {
  /// What was refused.
  enum Subject: String, Sendable { case peer, message }

  var subject: Subject
  /// The peer's address; nil where it is not known any more.
  var host: String?
  /// What tells this peer from others, such as " with key 12345678..."; only where it is told alone.
  var detail = ""
  /// Why, and what to do about it. Refusals for the same reason are counted together.
  var why: String

  init(subject: Subject, host: String?, detail: String = "", why: String) {
    self.subject = subject
    // An IPv4 address as an IPv6 socket sees it.
    self.host = host.map { $0.hasPrefix("::ffff:") && $0.contains(".") ? String($0.dropFirst(7)) : $0 }
    self.detail = detail
    self.why = why
  }

  /// A peer that did not get as far as showing a key: it speaks without encryption, for another server's key,
  /// or something that is not ZeroMQ. (A key that is not allowed is the access handler's to tell.)
  static func handshake(from host: String?) -> Refusal {
    Refusal(
      subject: .peer, host: host,
      why: "it did not get through the CURVE handshake with this coordinator's key; "
        + "start it with an access file of this data directory")
  }

  /// A connection that was closed to make room for others.
  static func crowd(from host: String?) -> Refusal {
    Refusal(
      subject: .peer, host: host,
      why: "there are too many connections for the limit on open files, and it had not shown a key; "
        + "where these are your workers, raise the limit (ulimit -Hn)")
  }

  /// A connection that was closed because of what it sent.
  static func flood(from host: String?) -> Refusal {
    Refusal(
      subject: .peer, host: host,
      why: "its connection was closed because it sent more at once than can be taken; "
        + "where this is your worker or client, it connects again and loses nothing")
  }

  /// A connection that was closed because of what it did not read.
  static func unread(from host: String?) -> Refusal {
    Refusal(
      subject: .peer, host: host,
      why: "its connection was closed because it did not read what it had asked for; "
        + "where this is your worker or client, it may be stopped, or its network very slow")
  }

  /// A connection that is not listened to for a while.
  static func useless(from host: String?) -> Refusal {
    Refusal(
      subject: .peer, host: host,
      why: "it is not listened to for some seconds, because nothing could be done with most of what it sent; "
        + "where this is your worker or client, it sends again and loses nothing")
  }

  /// A message that cannot be obeyed.
  static func message(from host: String?, why: String) -> Refusal {
    Refusal(subject: .message, host: host, why: why)
  }
}

extension Refusal {
  /// A connection that access control did not let in.
  init(_ refusal: ZAPRefusal) {
    let key = refusal.keyPrefix.map { " with key \($0)..." } ?? ""
    self.init(subject: .peer, host: refusal.request?.address, detail: key, why: refusal.reason)
  }
}
