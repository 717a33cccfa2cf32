/// Workers: those that are always there, and those of a job.
extension KubernetesManifest {
  /// A worker's arguments.
  ///
  /// - Parameter isBurst: whether it ends when there is nothing to do.
  package func workerArguments(isBurst: Bool) -> [String] {
    var words = [
      "worker", "--access", "/keys/" + KubernetesManifest.workerKey, "--slots", "\(slots)", "--grace",
      "\(graceSeconds)s",
    ]
    if gpus > 0 { words += ["--gpus", "\(gpus)"] }
    if !runsPrograms { words.append("--no-programs") }
    guard isBurst else { return words }
    // All objects start at once, and the first start of a coordinator waits for its volume and its image; a worker that
    // gave up before would end the job.
    let patience = max(Int(idle.rounded(.up)), 3600)
    return words + [
      "--requeue", "--idle-limit", "\(Int(idle.rounded(.up)))s", "--connect-timeout", "\(patience)s",
    ]
  }

  private func workerPod(isBurst: Bool) throws(DeployError) -> YAMLValue {
    var amounts: [(String, YAMLValue)] = [
      ("cpu", .text("\(slots)")), ("memory", .text(KubernetesText.quantity(memory))),
    ]
    if gpus > 0 { amounts.append((gpuResource, .text("\(gpus)"))) }
    var specification: [(String, YAMLValue)] = [
      // Until then it has saved, handed back, and said goodbye.
      ("terminationGracePeriodSeconds", .number(graceSeconds + 30))
    ]
    if isBurst { specification.append(("restartPolicy", "Never")) }
    if !nodeSelector.isEmpty {
      var pairs: [(String, YAMLValue)] = []
      for text in nodeSelector {
        let (key, value) = try KubernetesText.pair(text, option: "--node-selector")
        guard !pairs.contains(where: { $0.0 == key }) else {
          throw .option(name: "--node-selector", value: text, expected: "each label once")
        }
        pairs.append((key, .text(value)))
      }
      specification.append(("nodeSelector", .map(pairs)))
    }
    return pod(
      container: "worker", component: isBurst ? .burst : .worker,
      arguments: workerArguments(isBurst: isBurst),
      keyFiles: [KubernetesManifest.workerKey], extra: [],
      resources: ["requests": .map(amounts), "limits": .map(amounts)], specification: specification)
  }

  func deployment() throws(DeployError) -> YAMLValue? {
    guard workers > 0 else { return nil }
    // Where an autoscaler decides, applying the file again must not undo what it did.
    let replicas: [(String, YAMLValue)] = hasAutoscaler ? [] : [("replicas", .number(workers))]
    return [
      "apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata(workerName, .worker),
      "spec": .map(
        replicas + [
          ("selector", ["matchLabels": labels(.worker)]), ("template", try workerPod(isBurst: false)),
        ]),
    ]
  }

  /// As many workers as the slots that tasks want fill.
  var autoscaler: YAMLValue? {
    guard hasAutoscaler else { return nil }
    return [
      "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler",
      "metadata": metadata(workerName, .worker),
      "spec": [
        "scaleTargetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": .text(workerName)],
        "minReplicas": .number(workers), "maxReplicas": .number(maximumWorkers),
        "metrics": [
          [
            "type": "External",
            "external": [
              "metric": ["name": "percolate_slots_wanted"],
              "target": ["type": "AverageValue", "averageValue": .text("\(slots)")],
            ],
          ]
        ],
        // It takes any worker, also one that computes: not for a lull between two sweeps.
        "behavior": ["scaleDown": ["stabilizationWindowSeconds": 300]],
      ],
    ]
  }

  /// When nodes are emptied, workers move one after the other.
  var disruptionBudget: YAMLValue? {
    guard workers > 0 else { return nil }
    return [
      "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": metadata(workerName, .worker),
      "spec": ["maxUnavailable": 1, "selector": ["matchLabels": labels(.worker)]],
    ]
  }

  /// Workers that end by themselves. A worker ends with 0 where there is nothing to do; with 75 where it was interrupted
  /// and work is left; with 2 and 3 where no other pod would fare better.
  func job() throws(DeployError) -> YAMLValue? {
    guard burst > 0 else { return nil }
    return [
      "apiVersion": "batch/v1", "kind": "Job", "metadata": metadata(burstName, .burst),
      "spec": [
        "suspend": true, "completionMode": "Indexed", "completions": .number(burst),
        "parallelism": .number(burst),
        // Of each worker on its own: a pod that always breaks takes no other with it.
        "backoffLimitPerIndex": 3,
        "podFailurePolicy": [
          "rules": [
            ["action": "Ignore", "onPodConditions": [["type": "DisruptionTarget", "status": "True"]]],
            [
              "action": "FailJob",
              "onExitCodes": ["containerName": "worker", "operator": "In", "values": [2, 3]],
            ],
            [
              "action": "Ignore",
              "onExitCodes": ["containerName": "worker", "operator": "In", "values": [75]],
            ],
          ]
        ],
        "template": try workerPod(isBurst: true),
      ],
    ]
  }
}
