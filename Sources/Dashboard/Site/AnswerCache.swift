internal import Platform

/// Answers that several pages need, asked for once.
actor AnswerCache {
  private struct Entry {
    var stamp: UInt64
    var askedAt: Double
    var answer: Task<any Sendable, any Error>
    /// The newest that there was, for when nobody answers.
    var last: (any Sendable)?
  }

  /// Answers that are kept.
  private static let limit = 200
  private var entries: [String: Entry] = [:]

  /// The answer to a question that takes long, where it is there by now; asks it otherwise.
  ///
  /// - Parameter told: called when it is there.
  func answerIfThere<Value: Sendable>(
    _ key: String, told: @escaping @Sendable () -> Void, _ ask: @escaping @Sendable () async throws -> Value
  ) -> Value? {
    if let value = entries[key]?.last as? Value { return value }
    if entries[key] == nil {
      Task {
        // One that failed is asked again by the next look.
        if (try? await answer(key, stamp: 0, ask)) == nil { entries[key] = nil }
        told()
      }
    }
    return nil
  }

  /// The answer to a question; an older one where nothing has changed since, or nobody answers now.
  ///
  /// - Parameters:
  ///   - stamp: differs where the answer may.
  ///   - pause: seconds within which it is not asked for again, whatever changes.
  func answer<Value: Sendable>(
    _ key: String, stamp: UInt64, pause: Double = 1, _ ask: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let now = MonotonicClock.seconds
    if let known = entries[key], known.stamp == stamp || now - known.askedAt < pause {
      do {
        if let value = try await known.answer.value as? Value { return value }
      } catch {
        // It may be answered by now.
        if now - known.askedAt < pause {
          if let value = known.last as? Value { return value }
          throw error
        }
      }
    }
    let task = Task { try await ask() as any Sendable }
    let last = entries[key]?.last
    entries[key] = Entry(stamp: stamp, askedAt: now, answer: task, last: last)
    if entries.count > AnswerCache.limit,
      let oldest = entries.min(by: { $0.value.askedAt < $1.value.askedAt })
    {
      entries[oldest.key] = nil
    }
    do {
      guard let value = try await task.value as? Value else {
        throw AnswerFailure(.failed, "the answer is of another kind than was asked for")
      }
      entries[key]?.last = value
      return value
    } catch let failure as AnswerFailure where failure.kind == .unreachable {
      if let value = last as? Value { return value }
      throw failure
    }
  }
}
