/// Why nothing could be done on one host, in words to act on.
struct HostFailure: Error {
  let reason: String

  /// ssh or the script ended with an error.
  static func ssh(_ run: CommandRun, step: SSHPlan.Step, host: SSHHost) -> HostFailure {
    let remarks = RemoteAnswer(run.errors).remarks.filter { !$0.hasPrefix("Warning: Permanently added") }
    let said = remarks.isEmpty ? "it said nothing" : remarks.suffix(3).joined(separator: " / ")
    guard run.status == 255 else {
      return HostFailure(reason: "could not \(step.purpose): \(said) (exit code \(run.status))")
    }
    let advice: String
    if said.contains("Host key verification failed") {
      advice = "; run `ssh \(host.destination)` once and compare its key"
    } else if said.contains("Permission denied") {
      advice = "; ssh has to get in without a password: use --identity or ssh-agent, and ssh-copy-id"
    } else {
      advice = ""
    }
    return HostFailure(reason: "ssh could not get in: \(said)\(advice)")
  }

  /// The worker ended as soon as it was started.
  static func worker(_ answer: RemoteAnswer) -> HostFailure {
    let said = answer.remarks.suffix(3).joined(separator: " / ")
    return HostFailure(
      reason: "the worker does not run there: \(said.isEmpty ? "it said nothing" : said); "
        + "it needs the same processor architecture, libdnnl2, libsqlite3-0, libssl3 and libzmq5")
  }

  /// The other side answered something else, such as a menu or a forced command.
  static func unexpected(_ answer: RemoteAnswer) -> HostFailure {
    let said = answer.remarks.first.map { "`\($0)`" } ?? "nothing"
    return HostFailure(reason: "no POSIX shell answered there, found \(said)")
  }
}
