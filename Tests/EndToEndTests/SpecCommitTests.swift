import Foundation
import TestSupport
import Testing

/// Which commit of the user's repository a report names.
@Suite(.timeLimit(.minutes(10)))
struct SpecCommitTests {
  private static let spec = """
    name: provenance
    experiment: overlap
    parameters: {sigma: 0.3}
    axes: {distance: [0, 1]}
    curves: [{name: overlap, x: distance, y: overlap}]
    """

  @Test func `a report names the commit at which its spec was submitted, whatever came after`() throws {
    let cluster = try Cluster()
    let (first, second) = (String(repeating: "1a", count: 20), String(repeating: "2b", count: 20))
    try FileManager.default.createDirectory(
      atPath: cluster.directory.path("repository/.git"), withIntermediateDirectories: true)
    let spec = try cluster.directory.write(Self.spec, to: "repository/provenance.yaml")
    try cluster.directory.write(first, to: "repository/.git/HEAD")
    #expect(try cluster.run("run", spec, "--workers", "1").ending == .code(0))
    try cluster.directory.write(second, to: "repository/.git/HEAD")
    let answer = try cluster.run("report", "last", "--json")
    #expect(answer.ending == .code(0), "\(answer.errors)")
    let page = try String(contentsOfFile: try #require(try answer.json()["page"].text), encoding: .utf8)
    #expect(page.contains("commit \(first) as of submit") && !page.contains(second))
    #expect(try cluster.run("status", "--json").output.contains(first))
    // The same spec again is the same sweep, and its results are of the first commit.
    #expect(try cluster.run("run", spec, "--workers", "1").ending == .code(0))
    #expect(try cluster.run("status", "--json").output.contains(first))
  }

  @Test func `a report of a spec in no repository names none`() throws {
    let cluster = try Cluster()
    let spec = try cluster.directory.write(Self.spec, to: "provenance.yaml")
    // A repository without a commit, so that none around the test's own directory is found.
    try FileManager.default.createDirectory(
      atPath: cluster.directory.path(".git"), withIntermediateDirectories: true)
    try cluster.directory.write("ref: refs/heads/main", to: ".git/HEAD")
    let answer = try cluster.run("run", spec, "--workers", "1", "--json")
    #expect(answer.ending == .code(0), "\(answer.errors)")
    let page = try String(contentsOfFile: try #require(try answer.json()["report"].text), encoding: .utf8)
    #expect(page.contains("Provenance") && !page.contains("repository"))
  }
}
