import SweepModel
import Testing

@testable import Spec

/// Sweeps of other tools as specs.
struct SpecConverterTests {
  private static let wandb = """
    program: train.py
    method: grid
    name: mnist sweep
    project: digits
    metric: {name: val/loss, goal: minimize}
    early_terminate: {type: hyperband, min_iter: 3}
    parameters:
      lr: {values: [0.1, 1e-2, 1]}
      epochs: {value: 3}
      optimizer: {values: [adam, sgd], probabilities: [0.5, 0.5]}
      augment: {values: [true, false]}
    """

  private static let nested = """
    program: src/fit.py
    method: grid
    command: ["${env}", python, -u, "${program}", --fast, "{x}", "${args_no_hyphens}"]
    parameters:
      seed: {values: [1, 2, 3]}
      layers: {min: 2, max: 4}
      width: {distribution: q_uniform, min: 0.1, max: 0.5, q: 0.2}
      model:
        parameters:
          depth: {value: 7}
          kind: {values: [null, conv, 3]}
    """

  private static let command = """
    #!/bin/sh
    cd /data
    CUDA_VISIBLE_DEVICES=0 python train.py -m lr=0.1,0.01 \\
      model.size=choice(small,large) 'note="a,b"' +extra=[1,2] seed=range(3) hydra/launcher=joblib
    """

  private static let module =
    "python -m study.train --multirun epochs=range(10,40,10) optimizer/kind=adam,sgd debug=true\n"

  private static let configuration = """
    defaults: [{model: base}, {override hydra/sweeper: basic}]
    lr: 0.1
    hydra:
      mode: MULTIRUN
      sweeper:
        params:
          lr: 0.1,0.2
          model: "choice(base, large)"
          +steps: range(1,3)
    """

  private static let minimal =
    "method: grid\nparameters: {x: {values: [[1, 2], [3]]}}\ncommand: [./a.out, \"${args_json}\"]\n"

  private func sweep(_ text: String) throws -> (text: String, sweep: Sweep) {
    let spec = try SpecConverter.spec(from: Array(text.utf8), file: "other.yaml")
    let programs = ProgramFiles(folder: "/study") { _ in
      nil
    } pack: { _, _, _ in
      ProgramBundle(digest: Digest(of: [1]), size: 1)
    }
    return (
      spec, try SpecParser.parse(Array(spec.utf8), file: "spec.yaml", catalog: catalog, programs: programs)
    )
  }

  /// The words of one task's command.
  private func words(_ sweep: Sweep, task index: Int = 0) throws -> [String] {
    var words: [[String]] = []
    try sweep.forEachTask { task in
      let definition = try TaskDefinition(canonicalJSON: task.definitionJSON)
      words.append(definition.program?.command.map { $0.filled(for: definition, files: "/files") } ?? [])
    }
    return try #require(words.indices.contains(index) ? words[index] : nil)
  }

  @Test(arguments: [
    (wandb, 12, ["python3", "train.py", "--lr=0.1", "--epochs=3", "--optimizer=adam", "--augment=true"]),
    (
      nested, 81,
      [
        "python", "-u", "src/fit.py", "--fast", "{x}", "seed=1", "layers=2", "width=0.1", "model.depth=7",
        "model.kind=null",
      ]
    ),
    (
      command, 12,
      ["python3", "/files/train.py", "lr=0.1", "model.size=small", "note=\"a,b\"", "+extra=[1,2]", "seed=0"]
    ),
    (module, 6, ["python3", "-m", "study.train", "epochs=10", "optimizer/kind=adam", "debug=true"]),
    (configuration, 8, ["python3", "/files/main.py", "lr=0.1", "model=base", "+steps=1"]),
    (minimal, 2, ["./a.out"]),
  ])
  func `a sweep becomes a spec with all of its combinations and the same arguments`(
    text: String, tasks: Int, command: [String]
  ) throws {
    let (spec, sweep) = try sweep(text)
    #expect(sweep.taskCount == tasks, "\(spec)")
    #expect(try words(sweep) == command, "\(spec)")
  }

