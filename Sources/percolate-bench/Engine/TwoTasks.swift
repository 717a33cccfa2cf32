/// Two independent trainings on two processors, beside one of them alone.
struct TwoTasks {
  let setting: EngineSetting
  let rounds: Int
  private static let work = EngineWork.train(width: 16)
  private static let precision = "float32"

  /// Does nothing but say so where there is one processor only.
  func run(into rows: inout EngineRows) throws {
    guard setting.cores.count > 1 else {
      EngineOptions.note("two-tasks-two-cores needs two processors: left out")
      return
    }
    let pair = [try setting.ours(core: setting.cores[0]), try setting.ours(core: setting.cores[1])]
    var (two, one) = (Samples(), Samples())
    let steps = try pair.map { try $0.steps(Self.work, Self.precision, target: setting.target) }.max() ?? 1
    for _ in 0..<max(rounds, 3) {
      for contestant in pair { one.add(try rate([contestant], steps: steps)) }
      two.add(try rate(pair, steps: steps))
    }
    rows.addTwoTasks(two: two, one: one)
    EngineOptions.note("two tasks on two cores are done, \(MachineSummary.load())")
  }

  private func rate(_ contestants: [Contestant], steps: Int) throws -> Double {
    for contestant in contestants { try contestant.begin(Self.work, Self.precision, steps: steps) }
    return try contestants.reduce(0) { sum, contestant in
      sum + Double(Self.work.countPerStep * steps) / setting.clock.seconds(try contestant.end())
    }
  }
}
