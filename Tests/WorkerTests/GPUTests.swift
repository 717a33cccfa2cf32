import Foundation
import Messages
import Testing

@testable import Worker

/// GPUs that a worker shares out to its tasks.
@Suite struct GPUTests {
  @Test(
    arguments: [
      (nil, nil, []), (nil, 2, ["0", "1"]), ("3,5", nil, ["3", "5"]), ("3,5,7", 2, ["3", "5"]), ("", nil, []),
      ("NoDevFiles", nil, []), ("0,-1,1", nil, ["0"]), (" 0 , GPU-8932f937 ", nil, ["0", "GPU-8932f937"]),
      ("1", 0, []),
    ] as [(String?, Int?, [String])])
  func `devices are those that CUDA would see`(visible: String?, count: Int?, names: [String]) throws {
    #expect(try GPUDevices(visible: visible, count: count).names == names)
  }

  @Test func `more than are visible cannot be shared out`() {
    let error = #expect(throws: GPUDevices.Problem.self) { try GPUDevices(visible: "0,1", count: 3) }
    #expect(error?.description.contains("--gpus is 3") == true)
  }

  private func task(_ index: Int, gpus: UInt32) -> WireAssignment {
    var task = TaskSamples.assignment(index: index)
    task.gpus = gpus
    return task
  }

  @Test func `each task has GPUs of its own, and the next one those that are free again`() {
    var driver = CoreDriver.ready(slots: 3) { $0.gpus = ["4", "5", "6"] }
    driver.assign([task(1, gpus: 2), task(2, gpus: 1), task(3, gpus: 0)])
    let first = driver.take()
    let devices = (0..<3).map { first.runs(of: $0).map(\.devices) }
    #expect(devices == [[["4", "5"]], [["6"]], [[]]])
    #expect(first.runs(of: 2).map(\.visibleDevices) == [[]])
    driver.slot(1, TaskSamples.finished(task(2, gpus: 1)))
    _ = driver.take()
    driver.assign([task(4, gpus: 1)])
    #expect(driver.take().runs(of: 1).map(\.devices) == [["6"]])
  }

  @Test func `a task waits while its GPUs are another's, and what is shared out by nobody is not hidden`() {
    var driver = CoreDriver.ready(slots: 2) { $0.gpus = ["0"] }
    driver.assign([task(1, gpus: 1), task(2, gpus: 1)])
    #expect(driver.take().runs(of: 0).count == 1)
    driver.slot(0, TaskSamples.finished(task(1, gpus: 1)))
    let next = driver.take()
    #expect((next.runs(of: 0) + next.runs(of: 1)).map(\.devices) == [["0"]])

    driver = CoreDriver.ready()
    driver.assign([task(1, gpus: 0)])
    #expect(driver.take().runs(of: 0).map(\.visibleDevices) == [nil])
  }
}
