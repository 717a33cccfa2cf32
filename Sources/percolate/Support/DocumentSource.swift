internal import Experiments
internal import Foundation
internal import Journal
internal import Messages
internal import Platform
internal import Results
internal import SweepModel
internal import Transport
internal import ZeroMQ

/// Where answers come from: a coordinator over the network, or the journal of a data directory that no
/// coordinator is using. Both give the same documents and results; nothing is made into JSON for the latter.
final class DocumentSource {
  private var client: RequestClient?
  /// Nil where a coordinator is asked.
  let journal: JournalSource?
  private let context: Context?
  /// The directory whose journal is read.
  private var directory: String?
  /// The journal of the coordinator that is asked, where it lies on this machine: what is read of it costs the
  /// coordinator nothing.
  private(set) var beside: JournalSource?
  private let timeout: Double
  /// Whether a question that is not answered for some seconds is spoken of. Off where a display says it.
  var saysSilence = true

  /// The coordinator if one runs on the data directory or an access file was given, else the journal.
  ///
  /// - Parameter needsCoordinator: refuse to read the journal only.
  init(_ options: ConnectionOptions, needsCoordinator: Bool = false) throws {
    timeout = try DurationArgument.seconds(options.timeout, option: "--timeout")
    let isRunning = DocumentSource.isCoordinatorRunning(on: options.dataDirectory)
    if needsCoordinator || isRunning || options.namedAccess != nil {
      let path = options.namedAccess ?? AccessPath.client(in: options.dataDirectory)
      let access: AccessFile
      do throws(AccessFileError) { access = try AccessFile.load(path) } catch {
        throw Problem(ExitStatus.unreachable, "\(error)")
      }
      let context = try Context()
      self.context = context
      client = try RequestClient(access, in: context)
      journal = nil
      if isRunning, options.namedAccess == nil { beside = DocumentSource.journal(in: options.dataDirectory) }
    } else {
      do throws(JournalError) {
        let reader = try JournalReader.open(at: DataDirectory.existing(at: options.dataDirectory))
        journal = JournalSource(reader, catalog: .builtIn, version: Version.text)
      } catch {
        throw Problem(ExitStatus.unreachable, "\(error)")
      }
      client = nil
      context = nil
      directory = options.dataDirectory
    }
  }

  /// Sees that there is something to ask, without asking.
  ///
  /// - Throws: ``Problem`` as ``init(_:needsCoordinator:)`` does.
  static func require(_ options: ConnectionOptions) throws {
    if let path = options.namedAccess ?? runningAccess(options) {
      do throws(AccessFileError) { _ = try AccessFile.load(path) } catch {
        throw Problem(ExitStatus.unreachable, "\(error)")
      }
      return
    }
    do throws(JournalError) { _ = try DataDirectory.existing(at: options.dataDirectory) } catch {
      throw Problem(ExitStatus.unreachable, "\(error)")
    }
  }

  private static func runningAccess(_ options: ConnectionOptions) -> String? {
    isCoordinatorRunning(on: options.dataDirectory) ? AccessPath.client(in: options.dataDirectory) : nil
  }

  /// Nil where it cannot be opened, for whatever reason: its coordinator is there to be asked.
  private static func journal(in path: String) -> JournalSource? {
    guard let directory = try? DataDirectory.existing(at: path),
      let reader = try? JournalReader.open(at: directory)
    else { return nil }
    return JournalSource(reader, catalog: .builtIn, version: Version.text)
  }

  /// Where very many rows are best read.
  var rows: any ResultSource { beside ?? self }

  /// A source over an access file, for `run`.
  init(access: AccessFile, timeout: Double) throws {
    let context = try Context()
    self.context = context
    self.timeout = timeout
    saysSilence = false
    client = try RequestClient(access, in: context)
    journal = nil
  }

  /// Whether a journal is read on which a coordinator works by now.
  var isOutdated: Bool { directory.map(DocumentSource.isCoordinatorRunning) ?? false }

