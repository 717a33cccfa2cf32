import Foundation
import TestSupport
import Testing
import Yams

@testable import Deploy

/// What no schema knows: that the objects fit together, and that names which break a file are refused.
struct KubernetesManifestTests {
  private typealias Map = [String: Any]

  private func objects(
    _ change: (inout KubernetesManifest) -> Void = { _ in }
  ) throws -> [String: [[String: Any]]] {
    var manifest = KubernetesManifest()
    manifest.keys = KubernetesManifest.keyFiles.map { ($0, Array("of \($0)".utf8)) }
    change(&manifest)
    let all = try Yams.load_all(yaml: manifest.render()).map { try #require($0 as? Map) }
    return Dictionary(grouping: all) { $0["kind"] as? String ?? "" }
  }

  /// What a path of keys and numbers leads to.
  private func at(_ object: Any?, _ path: String) -> Any? {
    path.split(separator: "/").reduce(object) { value, step in
      if let index = Int(step), let list = value as? [Any] {
        return list.indices.contains(index) ? list[index] : nil
      }
      return (value as? Map)?[String(step)]
    }
  }

  private func labels(_ object: Any?, _ path: String) throws -> [String: String] {
    try #require(at(object, path) as? [String: String], "\(path)")
  }

  @Test func `every object of the page is there, once or as often as it says`() throws {
    let counts = try objects().mapValues(\.count)
    #expect(
      counts == [
        "Namespace": 1, "Secret": 1, "Service": 1, "StatefulSet": 1, "Deployment": 1,
        "HorizontalPodAutoscaler": 1, "PodDisruptionBudget": 1, "Job": 1, "NetworkPolicy": 2,
      ])
    #expect(try objects { $0.keys = nil }["Secret"] == nil)
    #expect(try objects { $0.makesNamespace = false }["Namespace"] == nil)
    let without = try objects { ($0.workers, $0.burst) = (0, 0) }
    #expect(without.keys.sorted() == ["Namespace", "NetworkPolicy", "Secret", "Service", "StatefulSet"])
    // Somebody who scales by hand, or not at all.
    let fixed = try objects { $0.maximumWorkers = 1 }
    #expect(fixed["HorizontalPodAutoscaler"] == nil)
    #expect(at(fixed["Deployment"]?.first, "spec/replicas") as? Int == 1)
    #expect(at(try objects()["Deployment"]?.first, "spec/replicas") == nil)
  }

