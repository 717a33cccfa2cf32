/// What pods of coordinator and workers have in common.
extension KubernetesManifest {
  /// The user of both; the image has one of that number.
  private static let user = 10_001

  /// A pod without rights that runs the program as the first process, which gets the SIGTERM.
  ///
  /// - Parameters:
  ///   - container: its name.
  ///   - arguments: of the program.
  ///   - keyFiles: what it sees of the Secret.
  func pod(
    container: String, component: Component, arguments: [String], keyFiles: [String],
    extra: [(String, YAMLValue)],
    resources: YAMLValue, mounts: [YAMLValue] = [], annotations: [(String, YAMLValue)] = [],
    specification: [(String, YAMLValue)] = []
  ) -> YAMLValue {
    var metadata: [(String, YAMLValue)] = [("labels", labels(component))]
    if !annotations.isEmpty { metadata.append(("annotations", .map(annotations))) }
    let main: [(String, YAMLValue)] =
      [
        ("name", .text(container)), ("image", .text(image)), ("imagePullPolicy", "IfNotPresent"),
        ("args", .list(arguments.map(YAMLValue.text))),
        ("resources", resources),
        (
          "securityContext",
          [
            "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true,
            "capabilities": ["drop": ["ALL"]],
          ]
        ),
        (
          "volumeMounts",
          .list(
            [
              ["name": "keys", "mountPath": "/keys", "readOnly": true],
              ["name": "temporary", "mountPath": "/tmp"],
            ] + mounts)
        ),
      ] + extra
    var specification =
      specification + [
        // What Kubernetes would tell of other services has names such as PERCOLATE_PORT.
        ("enableServiceLinks", false), ("automountServiceAccountToken", false),
        (
          "securityContext",
          [
            "runAsNonRoot": true, "runAsUser": .number(KubernetesManifest.user),
            "runAsGroup": .number(KubernetesManifest.user), "fsGroup": .number(KubernetesManifest.user),
            // Else each start makes keys and journal writable for the group, which percolate refuses.
            "fsGroupChangePolicy": "OnRootMismatch", "seccompProfile": ["type": "RuntimeDefault"],
          ]
        ),
      ]
    if let pullSecret { specification.append(("imagePullSecrets", [["name": .text(pullSecret)]])) }
    specification.append(("containers", [.map(main)]))
    let keys: YAMLValue = [
      "name": "keys",
      "secret": [
        "secretName": .text(keysName),
        // 0440, which YAML 1.1 and 1.2 would read as different numbers.
        "defaultMode": 288,
        "items": .list(keyFiles.map { ["key": .text($0), "path": .text($0)] }),
      ],
    ]
    specification.append(("volumes", [keys, ["name": "temporary", "emptyDir": [:]]]))
    return ["metadata": .map(metadata), "spec": .map(specification)]
  }
}
