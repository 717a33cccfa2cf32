internal import Journal
internal import Logging
internal import Platform
internal import SweepModel

extension Coordinator {
  /// Deletes the rows of a sweep that nobody sees any more, some at a time. What a stop interrupts, the next start does.
  func deleteRows(of number: SweepNumber) {
    let (journal, logger) = (journalThread, logger)
    submissions.run {
      do {
        while try journal.perform({ try $0.deletePiece(of: number) }) {}
      } catch is JournalThread.Stopped {
        return
      } catch {
        logger.error("what a deleted sweep left goes at the next start: \(error)")
      }
    }
  }
}
