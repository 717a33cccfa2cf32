internal import Analysis
internal import Messages
internal import Report
internal import SweepModel

/// Tasks of a sweep as a table: filtered, ordered and cut into pages by the server, whatever their number.
struct TasksPage {
  static let limit = 50

  var sweep: StatusDocument.SweepStatus
  var listing: TaskListing
  /// The search as it was typed.
  var search: String
  var page: Int
  var rows: [TaskRecord]
  /// Tasks that match; nil while the sweep is being read.
  var total: Int?
  var axes: [String]
  var metrics: [String]
  var labels: Labels

  /// Whether an address names some of a sweep's tasks, or an order.
  static func isSelection(_ query: [String: String]) -> Bool {
    ["status", "q", "sort", "order"].contains { query[$0]?.isEmpty == false }
  }

  private var address: String { "/sweeps/\(sweep.id.addressPart)/tasks" }

  private var query: [String: String] {
    var query: [String: String] = [:]
    if !listing.statuses.isEmpty {
      query["status"] = listing.statuses.map(\.rawValue).sorted().joined(separator: ",")
    }
    if !search.isEmpty { query["q"] = search }
    if listing.key != .ordinal { query["sort"] = listing.key.text }
    if listing.isDescending { query["order"] = "down" }
    return query
  }

  var content: PageContent {
    PageContent(
      title: "Tasks of \(sweep.name)",
      trail: [
        .init(text: sweep.name, address: "/sweeps/\(sweep.id.addressPart)"),
        .init(text: "Tasks", address: address),
      ],
      [Region("head", html: head), Region("tasks", html: table), Region("pages", html: pager)])
  }

  private var head: String {
    var html =
      "<section id=\"head\"><h1>Tasks of \(sweep.name.html)</h1>"
      + CensusBar.words(sweep.census, links: address)
    html +=
      "<form class=\"search\" role=\"search\" action=\"\(address)\"><label for=\"q\">Words</label> <input id=\"q\" "
    html += "name=\"q\" type=\"search\" value=\"\(search.html)\" placeholder=\"id, sigma=0.3, reason\"> "
    html += "<label for=\"status\">Status</label> <select id=\"status\" name=\"status\">"
    for (value, text) in [("", "all")]
      + TaskStatus.allCases.filter({ $0 != .excluded }).map({ ($0.rawValue, $0.rawValue) })
    {
      let isChosen = listing.statuses.count == 1 ? listing.statuses.first?.rawValue == value : value.isEmpty
      html += "<option value=\"\(value)\"\(isChosen ? " selected" : "")>\(text)</option>"
    }
    html += "</select> "
    if listing.key != .ordinal {
      html += "<input type=\"hidden\" name=\"sort\" value=\"\(listing.key.text.html)\">"
    }
    if listing.isDescending { html += "<input type=\"hidden\" name=\"order\" value=\"down\">" }
    html +=
      "<button>Find</button></form><p class=\"links\"><a href=\"\(Address.of("/sweeps/\(sweep.id.addressPart)/tasks.csv", query))\">"
    return html + "tasks.csv</a> has these on all pages.</p></section>\n"
  }

  private var table: String {
    guard let total else {
      return
        "<section id=\"tasks\"><p class=\"note\">\(ShortText.count(sweep.census.planned)) tasks are being read for "
        + "this; the list comes by itself.</p></section>\n"
    }
    guard !rows.isEmpty else {
      return "<section id=\"tasks\"><p>No task \(total == 0 ? "matches" : "is on this page").</p></section>\n"
    }
    var html =
      "<section id=\"tasks\"><p class=\"note\">\(ShortText.count(total)) \(Plural.word(total, "task")).</p>"
    html += "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Tasks\"><table><thead>"
    var columns: [(TaskListing.Key?, String, Bool)] = [
      (.id, "task", false), (.status, "status", false),
    ]
    columns += axes.map { (.parameter($0), labels.parameter($0).title.html, true) }
    columns += [(.replicate, "replicate", true)]
    columns += metrics.map { (.metric($0), labels.metric($0).title.html, true) }
    columns += [(.seconds, "time", true), (.attempt, "attempt", true), (nil, "reason", false)]
    html += "<tr>" + columns.map { heading($0.0, $0.1, $0.2) }.joined() + "</tr></thead><tbody>"
    for task in rows { html += row(task) }
    return html + "</tbody></table></div></section>\n"
  }

  private func heading(_ key: TaskListing.Key?, _ text: String, _ isNumeric: Bool) -> String {
    let style = isNumeric ? " class=\"n\"" : ""
    guard let key else { return "<th scope=\"col\"\(style)>\(text)</th>" }
    let isChosen = listing.key == key
    var fields = query
    fields["sort"] = key.text
    fields["order"] = isChosen && !listing.isDescending ? "down" : nil
    let sorting = isChosen ? " aria-sort=\"\(listing.isDescending ? "descending" : "ascending")\"" : ""
    return "<th scope=\"col\"\(style)\(sorting)><a href=\"\(Address.of(address, fields))\">\(text)</a></th>"
  }

  private func row(_ task: TaskRecord) -> String {
    let id = "\(task.id)"
    var html =
      "<tr><td><a href=\"/tasks/\(id)\"><code>\(id)</code></a></td><td><i class=\"dot \(task.status.rawValue)\">"
    html += "</i>\(task.status.rawValue)</td>"
    for axis in axes { html += "<td class=\"n\">\((task.point[axis]?.description ?? "–").html)</td>" }
    html += "<td class=\"n\">\(task.replicate)</td>"
    for metric in metrics {
      html += "<td class=\"n\">\(task.finals[metric].map { NumberText.short($0) } ?? "–")</td>"
    }
    html +=
      "<td class=\"n\">\(task.seconds.map { ShortText.duration($0) } ?? "–")</td><td class=\"n\">\(task.attempt)</td>"
    let reason = task.reason ?? ""
    return html + "<td>\((reason.count > 120 ? reason.prefix(120) + "…" : reason).html)</td></tr>"
  }

  private var pager: String {
    let pages = max(1, ((total ?? 0) + TasksPage.limit - 1) / TasksPage.limit)
    return Pager.html(id: "pages", page: page, pages: pages, address: address, query)
  }
}