  /// Whether some process holds the lock of the data directory.
  static func isCoordinatorRunning(on path: String) -> Bool {
    let descriptor = open(path + "/lock", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else { return true }
    flock(descriptor, LOCK_UN)
    return false
  }

  /// Asks a question.
  ///
  /// - Returns: nil once `isCancelled` said true.
  func query<D: Document>(
    _ question: WireQuery.OneOf_Question, timeout: Double? = nil,
    isCancelled: () -> Bool = { false }
  ) throws -> D? {
    if let journal {
      let answer = try DocumentSource.reading { try DocumentService(journal).answer(question) }
      guard let document = answer as? D else {
        throw Problem(ExitStatus.someFailed, "the answer is of another kind than was asked for")
      }
      return document
    }
    guard let data = try reply(to: question, timeout: timeout, isCancelled: isCancelled) else { return nil }
    return try D.read(data)
  }

  /// Asks a question that cannot be cancelled.
  func ask<D: Document>(_ question: WireQuery.OneOf_Question) throws -> D {
    try patiently { isCancelled in try query(question, isCancelled: isCancelled) }
  }

  /// The coordinator's answer as it came.
  func data(_ question: WireQuery.OneOf_Question) throws -> Data {
    try patiently { isCancelled in try reply(to: question, timeout: nil, isCancelled: isCancelled) }
  }

  /// Sends a question that will be asked next.
  func sendAhead(_ question: WireQuery.OneOf_Question) throws {
    var request = WireRequest()
    request.query.question = question
    try client?.sendAhead(request)
  }

  private func reply(
    to question: WireQuery.OneOf_Question, timeout: Double?, isCancelled: () -> Bool
  ) throws -> Data? {
    var request = WireRequest()
    request.query.question = question
    return try send(request, timeout: timeout, isCancelled: isCancelled)
  }

  /// Waits for an answer that cannot be cancelled.
  private func patiently<Answer>(_ question: (_ isCancelled: () -> Bool) throws -> Answer?) throws -> Answer {
    // Waiting without a word looks like a program that hangs.
    var notice = SilenceNotice(patience: 3, interval: 5)
    let start = MonotonicClock.seconds
    let answer = try question {
      if saysSilence, let text = notice.due(silence: MonotonicClock.seconds - start) {
        Output.note("percolate: \(text)")
      }
      return false
    }
    guard let answer else { throw Exit(code: ExitStatus.interrupted) }
    return answer
  }

  /// Gives a command to the coordinator.
  func command<D: Document>(_ command: WireCommand.OneOf_Command) throws -> D {
    guard let document: D = try self.command(command, timeout: nil, isCancelled: { false }) else {
      throw Exit(code: ExitStatus.interrupted)
    }
    return document
  }

  /// Gives a command to the coordinator.
  ///
  /// - Returns: nil once `isCancelled` said true.
  func command<D: Document>(
    _ command: WireCommand.OneOf_Command, timeout: Double?, isCancelled: () -> Bool
  ) throws -> D? {
    var request = WireRequest()
    request.command.command = command
    guard let data = try send(request, timeout: timeout, isCancelled: isCancelled) else { return nil }
    return try D.read(data)
  }

  /// Whether answers come from the journal alone, with no coordinator.
  var isAtRest: Bool { journal != nil }

  /// Submits a spec; a million tasks take a while, so the wait is long once there is a coordinator.
  func submit(_ submit: WireSubmit, isCancelled: () -> Bool = { false }) throws -> SubmitDocument? {
    var request = WireRequest()
    request.submit = submit
    // A request is sent again when it seems lost; submitting twice is harmless, a sweep has one id.
    guard let data = try send(request, timeout: 600, search: timeout, isCancelled: isCancelled) else {
      return nil
    }
    return try SubmitDocument.read(data)
  }

  /// Sends a piece of a program's files.
  ///
  /// - Returns: what the coordinator has; nil once `isCancelled` said true.
  func upload(_ upload: WireUpload, isCancelled: () -> Bool) throws -> UploadDocument? {
    var request = WireRequest()
    request.upload = upload
    guard let data = try send(request, timeout: max(60, timeout), search: timeout, isCancelled: isCancelled)
    else { return nil }
    return try UploadDocument.read(data)
  }

  private func send(
    _ request: WireRequest, timeout: Double? = nil, search: Double = .infinity,
    isCancelled: () -> Bool = { false }
  ) throws -> Data? {
    guard journal == nil else {
      throw Problem(ExitStatus.unreachable, "no coordinator is running on this data directory")
    }
    let limit = timeout ?? self.timeout
    // Long questions are answered within seconds even when nothing changed, so a longer silence means that
    // the coordinator, or this connection to it, is gone.
    client?.patience = 15
    do {
      guard
        let reply = try client?.request(
          request, timeout: limit, search: search, isCancelled: isCancelled)
      else { return nil }
      switch reply.reply {
      case .document(let data): return data
      case .failure(let failure): throw Problem(Int32(clamping: failure.exitCode), failure.message)
      case nil: throw Problem(ExitStatus.unreachable, "the coordinator's answer was empty")
      }
    } catch let error as RequestError {
      throw Problem(ExitStatus.unreachable, "\(error)")
    } catch let error as WireError {
      throw Problem(ExitStatus.unreachable, "\(error)")
    }
  }
}
