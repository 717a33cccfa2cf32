package import SweepModel

extension Sweep {
  /// The resolved spec as canonical JSON, for provenance and for ``init(resolvedJSON:catalog:)``.
  package var resolvedJSON: String { CanonicalJSON.text(json: content.json) }

  /// Restores a sweep from what ``resolvedJSON`` gave: the same id, tasks and curves.
  ///
  /// Needs no experiment: one that the catalog lacks, or has in another version, still expands.
  ///
  /// - Throws: ``StoredSweepError`` where the text is damaged.
  package init(resolvedJSON: String, catalog: ExperimentCatalog) throws(StoredSweepError) {
    let json: JSONValue
    do {
      json = try CanonicalJSON.parseValue(Array(resolvedJSON.utf8))
    } catch {
      throw StoredSweepError("\(error)")
    }
    let content = try SweepContent(json: json, catalog: catalog)
    let plan = ExpansionPlan(content)
    guard let counts = plan.counts(limit: Sweep.taskLimit), counts.total > 0,
      counts.total <= Sweep.taskLimit / content.replicates
    else { throw StoredSweepError("it has more than \(Sweep.taskLimit) tasks, or none") }
    self.init(content: content, plan: plan, counts: counts)
    guard !grows || grid != nil else { throw StoredSweepError(missing: "refine") }
  }
}
