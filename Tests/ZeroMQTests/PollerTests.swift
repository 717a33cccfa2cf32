import Glibc
import Synchronization
import Testing

@testable import ZeroMQ

@Suite(.timeLimit(.minutes(5))) struct PollerTests {
  @Test func `a doorbell rung by another thread ends the wait, and is silent after a drain`() throws {
    let doorbell = try Doorbell()
    let poller = Poller()
    let sources: [Poller.Source] = [.descriptor(doorbell.fileDescriptor)]
    let silent = try poller.poll(sources, timeoutMilliseconds: 0)
    let thread = try OwnedThread {
      doorbell.ring()
      doorbell.ring()
    }
    let rung = try poller.poll(sources, timeoutMilliseconds: -1)
    thread.join()
    doorbell.drain()
    let drained = try poller.poll(sources, timeoutMilliseconds: 0)
    doorbell.drain()

    #expect(silent.isEmpty)
    #expect(rung.flags == [true])
    #expect(drained.isEmpty)
  }

  @Test func `only what can be read is ready`() throws {
    let context = try Context()
    let doorbell = try Doorbell()
    let quiet = try Socket(.pair, in: context)
    let left = try Socket(.pair, in: context)
    let right = try Socket(.pair, in: context)
    try left.bind("inproc://ready")
    try right.connect("inproc://ready")
    _ = try left.send(bytes("x"))
    let sources: [Poller.Source] = [
      .socket(quiet.handle), .descriptor(doorbell.fileDescriptor), .socket(right.handle),
    ]

    let message = try Poller().poll(sources, timeoutMilliseconds: patience)
    doorbell.ring()
    let both = try Poller().poll(sources, timeoutMilliseconds: patience)

    #expect(message.flags == [false, false, true])
    #expect(both.flags == [false, true, true])
    #expect(both[2] && !both[0] && !both[17] && !both[-1])
  }

  @Test func `the closed end of a pipe is ready, so that it is noticed`() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    close(ends[1])

    let ready = try Poller().poll([.descriptor(ends[0])], timeoutMilliseconds: patience)

    #expect(ready[0])
    close(ends[0])
  }

  @Test func `a signal ends a wait with nothing ready, but not a receive`() throws {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in }
    sigaction(SIGUSR1, &action, nil)
    let context = try Context()
    let threadIDs = Recorder<pthread_t>()
    let waits = Recorder<Poller.Ready>()
    let frames = Recorder<Frame?>()
    let thread = try OwnedThread {
      // The pool that tests run on blocks signals, and this thread inherited that.
      var signals = sigset_t()
      sigemptyset(&signals)
      sigaddset(&signals, SIGUSR1)
      pthread_sigmask(SIG_UNBLOCK, &signals, nil)
      guard let receiver = try? Socket(.pair, in: context, options: patientOptions()),
        (try? receiver.bind("inproc://signals")) != nil
      else { return }
      // Only now: a signal would also end a bind.
      threadIDs.record(pthread_self())
      if let ready = try? Poller().poll([.socket(receiver.handle)], timeoutMilliseconds: patience) {
        waits.record(ready)
      }
      if let frame = try? receiver.receive() { frames.record(frame) }
    }
    let target = try threadIDs.awaitFirst()
    // A signal that comes before a wait is lost, so they go on until one has been noticed.
    while waits.all.isEmpty {
      pthread_kill(target, SIGUSR1)
      sched_yield()
    }
    for _ in 0..<1_000 {
      pthread_kill(target, SIGUSR1)
      sched_yield()
    }
    let sender = try Socket(.pair, in: context, options: patientOptions())
    try sender.connect("inproc://signals")
    _ = try sender.send(bytes("through"))
    thread.join()

    #expect(waits.all.first?.isEmpty == true)
    #expect(waits.all.first?.wasInterrupted == true)
    #expect(frames.all.first??.bytes == bytes("through"))
  }
}
