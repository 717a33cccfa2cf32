internal import ArgumentParser
internal import Foundation
internal import Training

/// `percolate-bench engine`.
struct EngineBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "engine",
    abstract: "Images a second and memory of the diffusion model's training and sampling.",
    discussion: """
      Batches of 64 images of 32 x 32, on one processor, at base widths 64, 32, 16 and 8 in float32 and
      bfloat16, and the training of the residual network in float32. --torch names a Python that has torch; its fastest way of several takes turns with ours.
      """)

  @OptionGroup var contest: ContestOptions
  @Option(
    help: ArgumentHelp(
      "Base widths, comma-separated. Default: 64,32,16,8; of a profile, 16.", valueName: "list"))
  var widths: String?
  @Option(
    help: ArgumentHelp(
      "Only these, comma-separated: train, sample, residual, memory, two-tasks.", valueName: "parts"))
  var only: String?
  @Flag(
    help: ArgumentHelp(
      "Instead: where a training step's time goes, layer by layer, beside what kernels can reach.",
      discussion: "With --only residual that of the residual network."))
  var profile = false
  @Option(help: ArgumentHelp("Precision of the profile, float32 or bfloat16.", valueName: "precision"))
  var precision = "float32"
  @Flag(help: "One round of short stretches at widths 16 and 8.") var quick = false

  func validate() throws {
    let (_, parts, precision) = try (
      EngineOptions.widths(widths ?? ""), EngineOptions.parts(only),
      EngineOptions.precision(precision)
    )
    if profile, only != nil, !parts.isSubset(of: ["train", "residual"]) {
      throw ValidationError("--profile shows train and residual, found --only \(only ?? "")")
    }
    if profile, only != nil, parts.contains("residual"), precision != .float32 {
      throw ValidationError(
        "the residual network computes in float32 only, found --precision \(self.precision)")
    }
  }

  func run() throws {
    if profile { return try printProfiles() }
    let parts = try EngineOptions.parts(only)
    let setting = try contest.setting(target: quick ? 0.3 : 1.5)
    defer { setting.cleanUp() }
    let widths = quick ? [16, 8] : try EngineOptions.widths(widths ?? "64,32,16,8")
    let rounds = quick ? 1 : contest.common.rounds
    var rows = EngineRows(note: EngineOptions.note)
    EngineOptions.note(MachineSummary.line())
    var fastest: [Int: [String: PeerVariant]] = [:]
    do {
      let contest = EngineRounds(
        setting: setting, rounds: rounds, ours: try setting.ours(), peer: try setting.peer(),
        note: EngineOptions.note)
      for part in EnginePart.allCases where parts.contains(part.rawValue) {
        for width in widths where part.has(width: width) {
          let best = try contest.run(part, width: width, into: &rows)
          if part == .train { fastest[width] = best }
        }
      }
    }
    if parts.contains("two-tasks") { try TwoTasks(setting: setting, rounds: rounds).run(into: &rows) }
    if parts.contains("memory") {
      for width in widths where width == 16 || width == 64 {
        try TrainingMemory(setting: setting, width: width, fastest: fastest[width] ?? [:]).run(into: &rows)
      }
    }
    let document = BenchmarkDocument(rows: rows.rows)
    print(contest.common.json ? try document.json() : document.table())
  }

  /// On this thread, which stays on one processor.
  private func printProfiles() throws {
    EngineOptions.note(MachineSummary.line())
    try Cores.pin(to: Cores.allowed.last ?? 0)
    let asked = try EngineOptions.parts(only ?? EnginePart.train.rawValue)
    for part in EnginePart.allCases where asked.contains(part.rawValue) {
      for width in try EngineOptions.widths(widths ?? "16") where part.has(width: width) {
        let profile = try EngineProfile.measure(
          part, width: width, EngineOptions.precision(precision), seconds: quick ? 0.5 : 5)
        print(contest.common.json ? try BenchmarkDocument.text(profile) : profile.table())
      }
    }
  }
}
