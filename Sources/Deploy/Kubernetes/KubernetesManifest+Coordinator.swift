internal import Foundation

/// The coordinator: what others find it by, what it keeps, and who may connect.
extension KubernetesManifest {
  var namespaceObject: YAMLValue {
    [
      "apiVersion": "v1", "kind": "Namespace",
      "metadata": [
        "name": .text(namespace),
        // Refuses pods that ask for more rights than these have.
        "labels": ["pod-security.kubernetes.io/enforce": "restricted"],
      ],
    ]
  }

  var secret: YAMLValue? {
    guard let keys else { return nil }
    return [
      "apiVersion": "v1", "kind": "Secret", "metadata": metadata(keysName), "type": "Opaque",
      "data": .map(keys.map { ($0.name, .text(Data($0.bytes).base64EncodedString())) }),
    ]
  }

  /// Without an address of its own: its name is the pod's address, which workers look up at each connection.
  var service: YAMLValue {
    [
      "apiVersion": "v1", "kind": "Service", "metadata": metadata(coordinatorName, .coordinator),
      "spec": [
        "clusterIP": "None",
        // Workers that lose it while it starts again find it as soon as it listens.
        "publishNotReadyAddresses": true,
        "selector": labels(.coordinator),
        "ports": [
          ["name": "percolate", "port": .number(KubernetesManifest.port), "targetPort": "percolate"],
          ["name": "metrics", "port": .number(KubernetesManifest.metricsPort), "targetPort": "metrics"],
        ],
      ],
    ]
  }

  /// The coordinator's arguments.
  package var coordinatorArguments: [String] {
    [
      // Below the volume, whose own folder the group may write in.
      "coordinator", "--data", "/data/percolate-data", "--listen", "tcp://*:\(KubernetesManifest.port)",
      "--advertise", coordinatorHost, "--keys", "/keys",
      "--metrics-address", "0.0.0.0:\(KubernetesManifest.metricsPort)",
    ]
  }

  func coordinator() throws(DeployError) -> YAMLValue {
    let memory = KubernetesText.quantity(coordinatorMemory)
    let template = pod(
      container: "coordinator", component: .coordinator, arguments: coordinatorArguments,
      keyFiles: KubernetesManifest.keyFiles,
      extra: [
        (
          "ports",
          [
            ["name": "percolate", "containerPort": .number(KubernetesManifest.port)],
            ["name": "metrics", "containerPort": .number(KubernetesManifest.metricsPort)],
          ]
        ),
        // A large journal is checked before it is served.
        ("startupProbe", probe("/livez", period: 5, failures: 120)),
        ("livenessProbe", probe("/livez", period: 10, failures: 6)),
        ("readinessProbe", probe("/readyz", period: 5, failures: 3)),
      ],
      resources: [
        "requests": ["cpu": "500m", "memory": .text(memory)], "limits": ["memory": .text(memory)],
      ],
      mounts: [["name": "data", "mountPath": "/data"]],
      annotations: [
        ("prometheus.io/scrape", "true"), ("prometheus.io/port", .text("\(KubernetesManifest.metricsPort)")),
        ("prometheus.io/path", "/metrics"),
      ],
      specification: [("terminationGracePeriodSeconds", 60)])
    var claim: [(String, YAMLValue)] = [("accessModes", ["ReadWriteOncePod"])]
    if let storageClass { claim.append(("storageClassName", .text(storageClass))) }
    claim.append(("resources", ["requests": ["storage": .text(KubernetesText.quantity(storage))]]))
    return [
      "apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": metadata(coordinatorName, .coordinator),
      "spec": [
        "replicas": 1, "serviceName": .text(coordinatorName),
        "selector": ["matchLabels": labels(.coordinator)],
        // The journal outlives whoever deletes the rest.
        "persistentVolumeClaimRetentionPolicy": ["whenDeleted": "Retain", "whenScaled": "Retain"],
        "template": template,
        "volumeClaimTemplates": [["metadata": ["name": "data"], "spec": .map(claim)]],
      ],
    ]
  }

  private func probe(_ path: String, period: Int, failures: Int) -> YAMLValue {
    [
      "httpGet": ["path": .text(path), "port": "metrics"], "periodSeconds": .number(period),
      "timeoutSeconds": 3,
      "failureThreshold": .number(failures),
    ]
  }

  /// What the Secret holds.
  package static let keyFiles = ["coordinator.json", workerKey, "client.access.json"]
  /// What workers see of it.
  static let workerKey = "worker.access.json"

  // MARK: The network

  /// Looking up names, and the coordinator.
  private var ownEgress: [YAMLValue] {
    [
      ["ports": [["protocol": "UDP", "port": 53], ["protocol": "TCP", "port": 53]]],
      [
        "to": [["podSelector": ["matchLabels": labels(.coordinator)]]],
        "ports": [["protocol": "TCP", "port": .number(KubernetesManifest.port)]],
      ],
    ]
  }

  /// Pods of this coordinator reach it, and what reads metrics; it asks itself for those, by its name.
  var coordinatorPolicy: YAMLValue {
    [
      "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
      "metadata": metadata(coordinatorName, .coordinator),
      "spec": [
        "podSelector": ["matchLabels": labels(.coordinator)], "policyTypes": ["Ingress", "Egress"],
        "ingress": [
          [
            "from": [["podSelector": ["matchLabels": labels()]]],
            "ports": [["protocol": "TCP", "port": .number(KubernetesManifest.port)]],
          ],
          [
            "from": [
              ["namespaceSelector": ["matchLabels": ["kubernetes.io/metadata.name": .text(monitoring)]]]
            ],
            "ports": [["protocol": "TCP", "port": .number(KubernetesManifest.metricsPort)]],
          ],
        ],
        "egress": .list(ownEgress),
      ],
    ]
  }

  /// Nothing connects to workers; they look up the coordinator's name and connect to it.
  var workersPolicy: YAMLValue? {
    guard workers > 0 || burst > 0 else { return nil }
    let rules = allowsEgress ? [[:]] : ownEgress
    return [
      "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
      "metadata": metadata(workerName, .worker),
      "spec": [
        "podSelector": [
          "matchLabels": labels(),
          "matchExpressions": [
            ["key": "app.kubernetes.io/component", "operator": "In", "values": ["worker", "burst"]]
          ],
        ],
        "policyTypes": ["Ingress", "Egress"], "ingress": [], "egress": .list(rules),
      ],
    ]
  }
}
