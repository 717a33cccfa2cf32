import Foundation
import TestSupport
import Testing

@testable import Deploy

/// What the strict schemas of Kubernetes say, those of the three newest versions that PyPI's kubernetes-validate has.
@Suite(.timeLimit(.minutes(3)))
struct KubernetesSchemaTests {
  /// Prints a line for each object and version.
  private static let script = """
    import os, sys, yaml, kubernetes_validate as k
    schemas = os.path.join(os.path.dirname(k.__file__), "kubernetes-json-schema")
    versions = {n[1:].split("-")[0] for n in os.listdir(schemas) if n.endswith("-local-strict")}
    newest = sorted(versions, key=lambda v: [int(x) for x in v.split(".")])[-3:]
    for document in yaml.safe_load_all(open(sys.argv[1])):
        for version in newest:
            try:
                k.validate(document, version, strict=True)
                print(document["kind"], "fine")
            except k.ValidationError as error:
                print(document["kind"], version, error.message)
    """

  /// A Python with kubernetes-validate: the environment that `Scripts/setup.sh --tests` makes, or the one in PATH.
  private static let python: String? = [
    Checkout.file(".build-python/bin/python3").path, "python3",
  ].first { python in
    (try? RunningProcess.run(python, ["-c", "import kubernetes_validate, yaml"]).ending) == .code(0)
  }

  private func lines(_ text: String) throws -> [String] {
    let folder = try TemporaryDirectory()
    let file = try folder.write(text, to: "objects.yaml")
    let answer = try RunningProcess.run(try #require(Self.python), ["-c", Self.script, file])
    #expect(answer.ending == .code(0), "\(answer.errors)")
    return answer.output.split(separator: "\n").map(String.init)
  }

  /// What the command can be asked for, one of each kind.
  static let shapes: [(String, @Sendable (inout KubernetesManifest) -> Void)] = [
    ("as it is", { _ in }),
    ("without workers", { ($0.workers, $0.burst) = (0, 0) }),
    ("without an autoscaler", { $0.maximumWorkers = 0 }),
    (
      "with everything",
      {
        $0.image = "registry.example.org:5000/lab/percolate:1.0@sha256:" + String(repeating: "a", count: 64)
        $0.pullSecret = "lab.registry"
        $0.makesNamespace = false
        $0.name = "a"
        $0.gpus = 2
        $0.memory = (5 << 30) + 1
        $0.nodeSelector = ["example.com/pool=batch", "on=true", "zone="]
        $0.storageClass = "local.fast"
        $0.allowsEgress = true
        $0.runsPrograms = false
      }
    ),
  ]

  @Test(.enabled(if: python != nil, "needs PyPI's kubernetes-validate"), arguments: shapes.indices)
  func `strict schemas of three versions take every object`(shape: Int) throws {
    var manifest = KubernetesManifest()
    manifest.keys = KubernetesManifest.keyFiles.map { ($0, Array("{}\n".utf8)) }
    Self.shapes[shape].1(&manifest)
    let text = try manifest.render()
    let found = try lines(text)
    #expect(found.count == 3 * text.split(separator: "\n").count { $0 == "---" })
    #expect(found.filter { !$0.hasSuffix(" fine") } == [])
  }

  @Test(.enabled(if: python != nil, "needs PyPI's kubernetes-validate"))
  func `they would refuse a key that is misspelt, and text in the place of a number`() throws {
    let text = try KubernetesManifest().render()
    #expect(
      try lines(text.replacing("backoffLimitPerIndex:", with: "backoffLimitPerindex:"))
        .contains { $0.hasPrefix("Job 1.") })
    #expect(
      try lines(text.replacing("defaultMode: 288", with: "defaultMode: \"0440\""))
        .contains { $0.hasPrefix("StatefulSet 1.") })
  }
}