  @Test func `selectors find their pods, and no others`() throws {
    let all = try objects { $0.name = "lab" }
    let pods = try ["StatefulSet", "Deployment", "Job"].map {
      try labels(all[$0]?.first, "spec/template/metadata/labels")
    }
    func matches(_ selector: [String: String]) -> [Bool] {
      pods.map { pod in selector.allSatisfy { pod[$0.key] == $0.value } }
    }
    #expect(matches(try labels(all["Service"]?.first, "spec/selector")) == [true, false, false])
    #expect(
      matches(try labels(all["StatefulSet"]?.first, "spec/selector/matchLabels")) == [true, false, false])
    #expect(
      matches(try labels(all["Deployment"]?.first, "spec/selector/matchLabels")) == [false, true, false])
    #expect(
      matches(try labels(all["PodDisruptionBudget"]?.first, "spec/selector/matchLabels")) == [
        false, true, false,
      ])
    let policies = try #require(all["NetworkPolicy"])
    #expect(matches(try labels(policies[0], "spec/podSelector/matchLabels")) == [true, false, false])
    // Workers of both kinds may connect, those of another coordinator in the namespace may not.
    #expect(
      matches(try labels(policies[0], "spec/ingress/0/from/0/podSelector/matchLabels")) == [true, true, true])
    #expect(
      try labels(policies[0], "spec/ingress/0/from/0/podSelector/matchLabels")["app.kubernetes.io/instance"]
        == "lab")
    #expect(
      matches(try labels(policies[1], "spec/egress/1/to/0/podSelector/matchLabels")) == [true, false, false])
    // It asks itself whether it is ready, by a name that has to be looked up.
    #expect(
      matches(try labels(policies[0], "spec/egress/1/to/0/podSelector/matchLabels")) == [true, false, false])
    #expect(at(policies[0], "spec/egress/0/ports/0/port") as? Int == 53)
    #expect(at(all["HorizontalPodAutoscaler"]?.first, "spec/scaleTargetRef/name") as? String == "lab-worker")
    #expect(at(all["Deployment"]?.first, "metadata/name") as? String == "lab-worker")
    #expect(
      at(all["StatefulSet"]?.first, "spec/serviceName") as? String
        == at(all["Service"]?.first, "metadata/name") as? String)
  }

  @Test func `a pod has no rights, sees its keys alone, and workers no others'`() throws {
    let all = try objects()
    for (kind, expected) in [
      ("StatefulSet", KubernetesManifest.keyFiles), ("Deployment", ["worker.access.json"]),
      ("Job", ["worker.access.json"]),
    ] {
      let pod = at(all[kind]?.first, "spec/template/spec")
      #expect(at(pod, "securityContext/runAsNonRoot") as? Bool == true)
      #expect(at(pod, "securityContext/fsGroupChangePolicy") as? String == "OnRootMismatch")
      #expect(at(pod, "securityContext/seccompProfile/type") as? String == "RuntimeDefault")
      #expect(at(pod, "automountServiceAccountToken") as? Bool == false)
      #expect(at(pod, "enableServiceLinks") as? Bool == false)
      let container = at(pod, "containers/0")
      #expect(at(container, "securityContext/readOnlyRootFilesystem") as? Bool == true)
      #expect(at(container, "securityContext/allowPrivilegeEscalation") as? Bool == false)
      #expect(at(container, "securityContext/capabilities/drop") as? [String] == ["ALL"])
      #expect(at(container, "resources/limits/memory") as? String != nil)
      let volumes = try #require(at(pod, "volumes") as? [Map])
      let mounted = try #require(at(container, "volumeMounts") as? [Map]).compactMap { $0["name"] as? String }
      let claimed = (at(all[kind]?.first, "spec/volumeClaimTemplates") as? [Map] ?? []).compactMap {
        at($0, "metadata/name") as? String
      }
      #expect(Set(volumes.compactMap { $0["name"] as? String } + claimed) == Set(mounted))
      let items = try #require(at(volumes[0], "secret/items") as? [[String: String]])
      #expect(items.compactMap { $0["key"] } == expected)
      #expect(at(volumes[0], "secret/defaultMode") as? Int == 0o440)
    }
    let data = try #require(at(all["Secret"]?.first, "data") as? [String: String])
    #expect(data.keys.sorted() == KubernetesManifest.keyFiles.sorted())
    #expect(
      data["worker.access.json"].flatMap { Data(base64Encoded: $0) } == Data("of worker.access.json".utf8))
  }

  @Test func `the job's policy names the container, and a worker has longer than its grace`() throws {
    let all = try objects {
      $0.grace = 100
      $0.idle = 7200
    }
    let job = all["Job"]?.first
    #expect(at(job, "spec/template/spec/containers/0/name") as? String == "worker")
    let rules = try #require(at(job, "spec/podFailurePolicy/rules") as? [Map])
    #expect(rules.map { $0["action"] as? String } == ["Ignore", "FailJob", "Ignore"])
    #expect(at(rules[0], "onPodConditions/0/type") as? String == "DisruptionTarget")
    #expect(at(rules[1], "onExitCodes/values") as? [Int] == [2, 3])
    #expect(at(rules[2], "onExitCodes/values") as? [Int] == [75])
    #expect(rules.dropFirst().allSatisfy { at($0, "onExitCodes/containerName") as? String == "worker" })
    // Kubernetes takes such a policy with this one alone.
    #expect(at(job, "spec/template/spec/restartPolicy") as? String == "Never")
    #expect(at(job, "spec/template/spec/terminationGracePeriodSeconds") as? Int == 130)
    let words = try #require(at(job, "spec/template/spec/containers/0/args") as? [String])
    #expect(words.joined(separator: " ").hasSuffix("--requeue --idle-limit 7200s --connect-timeout 7200s"))
    #expect(at(all["Deployment"]?.first, "spec/template/spec/terminationGracePeriodSeconds") as? Int == 130)
  }

  @Test(arguments: [
    "", "yes", "No", "null", "~", "1e3", "0x1f", "012", "1_000", ".5", "-", "- a", "a: b", "a #b", "#", "'",
    "\"", "\\",
    "{{x}}", "[", "&a", "*a", "!a", "|", ">", "%", "@", "`", " a ", "a\nb", "---", "a\u{0}b",
    "a\u{7F}\u{85}\u{2028}b",
    "\u{1F600}", "ä", "2001-01-01", "12:30:45", "=", "<<", "a\tb", ":", "?",
  ]) func `any text comes back as it went in`(text: String) throws {
    let value: YAMLValue = .map([
      (text, .list([.text(text), .map([("key", .text(text))]), .list([.text(text)])]))
    ])
    let back = try #require(try Yams.load(yaml: value.rendered()) as? [String: [Any]])
    let list = try #require(back[text])
    #expect(list[0] as? String == text)
    #expect((list[1] as? [String: String])?["key"] == text)
    #expect(list[2] as? [String] == [text])
  }

  @Test func `numbers, flags and empty collections stay what they are`() throws {
    let value: YAMLValue = ["a": 12, "b": false, "c": [], "d": [:], "e": [[1, 2], [:], ["x": [3]]]]
    let back = try #require(try Yams.load(yaml: value.rendered()) as? Map)
    #expect(back["a"] as? Int == 12)
    #expect(back["b"] as? Bool == false)
    #expect((back["c"] as? [Any])?.count == 0)
    #expect((back["d"] as? Map)?.count == 0)
    #expect(at(back, "e/0") as? [Int] == [1, 2])
    #expect(at(back, "e/2/x/0") as? Int == 3)
  }

  @Test func `bytes become quantities that Kubernetes takes`() {
    #expect(KubernetesText.quantity(4 << 30) == "4Gi")
    #expect(KubernetesText.quantity(1536 << 20) == "1536Mi")
    #expect(KubernetesText.quantity((4 << 30) + 1) == "4294967297")
    #expect(KubernetesText.quantity(2 << 40) == "2Ti")
  }

  @Test(arguments: [
    "percolate", "percolate:1.0", "lab/percolate", "registry:5000/percolate",
    "Registry.Example.org/a/b:T-1_x.y",
    "localhost/percolate:latest", "p@sha256:" + String(repeating: "0", count: 64),
  ]) func `images are taken as engines read them`(image: String) throws {
    try KubernetesText.image(image, option: "--image")
  }

  @Test func `what Kubernetes would refuse is refused before, by the option's name`() {
    func refused(_ option: String, _ change: (inout KubernetesManifest) -> Void) {
      var manifest = KubernetesManifest()
      change(&manifest)
      do throws(DeployError) {
        _ = try manifest.render()
        Issue.record("\(option) was taken")
      } catch { #expect(error.description.hasPrefix(option + " takes "), "\(error)") }
    }
    for image in [
      "", "Percolate", "a b", "a:", "a:b:c", "a@sha256:12", "a/", "/a", "host:port/a", "-a", "a\n", "a#b",
    ] {
      refused("--image") { $0.image = image }
    }
    for name in [
      "", "A", "a_b", "-a", "a-", "1a", "a.b", "a b", "a\nb", "ä", String(repeating: "a", count: 64),
    ] {
      refused("--namespace") { $0.namespace = name }
      refused("--name") { $0.name = name }
      refused("--monitoring") { $0.monitoring = name }
    }
    refused("--name") { $0.name = String(repeating: "a", count: 41) }
    refused("--namespace") { $0.namespace = "default" }
    refused("--namespace") { $0.namespace = "kube-system" }
    for name in ["", "A", "a..b", ".a", "a.", "-a", "a-.b", "a b"] {
      refused("--pull-secret") { $0.pullSecret = name }
      refused("--storage-class") { $0.storageClass = name }
    }
    for name in ["gpu", "/gpu", "nvidia.com/", "nvidia.com/a/b", "NVIDIA.com/gpu", "nvidia.com/g u"] {
      refused("--gpu-resource") { $0.gpuResource = name }
    }
    for label in ["pool", "=a", "a=b c", "a=-b", "a=" + String(repeating: "b", count: 64), "a\n=b"] {
      refused("--node-selector") { $0.nodeSelector = [label] }
    }
    refused("--node-selector") { $0.nodeSelector = ["a=b", "a=c"] }
    refused("--slots") { $0.slots = 0 }
    refused("--memory") { $0.memory = 1 }
    refused("--workers") { $0.workers = -1 }
    refused("--max-workers") { $0.maximumWorkers = 5001 }
    refused("--burst") { $0.burst = 100_000 }
    refused("--gpus") { $0.gpus = -1 }
    refused("--idle") { $0.idle = 0 }
    refused("--grace") { $0.grace = .infinity }
    refused("--storage") { $0.storage = 0 }
    refused("--coordinator-memory") { $0.coordinatorMemory = .max }
  }

  @Test func `a namespace that is there may have any name`() throws {
    var manifest = KubernetesManifest()
    manifest.makesNamespace = false
    manifest.namespace = "default"
    #expect(manifest.coordinatorHost == "percolate-coordinator.default.svc")
    #expect(try manifest.render().contains("namespace: default\n"))
  }
}
