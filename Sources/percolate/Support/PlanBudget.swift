internal import Experiments
internal import Foundation
internal import Journal
internal import Results
internal import Spec
internal import SweepModel

extension PlanHistory {
  /// What a data directory knows; nothing where it has no journal yet.
  init(_ path: String, sweep: Sweep) throws {
    do {
      var journal: JournalSource?
      if FileManager.default.fileExists(atPath: path + "/journal.sqlite") {
        journal = JournalSource(
          try JournalReader.open(at: DataDirectory.existing(at: path)), catalog: .builtIn,
          version: Version.text)
      }
      try self.init(journal, of: sweep, catalog: .builtIn)
    } catch {
      throw Problem(ExitStatus.someFailed, "\(error)")
    }
  }
}

extension BudgetCheck {
  /// - Parameter data: the data directory whose finished tasks tell what others cost.
  init(_ sweep: Sweep, data: String) throws {
    guard sweep.budget != nil else {
      self = .passed
      return
    }
    do { try self.init(sweep, PlanHistory(data, sweep: sweep)) } catch let problem as Problem {
      throw problem
    } catch {
      throw Problem(ExitStatus.someFailed, "\(error)")
    }
  }
}
