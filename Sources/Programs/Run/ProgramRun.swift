internal import Glibc
internal import Platform
internal import SweepModel

/// One run of a task's program, from its start to the end of all that it started.
struct ProgramRun {
  /// Seconds between two looks at memory, and within which printed lines reach the log.
  private static let memoryInterval = 0.5
  private static let logInterval = 0.1
  /// How long a look at the request to stop may wait.
  private static let pollMilliseconds: Int32 = 50
  /// Seconds in which a signal that ended the program shows itself as a request to stop as well.
  private static let requestDelay = 1.0
  /// Reads of 64 KiB between two looks at everything else.
  private static let readsAtOnce = 16

  private let context: any TaskContext
  private let command: ProgramCommand
  private let user: ProgramUser?
  /// Where it leaves files.
  private let folder: String
  private let program: KeptProgram
  private let begin: Double
  private var dialogue: ProgramDialogue
  private var splitter = LineSplitter(limit: ProgramMessage.lineLimit)
  private var log = LogRelay()
  private var isTold = false
  private var ending: ProcessEnding?
  private var leftovers = 0
  private var areReportsOpen = true
  private var arePrintsOpen = true
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)

  /// Starts the program.
  ///
  /// - Parameters:
  ///   - user: whose rights it has; nil for those of this process.
  ///   - folder: the one that its scratch folders lie in.
  /// - Throws: ``TaskBroke`` where this machine cannot.
  init(
    _ command: ProgramCommand, as user: ProgramUser?, in folder: String, _ dialogue: ProgramDialogue,
    _ context: any TaskContext
  ) throws(TaskBroke) {
    self.command = command
    self.user = user
    self.folder = folder
    self.dialogue = dialogue
    self.context = context
    begin = MonotonicClock.seconds
    do throws(SystemError) { program = try KeptProgram(command, as: user) } catch {
      throw TaskBroke(.crashed, "the program could not be started: \(error)")
    }
  }

  /// Runs it to its end, and ends whatever it leaves behind.
  ///
  /// - Returns: the final metrics.
  /// - Throws: as ``ProgramVerdict/metrics()``, and ``TaskFailure`` for what the program must not say.
  mutating func run() throws -> [String: Double] {
    defer {
      program.end()
      for line in log.flush(isLast: true) { context.log(line) }
      if leftovers > 0 {
        context.log(
          "\(Plural.of(leftovers, "process", "processes")) that the program left behind had to be ended")
      }
    }
    var lastLog = begin
    var lastMemory = begin
    // Once the program has ended nobody holds the other ends, so both pipes come to theirs.
    while ending == nil || areReportsOpen || arePrintsOpen {
      var waiting = [
        pollfd(fd: ending == nil ? program.channel : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: areReportsOpen ? program.reports : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: arePrintsOpen ? program.prints : -1, events: Int16(POLLIN), revents: 0),
      ]
      _ = poll(&waiting, nfds_t(waiting.count), ProgramRun.pollMilliseconds)
      if waiting[1].revents != 0 { try readReports() }
      if waiting[2].revents != 0 { readPrints() }
      if waiting[0].revents != 0 { try readNews() }
      let now = MonotonicClock.seconds
      if now - lastLog >= ProgramRun.logInterval {
        lastLog = now
        for line in log.flush() { context.log(line) }
      }
      if !isTold, context.shouldStop {
        isTold = true
        program.signal(SIGTERM)
      }
      if ending == nil, let limit = context.memoryLimit, now - lastMemory >= ProgramRun.memoryInterval {
        lastMemory = now
        let resident = ProcessTree.resident(below: program.root)
        guard resident <= limit else {
          throw TaskBroke(
            .outOfMemory,
            "the program and what it started were seen with \(resident >> 20) MiB resident, over resources.memory "
              + "(\(limit >> 20) MiB); raise the limit or make the task smaller")
        }
      }
    }
    if case .signalled(SIGTERM)? = ending, !isTold { waitForRequest() }
    let isGood = ending == .exited(0) && dialogue.result != nil
    let verdict = ProgramVerdict(
      ending: ending ?? .exited(127), wasAsked: isTold, hasSaved: dialogue.hasSaved,
      seconds: MonotonicClock.seconds - begin, result: dialogue.result,
      disk: isGood ? nil : DiskRoom.problem(at: folder),
      lastWords: PlainText.line(String(decoding: log.lastWords, as: UTF8.self), limit: 500))
    return try verdict.metrics()
  }

  /// Whoever takes a machine away signals all of its processes, in any order: the worker hears of it as well.
  private mutating func waitForRequest() {
    let end = MonotonicClock.seconds + ProgramRun.requestDelay
    while !context.shouldStop, MonotonicClock.seconds < end { _ = poll(nil, 0, 20) }
    isTold = context.shouldStop
  }

  private mutating func readReports() throws {
    for _ in 0..<ProgramRun.readsAtOnce {
      switch Descriptor.read(program.reports, into: &buffer) {
      case .wouldBlock: return
      case .end:
        areReportsOpen = false
        if let line = splitter.last() { try dialogue.take(line, context) }
        return
      case .bytes(let count):
        let lines: [[UInt8]]
        do throws(LineSplitter.TooLong) { lines = try splitter.take(buffer[..<count]) } catch {
          throw TaskFailure(
            "the program wrote more than \(ProgramMessage.lineLimit) bytes without the end of a line on descriptor "
              + "$PERCOLATE_FD")
        }
        for line in lines where !line.isEmpty { try dialogue.take(line, context) }
      }
    }
  }

  private mutating func readPrints() {
    for _ in 0..<ProgramRun.readsAtOnce {
      switch Descriptor.read(program.prints, into: &buffer) {
      case .wouldBlock: return
      case .end:
        arePrintsOpen = false
        return
      case .bytes(let count): log.take(buffer[..<count])
      }
    }
  }

  private mutating func readNews() throws {
    while ending == nil, let news = program.news() {
      switch news {
      case .started: break
      case .ended(let how, let leftovers):
        ending = how
        self.leftovers = leftovers
      case .notStarted(let code, let obstacle): throw TaskBroke(.crashed, reason(code, obstacle))
      case .lost:
        throw TaskBroke(.crashed, "the process that watches the program was killed, and so was the program")
      }
    }
  }

  /// Why the program could not be started, as a sentence.
  private func reason(_ code: Int32, _ obstacle: KeptProgram.Obstacle) -> String {
    let by = user.map { " by \($0.name)" } ?? ""
    switch obstacle {
    case .folder:
      return "the program's working-directory `\(command.folder)` cannot be entered\(by) on this worker: "
        + Errno.text(code)
    case .user: return "the program could not be started\(by): \(Errno.text(code))"
    case .program: break
    }
    switch code {
    case ENOENT:
      let isThere = access(command.path, F_OK) == 0
      return isThere
        ? "the program `\(command.path)` names an interpreter in its first line that this worker does not have"
        : "there is no program `\(command.path)` on this worker"
    case EACCES:
      return
        "the program `\(command.path)` is not executable\(by) on this worker; `chmod +x` it, or name its interpreter "
        + "in `command`"
    case ENOEXEC:
      return
        "the program `\(command.path)` is nothing that this system can run; a script begins with a line such as "
        + "`#!/bin/sh`"
    default: return "the program `\(command.path)` could not be started: \(Errno.text(code))"
    }
  }
}
