internal import Analysis
internal import Messages
internal import Platform
internal import SweepModel

/// All sweeps: how far each is, how fast, for how long still, and who waits for what.
enum SweepsPage {
  /// Sweeps on a page.
  static let limit = 50

  /// - Parameters:
  ///   - page: from 1, the newest sweeps first.
  ///   - word: only sweeps whose name or id has it; empty for all.
  static func content(_ status: StatusDocument, page: Int, word: String) -> PageContent {
    let found = status.sweeps.reversed().filter {
      word.isEmpty || $0.name.contains(word) || $0.id.hasPrefix(word) || $0.experiment == word
    }
    let pages = max(1, (found.count + limit - 1) / limit)
    let page = min(max(1, page), pages)
    let shown = found.dropFirst((page - 1) * limit).prefix(limit)
    var regions = [Region("head", html: head(status, found.count, word))]
    if shown.isEmpty {
      let text =
        word.isEmpty
        ? "No sweep was submitted yet. <code>percolate submit SPEC</code> submits one."
        : "No sweep has <code>\(word.html)</code> in its name."
      regions.append(Region("sweeps", html: "<p id=\"sweeps\">\(text)</p>"))
    } else {
      regions.append(
        Region("sweeps", begin: "<ul id=\"sweeps\" class=\"sweeps\">", items: shown.map(row), end: "</ul>\n"))
    }
    regions.append(
      Region("pages", html: Pager.html(id: "pages", page: page, pages: pages, address: "/", ["q": word])))
    return PageContent(title: "Sweeps", regions)
  }

  private static func head(_ status: StatusDocument, _ count: Int, _ word: String) -> String {
    var html = "<section id=\"head\"><h1>Sweeps</h1>"
    html +=
      "<form class=\"search\" role=\"search\" action=\"/\"><label for=\"q\">Name</label> <input id=\"q\" name=\"q\" "
    html += "type=\"search\" value=\"\(word.html)\"> <button>Find</button></form>"
    html += "<p>\(Plural.of(count, "sweep")), \(Plural.of(status.workers, "worker")) with "
    html += "\(Plural.of(status.slots, "slot")). <a href=\"/sweeps.json\">JSON</a></p>"
    for sentence in status.allocations ?? [] { html += "<p class=\"note\">Queue \(sentence.html).</p>" }
    return html + "</section>\n"
  }

  private static func row(_ sweep: StatusDocument.SweepStatus) -> Region {
    let id = "s-\(sweep.id.html)"
    let address = "/sweeps/\(sweep.id.addressPart)"
    var html =
      "<li id=\"\(id)\"><div class=\"line\"><a class=\"name\" href=\"\(address)\">\(sweep.name.html)</a> "
    html += "<span class=\"state \(sweep.state.html)\">\(sweep.state.html)</span> "
    html += "<span class=\"note\">\(sweep.experiment.html) · <code>\(sweep.id.html)</code> · "
    html += "\(WallClock.text(sweep.submittedAt).html)</span></div>"
    html += CensusBar.bar(sweep.census) + CensusBar.words(sweep.census, links: address + "/tasks")
    let sentences = SweepSentences.of(sweep)
    if !sentences.isEmpty { html += "<p class=\"note\">\(sentences.joined(separator: " ").html)</p>" }
    return Region(id, html: html + "</li>\n")
  }
}

/// What there is to say of a sweep in a line.
enum SweepSentences {
  static func of(_ sweep: StatusDocument.SweepStatus) -> [String] {
    var sentences: [String] = []
    if let rate = sweep.rate, !sweep.isFinished {
      var text = ShortText.rate(rate)
      if let eta = sweep.eta {
        text += ", \(ShortText.duration(eta)) left"
        if let low = sweep.etaLow, let high = sweep.etaHigh {
          text += " (\(ShortText.duration(low)) to \(ShortText.duration(high)))"
        }
      }
      sentences.append(text + ".")
    }
    if sweep.priority != 0 { sentences.append("Priority \(sweep.priority).") }
    if let refinement = sweep.refinement {
      sentences.append("Round \(refinement.round): \(refinement.verdicts.sentence).")
      if let budget = refinement.budget, let spent = refinement.spent, budget > 0 {
        sentences.append("\(Int(min(spent / budget, 9.99) * 100)) % of its budget are spent.")
      }
    }
    if let why = sweep.waitsBecause { sentences.append("Waits: \(why).") }
    return sentences
  }
}

/// Links to the other pages of a list.
enum Pager {
  /// - Parameter query: what else the address says; empty values are left out.
  static func html(id: String, page: Int, pages: Int, address: String, _ query: [String: String]) -> String {
    guard pages > 1 else { return "<nav id=\"\(id)\"></nav>" }
    func link(_ number: Int, _ text: String, _ relation: String) -> String {
      guard (1...pages).contains(number) else { return "<span class=\"off\">\(text)</span>" }
      let fields = query.filter { !$0.value.isEmpty }.merging(["page": "\(number)"]) { $1 }
      return "<a rel=\"\(relation)\" href=\"\(Address.of(address, fields))\">\(text)</a>"
    }
    return "<nav id=\"\(id)\" class=\"pager\" aria-label=\"Pages\">\(link(page - 1, "Before", "prev")) "
      + "<span>page \(ShortText.count(page)) of \(ShortText.count(pages))</span> \(link(page + 1, "Next", "next"))</nav>\n"
  }
}

/// Addresses with a query, ready for an attribute.
enum Address {
  static func of(_ path: String, _ query: [String: String]) -> String {
    let fields = query.sorted { $0.key < $1.key }.map { "\($0.key.addressPart)=\($0.value.addressPart)" }
    return path + (fields.isEmpty ? "" : "?" + fields.joined(separator: "&amp;"))
  }
}
