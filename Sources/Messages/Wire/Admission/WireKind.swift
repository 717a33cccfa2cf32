/// What a peer may say to a coordinator: the members of ToCoordinator, by field number.
package enum WireKind: UInt64, CaseIterable, Sendable {
  case hello = 1
  case heartbeat = 2
  case report = 3
  case goodbye = 4
  case request = 5
  case checkpointRequest = 6
}

extension WireKind {
  /// What an honest peer says is well below these bounds; a hostile one reaches no further.
  ///
  /// - A hello names the leases that a worker holds, of which the scheduler gives it 32 768 at most, and those
  ///   whose reports are not acknowledged.
  /// - A heartbeat names what runs, at most one call of replicates in each of 4096 slots.
  /// - A worker closes a report at 256 results or 256 KiB, of which metric rows of 64 bytes make the most
  ///   messages, and adds one more thing at most: a result with up to 256 KiB of artifacts and 1 MiB of metrics,
  ///   a piece of a checkpoint, or 32 768 streamed values. Large files are reports of their own, a piece each.
  /// - A spec has at most 1 MiB; somewhat larger ones get as far as the spec reader, whose message names the limit.
  var shape: WireShape {
    switch self {
    case .hello: WireKind.helloShape
    case .heartbeat: WireKind.heartbeatShape
    case .report: WireKind.reportShape
    case .goodbye: WireKind.goodbyeShape
    case .request: WireKind.requestShape
    case .checkpointRequest: WireKind.checkpointRequestShape
    }
  }

  private static let helloShape = WireShape(
    "hello", of: WireHello.self, bytes: 4 << 20, overhead: 24 << 20,
    [
      4: .message(WireShape("machine", of: WireMachine.self, count: 1)),
      6: .message(WireShape("held lease", of: WireHeld.self, count: 80_000)),
    ])

  private static let heartbeatShape = WireShape(
    "heartbeat", of: WireWorkerHeartbeat.self, bytes: 4 << 20, overhead: 24 << 20,
    [2: .message(WireShape("running task", of: WireProgress.self, count: 65_536))])

  private static let reportShape = WireShape(
    "report", of: WireReport.self, bytes: 2 << 20, overhead: 24 << 20,
    [
      3: .message(
        WireShape(
          "result", of: WireFinished.self, count: 4096,
          [
            4: .message(WireShape("final metric", of: WireMetricValue.self, count: 200_000)),
            5: .message(WireShape("artifact", of: WireArtifact.self, count: 50_000)),
          ])),
      4: .message(WireShape("ended attempt", of: WireEnded.self, count: 4096)),
      5: .message(
        WireShape(
          "series of streamed values", of: WireMetricRows.self, count: 100_000,
          [4: .packedVarints, 5: .packedDoubles])),
      6: .message(WireShape("piece of a checkpoint", of: WireCheckpointPart.self, count: 8192)),
      7: .message(WireShape("piece of a file", of: WireArtifactPart.self, count: 8)),
    ])

  private static let goodbyeShape = WireShape(
    "goodbye", of: WireGoodbye.self, bytes: 64 << 10, overhead: 64 << 10)

  private static let requestShape = WireShape(
    "request", of: WireRequest.self, bytes: WireCodec.maximumMessageBytes, overhead: 2 << 20,
    [
      2: .message(WireShape("submission", of: WireSubmit.self, bytes: 3 << 20, count: 1)),
      3: .message(queryShape),
      4: .message(commandShape),
      5: .message(
        WireShape("piece of a program's files", of: WireUpload.self, bytes: 600 << 10, count: 1)),
    ])

  private static let queryShape = WireShape(
    "query", of: WireQuery.self, bytes: 64 << 10, count: 1,
    [
      1: .message(WireShape("question for the status", of: WireStatusQuery.self, count: 1)),
      2: .message(WireShape("question for a sweep", of: WireSweepQuery.self, count: 1)),
      3: .message(
        WireShape("question for tasks", of: WireTasksQuery.self, count: 1, [2: .packedEnums])),
      4: .message(WireShape("question for metrics", of: WireMetricsQuery.self, count: 1)),
      5: .message(WireShape("question for placements", of: WirePlacementsQuery.self, count: 1)),
      6: .message(WireShape("question for a task", of: WireExplainQuery.self, count: 1)),
      7: .message(WireShape("question for a file", of: WireArtifactQuery.self, count: 1)),
      8: .message(WireShape("question for workers", of: WireWorkersQuery.self, count: 1)),
      9: .message(WireShape("question for keys", of: WireKeysQuery.self, count: 1)),
      10: .message(WireShape("question for files", of: WireArtifactsQuery.self, count: 1)),
      11: .message(WireShape("question for failures", of: WireFailuresQuery.self, count: 1)),
      12: .message(WireShape("question for columns", of: WireColumnsQuery.self, count: 1)),
      13: .message(WireShape("question for changes", of: WireChangesQuery.self, count: 1)),
      14: .message(WireShape("question for rows", of: WireTasksQuery.self, count: 1, [2: .packedEnums])),
      15: .message(WireShape("question for allocations", of: WireAllocationsQuery.self, count: 1)),
      16: .message(WireShape("question for the operation", of: WireOperationQuery.self, count: 1)),
    ])

  private static let commandShape = WireShape(
    "command", of: WireCommand.self, bytes: 1 << 20, count: 1,
    [
      1: .message(WireShape("cancel command", of: WireCancelCommand.self, count: 1)),
      2: .message(WireShape("pause command", of: WirePauseCommand.self, count: 1)),
      3: .message(WireShape("resume command", of: WireResumeCommand.self, count: 1)),
      4: .message(WireShape("retry command", of: WireRetryCommand.self, count: 1)),
      5: .message(WireShape("drain command", of: WireDrainCommand.self, count: 1)),
      6: .message(WireShape("command for a new key", of: WireAddKeyCommand.self, count: 1)),
      7: .message(WireShape("command against keys", of: WireRevokeKeysCommand.self, count: 1)),
      8: .message(WireShape("priority command", of: WirePriorityCommand.self, count: 1)),
      9: .message(WireShape("delete command", of: WireDeleteCommand.self, count: 1)),
      10: .message(WireShape("prune command", of: WirePruneCommand.self, count: 1)),
      11: .message(allocateShape),
    ])

  private static let allocateShape = WireShape(
    "command about allocations", of: WireAllocateCommand.self, count: 1,
    [
      3: .message(WireShape("queue of allocations", of: WireOpenAllocation.self, count: 1)),
      4: .message(
        WireShape(
          "report of an allocator", of: WireAllocationReport.self, count: 1,
          [
            1: .message(WireShape("submitted allocation", of: WireSubmittedAllocation.self, count: 2000)),
            2: .message(
              WireShape(
                "list of jobs", of: WireBatchJobs.self, count: 1,
                [1: .message(WireShape("job of a batch system", of: WireBatchJob.self, count: 4000))])),
          ])),
      5: .message(WireShape("pause of allocations", of: WirePauseAllocation.self, count: 1)),
      6: .message(WireShape("resumption of allocations", of: WireResumeAllocation.self, count: 1)),
      7: .message(WireShape("removal of allocations", of: WireRemoveAllocation.self, count: 1)),
    ])

  private static let checkpointRequestShape = WireShape(
    "checkpoint request", of: WireCheckpointRequest.self, bytes: 4 << 10, overhead: 4 << 10)
}
