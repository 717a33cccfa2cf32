internal import Foundation

/// Tasks of a program that ends at once, beside the same command line under GNU parallel and alone.
enum ProgramTasks {
  /// What each task runs: a shell that reports a result, as small as a program can be.
  private static let script = #"echo '{"result":{"value":1}}' >&"$0""#

  /// Tasks a second through a coordinator and two one-slot workers, from the start of `submit` to the end of `wait`,
  /// when all results are on disk.
  static func run(_ setting: BenchSetting, tasks: Int) throws -> Double {
    let cluster = try LocalCluster(setting, name: "programs")
    let spec = try write(
      """
      name: programs
      experiment:
        name: shell
        version: 1
        command: [/bin/sh, -c, 'echo "{{\\"result\\":{{\\"value\\":1}}}}" >&3']
        parameters: {index: {kind: integer, default: 0}}
        metrics: {value: {}}
      axes: {index: {from: 0, to: \(tasks - 1), step: 1}}
      """, to: cluster.data)
    try cluster.startWorkers(2)
    let watch = Stopwatch()
    try cluster.client(["submit", spec])
    try cluster.client(["wait", "--limit", "30m"])
    let seconds = watch.seconds
    let found = try cluster.readResults()
    guard found == tasks else { throw BenchError("\(found) of \(tasks) results of programs are on disk") }
    try cluster.stop()
    return Double(tasks) / seconds
  }

  /// Metric lines a second from one task, from its start to its end.
  static func metricLines(_ setting: BenchSetting, lines: Int) throws -> Double {
    let cluster = try LocalCluster(setting, name: "lines")
    let spec = try write(
      """
      name: lines
      experiment:
        name: lines
        version: 1
        command: [/usr/bin/awk, 'BEGIN {{ for (i = 1; i <= \(lines); i++) print "{{\\"metrics\\":{{\\"value\\":1}},\\"step\\":" i "}}" > "/dev/fd/3"; print "{{\\"result\\":{{}}}}" > "/dev/fd/3" }}']
        metrics: {value: {streamed: true}}
      """, to: cluster.data)
    try cluster.startWorkers(1)
    let watch = Stopwatch()
    try cluster.client(["submit", spec])
    try cluster.client(["wait", "--limit", "30m"])
    let seconds = watch.seconds
    try cluster.stop()
    return Double(lines) / seconds
  }

  /// The same shell under GNU parallel, two at a time; nothing is kept of it.
  ///
  /// - Returns: nil where it is not installed.
  static func parallel(_ setting: BenchSetting, tasks: Int) throws -> Double? {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/parallel") else { return nil }
    return try timed(
      setting, "seq \(tasks) | parallel --will-cite -j2 '/bin/sh -c '\\''\(script)'\\'' 1; : {}'", tasks)
  }

  /// The same shell started and waited for by two loops of a shell, and nothing else.
  static func alone(_ setting: BenchSetting, tasks: Int) throws -> Double {
    let loop = "i=0; while [ $i -lt \(tasks / 2) ]; do /bin/sh -c '\(script)' 1; i=$((i+1)); done"
    return try timed(setting, "(\(loop)) & \(loop); wait", tasks / 2 * 2)
  }

  private static func timed(_ setting: BenchSetting, _ command: String, _ tasks: Int) throws -> Double {
    let watch = Stopwatch()
    let program = try ChildProgram("/bin/sh", ["-c", command], log: setting.scratch + "/programs.log")
    let (code, output) = try program.finish()
    let seconds = watch.seconds
    guard code == 0 else { throw program.failure("ended with exit code \(code)") }
    let lines = output.split(separator: "\n").count
    guard lines == tasks else { throw BenchError("\(lines) of \(tasks) programs printed their line") }
    return Double(tasks) / seconds
  }

  private static func write(_ spec: String, to directory: String) throws -> String {
    let path = directory + "/programs.yaml"
    do { try Data((spec + "\n").utf8).write(to: URL(fileURLWithPath: path)) } catch {
      throw BenchError("cannot write \(path): \(error)")
    }
    return path
  }
}
