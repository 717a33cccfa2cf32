internal import SweepModel
internal import Training

/// Trains the tasks of one point side by side, each with the bits it has alone.
struct IdentityTraining {
  let setting: IdentitySetting

  /// Multiplications between two looks at `shouldStop`: a fraction of a second on any processor.
  private static let workPerCall = 2e8

  /// One outcome for each context, in their order.
  func run(_ contexts: [any TaskContext]) -> [Result<[String: Double], any Error>] {
    var results: [Result<[String: Double], any Error>?] = contexts.map { _ in nil }
    var members: [(place: Int, member: IdentityMember)] = []
    for (place, context) in contexts.enumerated() {
      do {
        members.append((place, try IdentityMember(context, setting)))
      } catch {
        results[place] = .failure(IdentityTraining.failure(error))
      }
    }
    if !members.isEmpty {
      do throws(SmallNetError) {
        try train(members.map(\.member))
      } catch {
        for (_, member) in members { member.failure = member.failure ?? TaskFailure(error.description) }
      }
    }
    for (place, member) in members {
      results[place] = member.failure.map { .failure($0) } ?? .success(member.metrics())
    }
    return results.map { $0 ?? .failure(TaskFailure("the task was not trained")) }
  }

  private func train(_ members: [IdentityMember]) throws(SmallNetError) {
    let trainer = try SmallNetTrainer(
      setting.architecture, data: members.map(\.data), options: options, parameters: members.map(\.start),
      orders: members.map(\.order))
    let call = stepsPerCall(members.count)
    for target in setting.schedule.steps {
      while trainer.step < target {
        for (index, member) in members.enumerated() where member.isTraining && member.context.shouldStop {
          member.failure = TaskInterrupted()
          trainer.retire(index)
        }
        guard members.contains(where: \.isTraining) else { return }
        trainer.advanceEach(by: min(call, target - trainer.step))
        for (index, member) in members.enumerated() where member.isTraining {
          member.failure = trainer.divergences[index].map(IdentityTraining.failure)
        }
      }
      for (index, member) in members.enumerated() where member.isTraining {
        member.measure(trainer, index, step: target)
        if member.isDone { trainer.retire(index) }
      }
      guard members.contains(where: \.isTraining) else { return }
    }
  }

  private var options: SmallNetOptions {
    var options = SmallNetOptions()
    options.loss = setting.base.isMeanSquare ? .meanSquare : .halfSquaredNorm
    options.learningRate = .constant(setting.base.learningRate)
    options.symmetricFactor = setting.symmetricSpeed / 2
    if case .sgd(let batch, let reshuffle) = setting.training {
      options.batches = .mini(size: batch, shuffled: reshuffle)
    }
    return options
  }

  private func stepsPerCall(_ tasks: Int) -> Int {
    let net = setting.architecture
    let samples: Int
    switch setting.training {
    case .sgd(let batch, _): samples = batch
    case .fullBatch where net.kind == .relu:
      samples = setting.samplesPerCluster * setting.base.population.clusters
    default: samples = setting.base.population.concepts
    }
    let perStep = Double(net.parameterCount * max(samples, 16) * 3 * tasks)
    return max(1, Int(IdentityTraining.workPerCall / perStep))
  }

  private static func failure(_ divergence: Divergence) -> TaskFailure {
    // Which place a task has in a call is no property of the task.
    var divergence = divergence
    divergence.replicate = nil
    return TaskFailure(divergence.description)
  }

  private static func failure(_ error: any Error) -> any Error {
    (error as? SmallNetError).map { TaskFailure($0.description) } ?? error
  }
}
