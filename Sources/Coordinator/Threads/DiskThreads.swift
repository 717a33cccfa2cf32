internal import Journal
internal import Platform
internal import Results
internal import SweepModel
internal import ZeroMQ

/// What a thread of the disk found out for the coordinator's thread.
enum DiskAnswer: Sendable {
  /// The definitions of the batch that ``AssignmentQueue`` gave out.
  case definitions(Result<[TaskNumber: [UInt8]], JournalError>)
  /// A piece of the checkpoint with that digest; nil where it cannot be read.
  case checkpoint(LargeAnswers.Piece, of: CheckpointRecord, [UInt8]?)
  /// A piece of a program's files; nil where they cannot be read.
  case files(LargeAnswers.Piece, of: ProgramBundle, [UInt8]?)
  /// How much is there of files that a client's request brought a piece of.
  case upload(UInt64, route: [UInt8], Result<Int, BundleUploads.Problem>)
  /// What the command needed, or why it cannot be carried out, and the seconds of a processor that finding out took.
  case command(CommandQueue.Entry, Result<CommandFindings, SelectionError>, seconds: Double)
  /// The tasks that a question means which the scheduler has something to say about, and the seconds of a processor
  /// that finding them took.
  case tasks(LargeAnswers.Question, [StoredTask], seconds: Double)
}

/// Does what the coordinator's thread needs from the disk, on threads of their own, so that neither a heartbeat
/// nor one kind of work waits for another kind.
///
/// The work of each kind is done in the order in which it was asked for. Who asks bounds how much waits here: one
/// batch of definitions, a few pieces of checkpoints, one command, a
/// few pieces of each client.
final class DiskThreads: Sendable {
  private let work: any DiskWork
  private let answers: Mailbox<DiskAnswer>
  private let definitions = SerialThread(name: "definitions")
  private let checkpoints = SerialThread(name: "checkpoints")
  private let uploads = SerialThread(name: "uploads")
  private let commands = SerialThread(name: "commands")
  private let lookups = SerialThread(name: "lookups")

  init(_ work: any DiskWork, doorbell: Doorbell) {
    self.work = work
    answers = Mailbox(doorbell)
  }

  /// Everything that was found out since the last call, in order; the doorbell rang for it.
  func takeAnswers() -> [DiskAnswer] { answers.take() }

  /// Reads the definitions of tasks.
  func readDefinitions(of tasks: [TaskNumber]) {
    definitions.run { [work, answers] in
      answers.post(
        .definitions(Result { () throws(JournalError) in try work.definitions(of: tasks) }))
    }
  }

  /// Reads a piece of a checkpoint.
  func readCheckpoint(_ record: CheckpointRecord, for piece: LargeAnswers.Piece, count: Int) {
    checkpoints.run { [work, answers] in
      let content = work.checkpoint(record.digest, from: piece.offset, count: count)
      answers.post(.checkpoint(piece, of: record, content))
    }
  }

  /// Reads a piece of a program's files.
  func readFiles(_ bundle: ProgramBundle, for piece: LargeAnswers.Piece, count: Int) {
    checkpoints.run { [work, answers] in
      answers.post(
        .files(piece, of: bundle, work.files(bundle.digest, from: piece.offset, count: count)))
    }
  }

  /// Writes a piece of a program's files.
  ///
  /// - Parameter named: as ``BundleUploads/take(_:named:)`` has it.
  func take(_ piece: BundleUploads.Piece, named: Set<Digest>?, id: UInt64, route: [UInt8]) {
    uploads.run { [work, answers] in
      let result = Result { () throws(BundleUploads.Problem) in try work.take(piece, named: named) }
      answers.post(.upload(id, route: route, result))
    }
  }

  /// Finds out what a command needs.
  ///
  /// - Parameters:
  ///   - endpoint: what a new access file names.
  ///   - serverKey: the coordinator's own public key, in Z85.
  func prepare(_ command: CommandQueue.Entry, _ needs: CommandNeeds, endpoint: String, serverKey: String) {
    commands.run { [work, answers] in
      let start = CoordinatorClock.threadTime
      let findings = Result { () throws(SelectionError) in
        try DiskThreads.findings(needs, work, endpoint: endpoint, serverKey: serverKey)
      }
      answers.post(.command(command, findings, seconds: CoordinatorClock.threadTime - start))
    }
  }

  /// Looks up which tasks a question means. Where that fails, the question itself fails in the same way, and says
  /// so to its client.
  func lookUp(_ selector: String, of question: LargeAnswers.Question) {
    lookups.run { [work, answers] in
      let start = CoordinatorClock.threadTime
      let found = Result { () throws(JournalError) in try work.tasks(matching: selector, limit: 10) }
      let tasks = (try? found.get()) ?? []
      answers.post(.tasks(question, tasks, seconds: CoordinatorClock.threadTime - start))
    }
  }

  private static func findings(
    _ needs: CommandNeeds, _ work: any DiskWork, endpoint: String, serverKey: String
  ) throws(SelectionError) -> CommandFindings {
    do {
      switch needs {
      case .nothing: return .nothing
      case .tasks(let words):
        var found: [String: [TaskNumber]] = [:]
        // Two are enough to see that a word means several.
        for word in words { found[word] = try work.tasks(matching: word, limit: 2).map(\.number) }
        return .tasks(found)
      case .key(let request):
        return .key(try work.issue(request, endpoint: endpoint, serverKey: serverKey))
      case .pruning(let pruning): return .pruned(try work.prune(pruning))
      }
    } catch {
      throw SelectionError("\(error)")
    }
  }

  /// Finishes what was asked for, and ends the threads; what was found out can still be taken.
  func stop() {
    for thread in [definitions, checkpoints, uploads, commands, lookups] { thread.stop() }
  }
}
