import Glibc
import SweepModel

/// Ends, or does not end, in whatever way a test asks for.
struct ScriptedExperiment: Experiment {
  let schema = ExperimentSchema(
    name: "scripted", version: 1, summary: "Does what a test says",
    parameters: [
      ParameterDefinition("action", .text, default: .text("finish"), "what to do"),
      ParameterDefinition("index", .integer(0...1_000_000_000), default: .integer(0), "tells tasks apart"),
    ],
    metrics: [.init("value", "the index"), .init("signal", streamed: true, "streamed values")],
    artifacts: [.init("file", mediaType: "text/plain", "a word")], replicatesTogether: 4)

  func run(together contexts: [any TaskContext]) -> [Result<[String: Double], any Error>] {
    contexts.map { context in
      context.report("signal", Double(contexts.count), step: context.task.replicate)
      return Result { try run(context) }
    }
  }

  func run(_ context: any TaskContext) throws -> [String: Double] {
    let value = Double(try context.parameters.integer("index"))
    switch try context.parameters.text("action") {
    case "fail": throw TaskFailure("it was told to fail")
    case "fail-at-5":
      context.progress(step: 5)
      throw TaskFailure("it was told to fail")
    case "crash":
      context.log("about to abort")
      abort()
    case "leave": exit(7)
    case "print": print("a stray print")
    case "stream":
      for step in 1...1000 { context.report("signal", Double(step), step: step) }
    case "file": try context.save(artifact: "file", mediaType: "text/plain", Array("word".utf8))
    case "nan": return ["value": .nan]
    case "unknown": return ["values": 1]
    case "hang": while true { pause() }
    case "until-stopped":
      context.progress(step: 1)
      while !context.shouldStop { usleep(1000) }
      try context.save(checkpoint: [1, 2, 3], step: 1)
      throw TaskInterrupted()
    case "restore":
      guard try context.restoreCheckpoint() == [1, 2, 3] else { throw TaskFailure("no checkpoint came") }
    case "memory":
      var held: [[UInt8]] = []
      while true { held.append([UInt8](repeating: 1, count: 1 << 24)) }
    default: break
    }
    return ["value": value]
  }
}
