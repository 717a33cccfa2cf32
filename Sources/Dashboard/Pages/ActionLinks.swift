internal import Messages
internal import Spec
internal import SweepModel

/// What can be done about what a page shows, as links to the pages that ask whether it shall be.
struct ActionLinks: Sendable, Equatable {
  func ofSweep(_ sweep: StatusDocument.SweepStatus) -> String {
    var actions: [SweepAction] = []
    switch SweepCondition(rawValue: sweep.state) {
    case .active: actions = [.pause, .cancel]
    case .paused: actions = [.resume, .cancel]
    case .cancelled, .finished, nil: break
    }
    if sweep.census.failed + sweep.census.cancelled > 0 { actions.append(.retry) }
    var html = "<div class=\"actions\">" + actions.map { link($0, "sweep", sweep.id) }.joined(separator: " ")
    if !sweep.isFinished {
      html +=
        "<form action=\"/confirm\"><input type=\"hidden\" name=\"do\" value=\"priority\"><input type=\"hidden\" name=\"sweep\" "
      html +=
        "value=\"\(sweep.id.html)\"><label for=\"priority\">Priority</label> <input id=\"priority\" name=\"priority\" "
      html +=
        "type=\"number\" min=\"\(Sweep.priorities.lowerBound)\" max=\"\(Sweep.priorities.upperBound)\" value=\"\(sweep.priority)\"> <button>Set</button></form>"
    }
    return html + "</div>"
  }

  func ofTask(_ id: String, _ status: TaskStatus) -> String {
    switch status {
    case .pending, .running: "<div class=\"actions\">\(link(.cancel, "task", id))</div>"
    case .failed, .cancelled: "<div class=\"actions\">\(link(.retry, "task", id))</div>"
    case .done, .excluded: ""
    }
  }

  func ofWorker(_ worker: WorkersDocument.Row) -> String {
    worker.state == "draining" ? "" : link(.drain, "worker", worker.id)
  }

  private func link(_ action: SweepAction, _ kind: String, _ id: String) -> String {
    "<a class=\"action\" href=\"\(Address.of("/confirm", ["do": action.rawValue, kind: id]))\">\(action.word)</a>"
  }
}

/// A command that can be given on a page.
enum SweepAction: String, CaseIterable, Sendable {
  case pause, resume, cancel, retry, priority, drain

  var word: String {
    switch self {
    case .pause: "Pause"
    case .resume: "Resume"
    case .cancel: "Cancel"
    case .retry: "Retry"
    case .priority: "Set the priority"
    case .drain: "Drain"
    }
  }
}
