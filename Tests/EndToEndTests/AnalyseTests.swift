import Foundation
import Platform
import TestSupport
import Testing

/// `percolate analyse` on files that other programs may have written.
struct AnalyseTests {
  /// A Clifford torus of x times y labels as text.
  private func torus(_ x: Int, _ y: Int) -> String {
    var text = ""
    for i in 0..<x {
      for j in 0..<y {
        let (a, b) = (2 * Double.pi * Double(i) / Double(x), 2 * Double.pi * Double(j) / Double(y))
        text += "\(1.5 * cos(a)),\(1.5 * sin(a)),\(cos(b)),\(sin(b))\n"
      }
    }
    return text
  }

  @Test func `a torus in a file is found, and all files are written`() throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write(torus(16, 12), to: "a.csv")
    let arguments = [
      "analyse", "torus", file, "--grid", "16x12", "--points", "80", "--output", directory.path("out"),
    ]
    let answer = try Command.run(arguments + ["--json"])
    #expect(answer.ending == .code(0), "\(answer.errors)")
    let document = try answer.json()
    #expect(document["rows"].int == 192 && document["grid"].list.compactMap(\.int) == [16, 12])
    #expect(abs((document["top_four"].double ?? 0) - 1) < 1e-9)
    let residual = document["ring_tests"].list.first {
      $0["family"].text == "x-on-y" && $0["statistic"].text == "residual"
    }
    #expect(abs((residual?["mean"].double ?? 0) - 1) < 1e-9 && residual?["pairs"].int == 192)
    if RunningProcess.isInstalled("ripser") {
      #expect(document["persistence"]["is_torus"].bool == true)
    } else {
      #expect(document["persistence_absent"].text?.contains("apt-get install ripser") == true)
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.path("out"))
    for name in [
      "torus.html", "torus.json", "components.npy", "labels.csv", "spectrum.svg", "ring-tests.svg",
    ] {
      #expect(names.contains(name))
    }
    #expect(try directory.read("out/labels.csv").hasPrefix("x,y\n0,0\n0,1\n"))
    // What was written is read again.
    let again = try Command.run([
      "analyse", "torus", directory.path("out/components.npy"), "--grid", "16x12", "--points", "0",
    ])
    #expect(again.output.contains("x: a ring in PC 1 and PC 2") && again.output.contains("--points is 0"))
  }

  @Test func `without ripser all but persistence is told`() throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write(torus(4, 4), to: "a.csv")
    let answer = try Command.run(["analyse", "torus", file], environment: ["PATH": directory.path])
    #expect(answer.ending == .code(0) && answer.output.contains("participation ratio"))
    #expect(answer.output.contains("apt-get install ripser"))
    let doctor = try Command.run(["doctor", "--data", directory.path], environment: ["PATH": directory.path])
    #expect(doctor.output.contains("ripser") && doctor.output.contains("not on the PATH"))
  }

  @Test func `a folder that cannot be made is told`() throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write(torus(4, 4), to: "a.csv")
    let answer = try Command.run(["analyse", "torus", file, "--points", "0", "--output", file + "/out"])
    #expect(answer.ending == .code(1) && answer.errors.contains("Not a directory"), "\(answer.errors)")
    #expect(!answer.errors.contains("NSCocoa"))
  }

  @Test(arguments: [
    (["--grid", "4x5"], "16 rows"), (["--grid", "4"], "--grid takes"), (["--grid", "axb"], "`axb`"),
    (["--grid", "2x8"], "4 or more"), (["--points", "3"], "--points takes 8 to 600"),
    (["--memory", "much"], "--memory"), (["--time-limit", "soon"], "--time-limit"),
    (["--grid", "99999999999x99999999999"], "4096 rows"),
  ])
  func `arguments that cannot be are refused with a sentence`(arguments: [String], words: String) throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write(torus(4, 4), to: "a.csv")
    let answer = try Command.run(["analyse", "torus", file] + arguments)
    #expect(answer.ending == .code(2) && answer.errors.contains(words), "\(answer.errors)")
    #expect(answer.output.isEmpty)
  }
}
