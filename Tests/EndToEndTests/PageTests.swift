import Foundation
import Glibc
import Platform
import TestSupport
import Testing

/// The live page in a browser, beside a real coordinator with workers.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct PageTests {
  @Test func `pages show a sweep that runs, at every width, by keyboard and without scripts`() throws {
    let cluster = try Cluster()
    try cluster.startCoordinator(options: ["--page"])
    try cluster.startWorker(0, slots: 2)
    try cluster.submit(
      """
      name: seen
      experiment: probe
      description: What a page shows
      parameters: {duration: 4, metrics: 12, payload: 100}
      axes:
        index: {from: 1, to: 60, step: 1}
        outcome: [ok, fail]
      limits: {attempts: 1}
      curves:
        - {name: values, x: index, y: value, series: outcome, interval: 95%}
      """)
    #expect(try cluster.awaitStatus { $0["sweeps"][0]["census"]["failed"].int ?? 0 > 1 })
    let address = try #require(cluster.coordinator?.output.text.firstMatch(of: /http:\S+/)?.output)
    let browser = try Browser.run("pages", String(address), within: 400)
    #expect(browser.ending == .code(0), "\(browser.errors)")
    #expect(try cluster.stop())
  }

  @Test func `an open page follows its sweep across a killed coordinator, and a revoked key`() throws {
    let cluster = try Cluster()
    try cluster.startCoordinator()
    try cluster.startWorker(0, slots: 2)
    let made = try cluster.run("keys", "add", "looker", "--role", "client", "--json").json()
    let access = try #require(made["written"].text)
    try cluster.submit(
      """
      name: followed
      experiment: probe
      parameters: {duration: 0.4}
      axes:
        index: {from: 1, to: 60, step: 1}
        outcome: [ok, fail]
      limits: {attempts: 1}
      curves:
        - {name: values, x: index, y: value, series: outcome, interval: 95%}
      """)
    let page = try cluster.start(["page", "--access", access])
    try page.waitForOutput("http://")
    let (reading, writing) = try Descriptor.makePipe()
    let browser = try Browser.start(
      "live", page.output.text.trimmingCharacters(in: .whitespacesAndNewlines), input: reading)
    close(reading)
    defer { close(writing) }
    func goOn() { _ = "\n".withCString { write(writing, $0, 1) } }
    try browser.waitForOutput("kill the coordinator")
    try cluster.killCoordinator()
    goOn()
    try browser.waitForOutput("start it again")
    try cluster.startCoordinator()
    goOn()
    try browser.waitForOutput("let it end")
    #expect(try cluster.wait() == .code(1))
    goOn()
    try browser.waitForOutput("revoke the key")
    #expect(try cluster.run("keys", "revoke", "looker").ending == .code(0))
    goOn()
    let ending = try browser.finish(within: 120)
    #expect(ending.ending == .code(0), "\(ending.errors)")
    page.send(SIGTERM)
    #expect(try page.exit() == .code(0))
    #expect(try cluster.stop())
  }

  @Test func `hostile names, reasons, logs and files run nothing and forge nothing`() throws {
    let cluster = try Cluster()
    let program = """
      import json, os, sys
      parameters = json.loads(os.environ["PERCOLATE_PARAMETERS"])
      report = os.fdopen(int(os.environ["PERCOLATE_FD"]), "w")
      evil = "</pre><script>window.forged=1</script><img src=x onerror='window.forged=1'>"
      print(evil, flush=True)
      if parameters["which"] == 2:
          print("<script>window.forged=1</script> is why", flush=True)
          sys.exit(64)
      open(os.path.join(os.environ["PERCOLATE_ARTIFACTS"], "page.html"), "w").write("<script>window.forged=1</script>")
      report.write(json.dumps({"artifact": "page", "file": "page.html"}) + "\\n")
      report.write(json.dumps({"result": {"score": 1.0}}) + "\\n")
      """
    let folder = try TemporaryDirectory()
    _ = try folder.write(program, to: "evil.py")
    let spec = try folder.write(
      """
      name: evil
      description: "<script>window.forged=1</script> <b>bold</b> & more"
      experiment:
        name: evil
        version: 1
        command: [python3, evil.py]
        files: [evil.py]
        working-directory: files
        parameters: {which: {kind: integer, default: 1, label: "<i>which</i>"}}
        metrics: {score: {label: "<script>window.forged=1</script>"}}
        artifacts: {page: {type: text/html}}
      axes: {which: [1, 2]}
      limits: {attempts: 1}
      curves:
        - {name: score, x: which, y: score}
      """, to: "evil.yaml")
    try cluster.startCoordinator(options: ["--page"])
    try cluster.startWorker(0, slots: 1)
    let submitted = try cluster.run("submit", spec)
    try #require(submitted.ending == .code(0), "\(submitted.errors)")
    #expect(try cluster.wait() == .code(1))
    let address = try #require(cluster.coordinator?.output.text.firstMatch(of: /http:\S+/)?.output)
    let browser = try Browser.run("hostile", String(address), within: 200)
    #expect(browser.ending == .code(0), "\(browser.errors)")
    #expect(try cluster.stop())
  }

  @Test func `commands are given after a question, and only by forms of the page`() throws {
    let cluster = try Cluster()
    try cluster.startCoordinator(options: ["--page"])
    try cluster.submit(
      """
      name: held
      experiment: probe
      axes: {index: [1, 2, 3]}
      """)
    let address = String(try #require(cluster.coordinator?.output.text.firstMatch(of: /http:\S+/)?.output))
    let visitor = try PageVisitor(address)
    let id = try #require(cluster.status()["sweeps"][0]["id"].text)
    // A link says what it does: `all`, names and numbers are no tasks.
    for fields in ["do=cancel&task=held", "do=cancel&task=all", "do=retry&task=1", "do=drain&worker=all"] {
      #expect(try visitor.get("/confirm?" + fields).status == 404, "\(fields)")
    }
    // Neither without the form's token, nor from the page of another site.
    let fields = "do=cancel&sweep=\(id)"
    #expect(try visitor.post("/actions", fields).status == 403)
    let question = try visitor.get("/confirm?\(fields)").body
    let token = String(try #require(question.firstMatch(of: /name="form" value="([0-9a-f]+)"/)?.output.1))
    #expect(
      try visitor.post("/actions", fields + "&form=" + token, origin: "http://evil.example").status == 403)
    #expect(try cluster.status()["sweeps"][0]["state"].text == "active")
    // Nor by a browser that was not let in.
    #expect(
      try PageVisitor(address, isLetIn: false).post("/actions", fields + "&form=" + token).status == 403)
    let browser = try Browser.run("actions", address, within: 200)
    #expect(browser.ending == .code(0), "\(browser.errors)")
    #expect(try cluster.status()["sweeps"][0]["state"].text == "cancelled")
    // Who it was stands in the log.
    #expect(
      cluster.log.contains("page: Cancel held") && cluster.log.contains("from=127.0.0.1"), "\(cluster.log)")

    let readers = try cluster.start(["page", "--data", cluster.data, "--read-only"])
    try readers.waitForOutput("http://")
    let reader = try PageVisitor(readers.output.text.trimmingCharacters(in: .whitespacesAndNewlines))
    #expect(try !reader.get("/sweeps/\(id)").body.contains("/confirm"))
    #expect(try reader.get("/confirm?\(fields)").status == 404)
    #expect(try reader.post("/actions", fields).body.contains("--read-only"))
    readers.send(SIGTERM)
    #expect(try readers.exit() == .code(0))
    #expect(try cluster.stop())
  }

  @Test func `a page that is killed comes back where it was, and lets in whom it had let in`() throws {
    let cluster = try Cluster()
    try cluster.startCoordinator(options: ["--page"])
    let process = try #require(cluster.coordinator)
    let address = String(try #require(process.output.text.firstMatch(of: /http:\S+/)?.output))
    let visitor = try PageVisitor(address)
    #expect(try visitor.get("/").status == 200)
    // A page that lives for no more than a moment is not started again and again.
    let listing = try Command.run(["--parent", "\(process.identifier)"], program: "/usr/bin/pgrep")
    let page = try #require(pid_t(listing.output.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(
      try Patience.ask {
        try Command.run(["-o", "etimes=", "-p", "\(page)"], program: "/bin/ps").seconds > 11
      })
    kill(page, SIGKILL)
    try process.waitForLog("the page has ended (was ended by SIGKILL")
    #expect(Patience.ask { (try? visitor.get("/").status) == 200 })
    // So it is after a restart of the coordinator.
    try cluster.killCoordinator()
    try cluster.startCoordinator(options: ["--page"])
    #expect(try visitor.get("/").status == 200)
    #expect(try cluster.stop())
  }

  @Test func `whoever asks wrongly is told so`() throws {
    let finished = try FinishedSweep.shared.get()
    let page = try RunningProcess(["page", "--data", finished.data])
    try page.waitForOutput("http://")
    let address = page.output.text.trimmingCharacters(in: .whitespacesAndNewlines)
    let stranger = try PageVisitor(address, isLetIn: false)
    #expect(try stranger.get("/").status == 403)
    #expect(try stranger.get("/?token=0123").status == 403)
    #expect(try stranger.get("/sweeps.json").status == 403)
    let visitor = try PageVisitor(address)
    #expect(try visitor.get("/").body.contains("No coordinator is running here"))
    // A site of the web that has its name lead here.
    #expect(try visitor.get("/", host: "evil.example").status == 421)
    for (path, status) in [
      ("/nothing", 404), ("/sweeps/ffffffffffff", 404), ("/tasks/ffffffffffff", 404), ("/sweeps/%FF", 400),
      ("/sweeps/small/tasks?status=odd", 404), ("/sweeps/small/tasks?sort=odd", 404),
      ("/sweeps/small/tasks?page=99999999999999999999", 200), ("/sweeps/small/tasks?page=-4", 200),
      ("/sweeps/small/figures/none.svg", 404), ("/artifacts/00/x", 404),
      ("/events?page=//evil.example/", 400),
      ("/confirm?do=delete&sweep=small", 404), ("/?" + String(repeating: "q", count: 9000), 414),
    ] {
      var answer = try visitor.get(path)
      // The figures of a sweep are there once its tasks are read.
      _ = try Patience.ask {
        answer = try visitor.get(path)
        return answer.status != 503
      }
      #expect(answer.status == status, "\(path.prefix(80)): \(answer.status) \(answer.body.prefix(300))")
    }
    // What the page shows has its tables, as `export` and `report` make them.
    let tasks = try visitor.get("/sweeps/small/tasks.csv").body
    #expect(try tasks == finished.run("export", "small", "--wide").output)
    let curves = try visitor.get("/sweeps/small/curves.csv").body
    #expect(try curves == finished.run("export", "small", "--what", "curves").output)
    #expect(try visitor.get("/sweeps/small/spec.yaml").body == FinishedSweep.spec)
    page.send(SIGTERM)
    #expect(try page.exit() == .code(0))
  }

  @Test func `an address for other machines takes a certificate, or the word that it does without`() throws {
    let finished = try FinishedSweep.shared.get()
    let open = try finished.run("page", "--listen", "0.0.0.0:0")
    #expect(open.ending == .code(2) && open.errors.contains("--plain-http"), "\(open.errors)")
    let half = try finished.run("page", "--certificate", "x.pem")
    #expect(half.ending == .code(2) && half.errors.contains("go together"), "\(half.errors)")
    let folder = try TemporaryDirectory()
    let (chain, key) = (folder.path("chain.pem"), folder.path("key.pem"))
    let made = try Command.run(
      [
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-keyout",
        key, "-out",
        chain,
      ], program: "/usr/bin/openssl")
    try #require(made.ending == .code(0), "\(made.errors)")
    let bad = try finished.run("page", "--certificate", key, "--certificate-key", chain)
    #expect(bad.ending == .code(2) && bad.errors.contains("PEM"), "\(bad.errors)")
    let page = try RunningProcess(
      [
        "page", "--data", finished.data, "--listen", "127.0.0.1:0", "--certificate", chain,
        "--certificate-key", key,
      ])
    try page.waitForOutput("https://")
    let visitor = try PageVisitor(
      page.output.text.trimmingCharacters(in: .whitespacesAndNewlines), certificate: chain)
    let answer = try visitor.get("/")
    #expect(answer.status == 200 && answer.body.contains("small"))
    #expect(visitor.cookie.contains("Secure") && visitor.cookie.contains("HttpOnly"), "\(visitor.cookie)")
    page.send(SIGTERM)
    #expect(try page.exit() == .code(0))
  }
}

extension ProgramAnswer {
  /// What it printed, as a number; 0 for anything else.
  fileprivate var seconds: Int { Int(output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0 }
}
