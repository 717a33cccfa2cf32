internal import Messages
internal import Spec
internal import SweepModel
internal import SwiftProtobuf

/// A command as a form gives it: what is to be done, and about what.
struct ActionRequest: Sendable {
  enum Target: Sendable {
    case sweep(StatusDocument.SweepStatus)
    case task(String)
    case worker(String)
  }

  var action: SweepAction
  var target: Target
  var priority = 0

  /// - Parameter fields: "do", one of "sweep", "task" and "worker", and "priority".
  /// - Throws: ``AnswerFailure`` for what is no command.
  init(_ fields: [String: String], _ status: StatusDocument) throws(AnswerFailure) {
    guard let word = fields["do"], let action = SweepAction(rawValue: word) else {
      throw AnswerFailure(.mistaken, "there is no such command")
    }
    self.action = action
    switch (action, fields["sweep"], fields["task"], fields["worker"]) {
    case (.drain, nil, nil, let worker?): target = .worker(worker)
    case (.cancel, nil, let task?, nil), (.retry, nil, let task?, nil): target = .task(task)
    case (.drain, _, _, _): throw AnswerFailure(.mistaken, "only a worker can be drained")
    case (_, let id?, nil, nil):
      guard let sweep = status.sweeps.first(where: { $0.id == id }) else {
        throw AnswerFailure(.mistaken, "there is no sweep \(id.prefix(100))")
      }
      target = .sweep(sweep)
    default: throw AnswerFailure(.mistaken, "the command does not say what it is about")
    }
    guard action == .priority else { return }
    guard let text = fields["priority"], let number = Int(text), Sweep.priorities.contains(number) else {
      throw AnswerFailure(
        .mistaken,
        "a priority is a whole number from \(Sweep.priorities.lowerBound) to \(Sweep.priorities.upperBound)")
    }
    priority = number
  }

  /// The fields of a form that gives the command.
  var fields: [(name: String, value: String)] {
    var fields = [("do", action.rawValue)]
    switch target {
    case .sweep(let sweep): fields.append(("sweep", sweep.id))
    case .task(let id): fields.append(("task", id))
    case .worker(let id): fields.append(("worker", id))
    }
    if action == .priority { fields.append(("priority", "\(priority)")) }
    return fields
  }

  /// Where to go when it is done.
  var address: String {
    switch target {
    case .sweep(let sweep): "/sweeps/\(sweep.id.addressPart)"
    case .task(let id): "/tasks/\(id.addressPart)"
    case .worker: "/workers"
    }
  }

  var title: String {
    switch target {
    case .sweep(let sweep):
      action == .priority ? "Set the priority of \(sweep.name)" : "\(action.word) \(sweep.name)"
    case .task(let id): "\(action.word) task \(id)"
    case .worker(let id): "\(action.word) worker \(id)"
    }
  }

  /// What will happen, in sentences.
  var consequence: String {
    switch (action, target) {
    case (.pause, .sweep(let sweep)):
      return "No more tasks of \(sweep.name) are handed out; the \(sweep.census.running) that run go on. "
        + "\(Plural.of(sweep.census.pending, "task")) wait until it is resumed."
    case (.resume, .sweep(let sweep)):
      return "\(Plural.of(sweep.census.pending, "pending task")) of \(sweep.name) can be handed out again."
    case (.cancel, .sweep(let sweep)):
      return "\(Plural.of(sweep.census.running, "running task")) of \(sweep.name) are stopped, and "
        + "\(Plural.of(sweep.census.pending, "pending one")) do not begin, unless another sweep plans them too. The "
        + "\(sweep.census.done) that are done stay. Retry runs them again."
    case (.retry, .sweep(let sweep)):
      return
        "\(Plural.of(sweep.census.failed, "failed task")) and \(sweep.census.cancelled) cancelled of \(sweep.name) "
        + "run again, with all their attempts."
    case (.priority, .sweep(let sweep)):
      return
        "\(sweep.name) gets priority \(priority) instead of \(sweep.priority): sweeps with a higher one go first, equal "
        + "ones share. Tasks that run go on."
    case (.cancel, .task(let id)):
      return "Task \(id) is stopped, or does not begin; in all sweeps that plan it."
    case (.retry, .task(let id)): return "Task \(id) runs again, with all its attempts."
    case (.drain, .worker(let id)):
      return "Worker \(id) gets no more tasks, and leaves once those that it runs have ended."
    default: return ""
    }
  }

  var command: WireCommand.OneOf_Command {
    let names: [String] =
      switch target {
      case .sweep(let sweep): [sweep.id]
      case .task(let id), .worker(let id): [id]
      }
    switch action {
    case .pause: return .pause(.with { $0.sweeps = names })
    case .resume: return .resume(.with { $0.sweeps = names })
    case .cancel:
      return .cancel(
        .with {
          $0.targets = names
          $0.reason = "cancelled on the page"
        })
    case .retry: return .retry(.with { $0.targets = names })
    case .priority:
      return .priority(
        .with {
          $0.sweeps = names
          $0.priority = Int32(clamping: priority)
        })
    case .drain: return .drain(.with { $0.workers = names })
    }
  }
}

/// The pages before and after a command.
enum ActionPages {
  static func question(_ request: ActionRequest, formToken: String) -> PageContent {
    var html = "<section id=\"question\"><h1>\(request.title.html)?</h1><p>\(request.consequence.html)</p>"
    html += "<form class=\"confirm\" method=\"post\" action=\"/actions\">"
    for (name, value) in request.fields + [("form", formToken)] {
      html += "<input type=\"hidden\" name=\"\(name)\" value=\"\(value.html)\">"
    }
    html +=
      "<button class=\"primary\">\(request.action.word.html)</button> <a href=\"\(request.address)\">No, go back</a>"
    return PageContent(title: request.title, [Region("question", html: html + "</form></section>\n")])
  }

  static func outcome(_ request: ActionRequest, _ document: OutcomeDocument) -> PageContent {
    var html = "<section id=\"outcome\"><h1>\(request.title.html)</h1>"
    for line in document.message.split(separator: "\n") { html += "<p>\(String(line).html).</p>" }
    html += "<p><a href=\"\(request.address)\">Go on</a></p></section>\n"
    return PageContent(title: request.title, [Region("outcome", html: html)])
  }
}