  @Test func `what a spec cannot say stands in comments`() throws {
    for (text, says) in [
      (
        Self.wandb,
        [
          "`early_terminate`: every task runs to its end", "`project`", "the goal to minimize `val/loss`",
          "`val/loss` is called `val_loss` here", "probabilities of `optimizer`", "`True`",
        ]
      ),
      (
        Self.nested,
        ["`model` is passed as one argument for each", "values of `model.kind` are of several kinds"]
      ),
      (Self.command, ["`hydra/launcher=joblib`", "`cd /data` beside the command"]),
      (Self.configuration, ["name it in place of `main.py`"]), (Self.minimal, ["$PERCOLATE_PARAMETERS"]),
    ] {
      let comments = try sweep(text).text.split(separator: "\n").filter { $0.hasPrefix("# ") }.joined(
        separator: "\n")
      for part in says { #expect(comments.contains(part), "\(part) in\n\(comments)") }
    }
    #expect(try sweep(Self.command).text.contains("CUDA_VISIBLE_DEVICES"))
    #expect(try sweep(Self.wandb).sweep.program?.schema.metric("val_loss")?.isStreamed == true)
    #expect(try sweep(Self.nested).sweep.seeds == [1, 2, 3])
  }

  @Test(arguments: [
    ("method: bayes\nprogram: a.py\nparameters: {x: {values: [1]}}", "other.yaml:1:9: the method `bayes`"),
    ("method: random\nprogram: a.py\nparameters: {x: {values: [1]}}", "chooses none by chance"),
    ("method: grid\nparameters: {x: {values: [1]}}", "no `program`"),
    (
      "method: grid\nprogram: a.py\nparameters: {x: {distribution: uniform, min: 0.5, max: 1}}",
      "the distribution `uniform` of `x`"
    ),
    ("method: grid\nprogram: a.py\nparameters: {x: {values: [{a: 1}]}}", "a mapping among the values of `x`"),
    ("method: grid\nprogram: a.py\nparameters: {x: {}}", "no list of values for `x`"),
    ("python a.py -m x=interval(0,1)", "`interval(0,1)` for `x`"),
    ("python a.py -m x=range(1,1)", "1 to 10000 values"),
    ("python a.py -m x=1,2 hydra/sweeper=optuna", "the sweeper `optuna`"),
    ("python a.py -m x=1,2\npython b.py -m x=1,2", "2 commands with `--multirun`"),
    (
      "hydra: {sweeper: {_target_: hydra_plugins.hydra_optuna_sweeper.OptunaSweeper, params: {x: 1}}}",
      "the sweeper"
    ),
    (
      "defaults: [{override hydra/sweeper: ax}]\nhydra: {sweeper: {params: {x: \"1,2\"}}}",
      "1:13: the sweeper `ax`"
    ),
    ("hydra: {run: {dir: x}}", "nothing to sweep"), ("name: x\nexperiment: y", "neither a sweep"),

    ("a: [", "other.yaml"),
  ])
  func `what is no grid is refused with its place and a way out`(text: String, says: String) throws {
    let error = #expect(throws: SpecErrors.self) {
      try SpecConverter.spec(from: Array(text.utf8), file: "other.yaml")
    }
    #expect(error?.description.contains(says) == true, "\(error?.description ?? "nothing")")
  }

  @Test(arguments: [wandb, nested, command, configuration, module])
  func `bytes that were bent give a spec that reads, or a sentence`(text: String) {
    var generator = SystemRandomNumberGenerator()
    let bytes = Array(text.utf8)
    for _ in 0..<200 {
      var bent = bytes
      bent[Int.random(in: bent.indices, using: &generator)] = .random(in: 0...255, using: &generator)
      if Bool.random(using: &generator) { bent.removeLast(.random(in: 0..<bent.count, using: &generator)) }
      guard let spec = try? SpecConverter.spec(from: bent, file: "f") else { continue }
      #expect((try? SpecReader.read(Array(spec.utf8), file: "s")) != nil, "\(spec)")
    }
  }
}
