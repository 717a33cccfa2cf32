internal import Messages
internal import Scheduling
internal import SweepModel
internal import Transport

/// Large files of results that are arriving in pieces, ahead of the results that name them.
///
/// Their bytes go to disk as they come; here is only what is counted and hashed. Each belongs to the session that
/// sends it: a worker that says hello again begins again.
struct ArtifactUploads {
  private struct Key: Hashable {
    var task: TaskNumber
    var attempt: Int
    var name: String
  }

  private struct Upload {
    var file: String
    var arrival = PieceArrival.artifact()
    var hash = DigestStream()
    /// What it begins with, by which some kinds of content are known.
    var beginning: [UInt8] = []
    var whole: Digest?
  }

  /// A file that is whole.
  struct Arrived: Equatable {
    var name: String
    var digest: Digest
    var size: Int
    /// Its first bytes, at most ``beginningLimit``.
    var beginning: [UInt8]
    /// What gives it its place.
    var adoption: ArrivalWrite
  }

  /// Files that one session may have arriving or waiting for their results. A result has a few.
  static let limit = 1024
  /// Bytes at the beginning of a file that are kept.
  static let beginningLimit = 64

  private var sessions: [WorkerSession: [Key: Upload]] = [:]
  private var nextFile = 0

  /// Takes the next piece of a file.
  ///
  /// - Returns: what to write; nil for a piece that is there already or does not fit.
  mutating func take(_ part: WireArtifactPart, of task: TaskNumber, from session: WorkerSession)
    -> ArrivalWrite?
  {
    let key = Key(task: task, attempt: Int(part.attempt), name: part.name)
    var upload: Upload
    if let known = sessions[session]?[key] {
      upload = known
    } else {
      guard sessions[session, default: [:]].count < ArtifactUploads.limit else { return nil }
      upload = Upload(file: "\(nextFile)")
      nextFile += 1
    }
    switch upload.arrival.take(part) {
    case .known, .unfit: return nil
    case .first:
      upload.hash = DigestStream()
      upload.beginning = []
      upload.whole = nil
    case .next: break
    }
    upload.hash.append(part.content)
    upload.beginning += part.content.prefix(ArtifactUploads.beginningLimit - upload.beginning.count)
    if upload.arrival.isComplete { upload.whole = upload.hash.digest }
    sessions[session, default: [:]][key] = upload
    return ArrivalWrite(
      .artifacts, upload.file, .piece(offset: Int(clamping: part.offset), content: [UInt8](part.content)))
  }

  /// The file that a result names without its content; nil where not all of it came, or another one.
  func arrived(
    _ file: WireArtifact, of task: TaskNumber, attempt: Int, from session: WorkerSession
  ) -> Arrived? {
    guard let upload = sessions[session]?[Key(task: task, attempt: attempt, name: file.name)],
      let whole = upload.whole, whole == Digest(bytes: file.digest), upload.arrival.received == file.size
    else { return nil }
    return Arrived(
      name: file.name, digest: whole, size: Int(clamping: file.size), beginning: upload.beginning,
      adoption: ArrivalWrite(.artifacts, upload.file, .adopt(whole)))
  }

  /// A result was recorded; what it named is adopted by then.
  mutating func forget(_ names: [String], of task: TaskNumber, attempt: Int, from session: WorkerSession) {
    for name in names { sessions[session]?[Key(task: task, attempt: attempt, name: name)] = nil }
  }

  /// The task has ended, or its attempt: what else a session sent of it is not needed.
  mutating func drop(_ task: TaskNumber, from session: WorkerSession) -> [ArrivalWrite] {
    guard let uploads = sessions[session] else { return [] }
    let dropped = uploads.filter { $0.key.task == task }
    for key in dropped.keys { sessions[session]?[key] = nil }
    return dropped.values.map { ArrivalWrite(.artifacts, $0.file, .abandon) }
  }

  /// The session is over.
  mutating func drop(_ session: WorkerSession) -> [ArrivalWrite] {
    (sessions.removeValue(forKey: session) ?? [:]).values.map { ArrivalWrite(.artifacts, $0.file, .abandon) }
  }
}
