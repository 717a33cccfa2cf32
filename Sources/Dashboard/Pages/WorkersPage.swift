internal import Messages
internal import SweepModel

/// Who is connected, what each does, and which more were asked for.
enum WorkersPage {
  static func content(
    _ workers: [WorkersDocument.Row], _ queues: [AllocationsDocument.Queue], _ actions: ActionLinks?,
    isAtRest: Bool
  ) -> PageContent {
    guard !isAtRest else {
      return PageContent(
        title: "Workers", trail: [.init(text: "Workers", address: "/workers")],
        [
          Region(
            "head",
            html: "<section id=\"head\"><h1>Workers</h1><p>No coordinator is running here.</p></section>\n")
        ])
    }
    var html = "<section id=\"head\"><h1>Workers</h1><p>\(Plural.of(workers.count, "worker")) with "
    html +=
      "\(Plural.of(workers.reduce(0) { $0 + $1.slots }, "slot")). <a href=\"/workers.json\">JSON</a></p></section>\n"
    return PageContent(
      title: "Workers", trail: [.init(text: "Workers", address: "/workers")],
      [
        Region("head", html: html), Region("workers", html: table(workers, actions)),
        Region("queues", html: list(queues)),
      ])
  }

  private static func table(_ workers: [WorkersDocument.Row], _ actions: ActionLinks?) -> String {
    guard !workers.isEmpty else {
      return
        "<section id=\"workers\"><p>No worker is connected. <code>percolate worker --access worker.access.json</code> "
        + "starts one.</p></section>\n"
    }
    var html =
      "<section id=\"workers\"><div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Workers\"><table>"
    html += "<thead>"
    html += TableRow.head(
      [
        ("host", false), ("state", false), ("slots", true), ("tasks", true), ("finished", true),
        ("heard", true),
        ("leaves in", true), ("job", false), ("key", false), ("processor", false), ("holds", false),
      ] + (actions == nil ? [] : [("", false)]))
    html += "</thead><tbody>"
    for worker in workers {
      let tasks = (worker.tasks ?? []).prefix(8)
      html +=
        "<tr><td>\(worker.host.html)</td><td>\(worker.state.html)</td><td class=\"n\">\(worker.slots)</td>"
      html += "<td class=\"n\">\(worker.leases)</td><td class=\"n\">\(ShortText.count(worker.finished))</td>"
      // Finer would change with every look.
      html +=
        "<td class=\"n\">\(worker.silentSeconds < 10 ? "now" : ShortText.duration(worker.silentSeconds) + " ago")</td>"
      html +=
        "<td class=\"n\">\(worker.remainingSeconds.map { ShortText.duration(($0 / 60).rounded() * 60) } ?? "–")</td>"
      html += "<td>\((worker.job ?? "–").html)</td><td>\(worker.key.html)</td><td>\(worker.cpu.html)</td><td>"
      html += tasks.map { "<a href=\"/tasks/\($0.addressPart)\"><code>\($0.html)</code></a>" }.joined(
        separator: " ")
      html += worker.leases > tasks.count && !tasks.isEmpty ? " …</td>" : "</td>"
      if let actions { html += "<td>\(actions.ofWorker(worker))</td>" }
      html += "</tr>"
    }
    return html + "</tbody></table></div></section>\n"
  }

  private static func list(_ queues: [AllocationsDocument.Queue]) -> String {
    guard !queues.isEmpty else { return "<section id=\"queues\"></section>\n" }
    var html = "<section id=\"queues\"><h2>Allocations</h2><p><a href=\"/allocations.json\">JSON</a></p>"
    for queue in queues {
      html += "<h3>\(queue.name.html)</h3><p>\(queue.summary.html).</p>"
      for obstacle in queue.obstacles { html += "<p class=\"note\">\(obstacle.html).</p>" }
      guard !queue.jobs.isEmpty else { continue }
      html +=
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"\("Jobs of \(queue.name)".html)\"><table><thead>"
      html +=
        TableRow.head([("job", false), ("state", false), ("node", false), ("reason", false)])
        + "</thead><tbody>"
      for job in queue.jobs {
        html +=
          "<tr><td>\((job.job ?? job.key).html)</td><td>\(job.state.html)</td><td>\((job.node ?? "–").html)</td>"
        html += "<td>\((job.reason ?? job.outcome ?? "").html)</td></tr>"
      }
      html += "</tbody></table></div>"
    }
    return html + "</section>\n"
  }
}
