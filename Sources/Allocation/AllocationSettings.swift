/// What a queue of allocations asks its batch system for, and how many of them there may be.
package struct AllocationSettings: Codable, Hashable, Sendable {
  /// The batch system, in the word that the command has for it: "slurm".
  package var system: String
  /// Tasks at a time of each worker.
  package var slots: Int
  /// GPUs of each worker.
  package var gpus: Int
  /// Bytes of memory of each worker; 0 for the site's default.
  package var memory: Int
  /// Seconds that the batch system gives to each worker.
  package var time: Double
  /// Seconds before the end of that in which a worker saves checkpoints and begins nothing.
  package var lead: Double
  /// Seconds without anything to do after which a worker leaves.
  package var idle: Double
  /// Allocations that may be there at once, in whatever state.
  package var maximum: Int
  /// Allocations that may wait in the batch system at once.
  package var backlog: Int

  package init(
    system: String = "slurm", slots: Int, gpus: Int = 0, memory: Int = 0, time: Double, lead: Double = 0,
    idle: Double = 300, maximum: Int, backlog: Int
  ) {
    self.system = system
    self.slots = slots
    self.gpus = gpus
    self.memory = memory
    self.time = time
    self.lead = lead
    self.idle = idle
    self.maximum = maximum
    self.backlog = backlog
  }

  /// Seconds that a task can have on a worker of it.
  package var usable: Double { max(0, time - lead) }

  /// Why no queue can be like this, as a sentence; nil where it can.
  package var problem: String? {
    if !(1...4096).contains(slots) { return "slots are 1 to 4096, found \(slots)" }
    if !(1...100_000).contains(maximum) { return "a maximum is 1 to 100000 workers, found \(maximum)" }
    if !(1...1000).contains(backlog) { return "a backlog is 1 to 1000 waiting jobs, found \(backlog)" }
    if !(0...1024).contains(gpus) || memory < 0 { return "GPUs are 0 to 1024, and memory is 0 bytes or more" }
    // What comes off the wire may be any number, which `Int` would not take.
    if !lead.isFinite || !(0...31_536_000).contains(lead) { return "the time to leave in is 0 s to a year" }
    if !time.isFinite || time <= lead || time > 31_536_000 {
      return "a worker's time is more than the \(Int(lead)) s that it needs to leave, and a year at most"
    }
    if !idle.isFinite || !(0...31_536_000).contains(idle) { return "an idle limit is 0 s to a year" }
    if system.isEmpty || system.utf8.count > 20 { return "the batch system has a name of at most 20 bytes" }
    return nil
  }
}
