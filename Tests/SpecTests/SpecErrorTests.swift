import SweepModel
import Testing

/// Every kind of mistake, with the exact place and words of its message.
@Suite struct SpecErrorTests {
  static let mistakes: [(spec: String, message: String)] = [
    // Keys and the shape of the whole
    ("", "1:1: the spec is empty; expected a mapping with `name`, `experiment`"),
    ("~", "1:1: nothing; expected a mapping with `name`, `experiment` and `axes`"),
    ("- a", "1:1: a list; expected a mapping with `name`, `experiment` and `axes`"),
    ("experiment: sample", "1:1: the spec has no `name`; expected for example `name: my-sweep`"),
    ("name: t", "1:1: the spec has no `experiment`; expected one of sample, theory"),
    (
      "name: t\nexperiment: sampel",
      "2:13: unknown experiment `sampel`; expected one of sample, theory; did you mean `sample`?"
    ),
    (
      "name: 1,2\nexperiment: sample",
      "1:7: the name `1,2`; expected a letter, then letters, digits, `-`, `_` and `.`, at most 64 in all"
    ),
    (
      "name: last\nexperiment: sample",
      "1:7: the name `last`, which commands understand otherwise; expected another name"
    ),
    (
      head + "replicate: 2",
      "3:1: unknown key `replicate`; expected one of name, experiment, description, parameters, axes, replicates, refine, compare, budget, stop, seed, seeds, zip, exclude, when, resources, limits, priority, curves, profiles; did you mean `replicates`?"
    ),
    (
      head + "refined: 2",
      "3:1: unknown key `refined`; expected one of name, experiment, description, parameters, axes, replicates, refine, compare, budget, stop, seed, seeds, zip, exclude, when, resources, limits, priority, curves, profiles; did you mean `refine`?"
    ),
    (head + "name: u", "1:1: duplicate key `name`; expected each key once"),
    (head + "---\nname: u", "3:1: a second YAML document; expected one spec per file"),
    (head + "axes: 3", "3:7: `3` as `axes`; expected a mapping (`key: value`)"),
    (head + "axes: [a, b", "4:1: not YAML: while parsing a flow sequence, did not find expected ',' or ']'"),
    (head + "? [a]\n: 1", "3:3: a list or a mapping as a key; expected a word before the colon"),
    (
      head + "description: !!int 3",
      "3:14: the tag `tag:yaml.org,2002:int`; expected no tags: the experiment knows each parameter's type"
    ),
    (
      head + "axes: &a {}",
      "3:7: an anchor (`&a`), which specs do not have; expected the value written out; text that begins with `&` needs quotes"
    ),
    (
      head + "axes: *a",
      "3:7: an alias (`*name`), which specs do not have; expected the value written out; text that begins with `*` needs quotes"
    ),
    (head + "description: \u{7}", "3:14: the control character U+0007; expected text"),
    // Values and types
    (
      head + "parameters: {sigma: .nan}",
      "3:21: `.nan`, which is no finite number, for parameter `sigma`; expected a number above 0 and at most 10"
    ),
    (
      head + "parameters: {sigma: -.inf}",
      "3:21: `-.inf`, which is no finite number, for parameter `sigma`; expected a number above 0 and at most 10"
    ),
    (
      head + "parameters: {sigma: 1e999}",
      "3:21: `1e999`, which is no finite number, for parameter `sigma`; expected a number above 0 and at most 10"
    ),
    (
      head + "parameters: {sigma: 0}",
      "3:21: `0` for parameter `sigma`; expected a number above 0 and at most 10"
    ),
    (
      head + "parameters: {sigma: 10.5}",
      "3:21: `10.5` for parameter `sigma`; expected a number above 0 and at most 10"
    ),
    (
      head + "parameters: {sigma: \"1\"}",
      "3:21: `\"1\"` in quotes, which make it text, for parameter `sigma`; expected a number above 0 and at most 10"
    ),
    (
      head + "parameters: {sigma: }",
      "3:21: nothing for parameter `sigma`; expected a number above 0 and at most 10"
    ),
    (
      head + "parameters: {sigma: [1]}",
      "3:21: a list for parameter `sigma`; expected a number above 0 and at most 10"
    ),
    (
      head + "parameters: {sigma: 0x10}",
      "3:21: `0x10` for parameter `sigma`; expected a number above 0 and at most 10"
    ),
    (
      head + "parameters: {hidden: 1.5}",
      "3:22: `1.5` for parameter `hidden`; expected a whole number in 1...4096"
    ),
    (
      head + "parameters: {hidden: 5000}",
      "3:22: `5000` for parameter `hidden`; expected a whole number in 1...4096"
    ),
    (
      head + "parameters: {hidden: 1e30}",
      "3:22: `1e30`, beyond 2^53, for parameter `hidden`; expected a whole number in 1...4096"
    ),
    (head + "parameters: {bias: yes}", "3:20: `yes` for parameter `bias`; expected true or false"),
    (
      head + "parameters: {model: rleu}",
      "3:21: `rleu` for parameter `model`; expected one of linear, relu, tanh; did you mean `relu`?"
    ),
    (
      head + "parameters: {origin: [1]}",
      "3:22: `[1]` for parameter `origin`; expected a list of 2 to 3 items, each a number in -10...10"
    ),
    (
      head + "parameters: {origin: [1, x]}", "3:26: `x` for parameter `origin`; expected a number in -10...10"
    ),
    (
      head + "parameters: {lamda: 1}",
      "3:14: unknown parameter of experiment sample: `lamda`; expected one of image-size, base-width, sigma, lambda, model, hidden, bias, label, origin; did you mean `lambda`?"
    ),
    // Axes
    (
      head + "axes:\n  lamda: [1]",
      "4:3: unknown parameter of experiment sample: `lamda`; expected one of image-size, base-width, sigma, lambda, model, hidden, bias, label, origin; did you mean `lambda`?"
    ),
    (
      head + "axes: {seed: [1]}",
      "3:8: `seed` is no parameter; expected `seed: NUMBER` and `replicates: COUNT` at the top level of the spec"
    ),
    (head + "axes: {sigma: []}", "3:15: axis `sigma` has no values; expected at least one"),
    (
      head + "axes: {sigma: 1}",
      "3:15: `1` as axis `sigma`; expected a list, {from, to, step} or {log-from, log-to, count}"
    ),
    (
      head + "axes: {sigma: [1, 2, 1.0]}",
      "3:22: the value `1` occurs twice on axis `sigma`; expected each value once"
    ),
    (
      head + "axes: {sigma: [1, 11]}", "3:19: `11` for axis `sigma`; expected a number above 0 and at most 10"
    ),
    (
      head + "axes: {sigma: {from: 1, to: 2}}",
      "3:15: the range of axis `sigma` has no `step`; expected a number"
    ),
    (
      head + "axes: {sigma: {from: 1, to: 2, step: 0}}",
      "3:15: the step of axis `sigma` is 0; expected another step"
    ),
    (
      head + "axes: {sigma: {from: 2, to: 1, step: 1}}",
      "3:15: axis `sigma` has no values: the step leads away from `to`; expected `from` before `to`, or a step of the other sign"
    ),
    (
      head + "axes: {sigma: {from: 0, to: 1, step: 0.5}}",
      "3:15: the range of axis `sigma` leaves what the parameter allows; expected a number above 0 and at most 10"
    ),
    (
      head + "axes: {sigma: {from: 1, to: 9, step: 1e-9}}",
      "3:15: axis `sigma` has more values than a sweep may have tasks; expected at most 10000000"
    ),
    (
      head + "axes: {sigma: {from: 1, to: 9, step: .nan}}",
      "3:38: `.nan` for `step`; expected a number of at most 18 digits"
    ),
    (
      head + "axes: {sigma: {from: 1, to: 9, step: 1, by: 2}}",
      "3:41: unknown key `by`; expected one of from, to, step"
    ),
    (
      head + "axes: {sigma: {log-from: 0, log-to: 1, count: 3}}",
      "3:15: a logarithmic range from or to 0 or below; expected positive ends"
    ),
    (
      head + "axes: {hidden: {log-from: 1, log-to: 3, count: 9}}",
      "3:16: axis `hidden` has equal values once they are rounded; expected a smaller `count` or different ends"
    ),
    (
      head + "axes: {model: {from: 1, to: 2, step: 1}}",
      "3:15: a range for axis `model`; expected a list of values, each one of linear, relu, tanh"
    ),
    (
      head + "parameters: {sigma: 1}\naxes: {sigma: [1]}",
      "3:14: `sigma` is both a parameter and an axis; expected one of the two; a profile removes the other with `sigma: ~`"
    ),
    (
      head
        + "axes: {hidden: {from: 1, to: 4000, step: 1}, sigma: {from: 0.001, to: 4, step: 0.001}}\nreplicates: 10",
      "3:7: more than 10000000 tasks: hidden 4000 x sigma 4000 x replicates 10; expected at most 10^7; split the sweep, or zip axes that move together"
    ),
    // Zip, exclude, when
    (
      head + "axes: {sigma: [1, 2], hidden: [1]}\nzip: [[sigma, hidden]]",
      "4:7: zipped axes of different lengths: sigma has 2, hidden has 1; expected equally many values on each"
    ),
    (
      head + "axes: {sigma: [1], hidden: [1]}\nzip: [[sigma, hiden]]",
      "4:15: unknown axis `hiden`; expected one of sigma, hidden; did you mean `hidden`?"
    ),
    (
      head + "axes: {sigma: [1], bias: [true], hidden: [1]}\nzip: [[sigma, bias], [hidden]]",
      "4:22: a group of `zip` with 1 axes; expected two or more"
    ),
    (
      head + "axes: {sigma: [1]}\nexclude: [{sigma: 2, because: no}]",
      "4:19: `2` for `sigma` in `exclude`, a value that no point has; expected values that `sigma` takes: `1`"
    ),
    (
      head + "axes: {sigma: [1]}\nexclude: [{because: no}]",
      "4:11: an exclusion of everything; expected the parameters of the points to leave out"
    ),
    (
      head + "axes: {sigma: [1]}\nexclude: [{sigma: 1}]",
      "4:10: nothing is left to run: all 1 points are excluded; expected at least one"
    ),
    (
      head + "when: [{if: {model: relu}, them: {}}]",
      "3:28: unknown key `them`; expected one of if, then; did you mean `then`?"
    ),
    (
      head + "when: [{then: {parameters: {bias: true}}}]",
      "3:8: `when` without a condition; expected `if: {parameter: value}`"
    ),
    (
      head + "axes: {hidden: [1]}\nwhen: [{if: {bias: true}, then: {axes: {hidden: [2]}}}]",
      "4:41: `hidden` is already an axis of the sweep; expected it in one place"
    ),
    (
      head
        + "axes: {model: [relu]}\nwhen: [{if: {model: relu}, then: {axes: {hidden: [2]}}}, {if: {bias: false}, then: {axes: {hidden: [3]}}}]",
      "4:58: two `when` blocks both give `hidden` at {model: relu, hidden: 3}; expected conditions that do not overlap"
    ),
    (
      head + "axes: {image-size: [4, 16]}",
      "3:7: the point with image-size: 4 cannot run: base-width 8 is larger than image-size 4; expected other values, or an exclusion: `exclude: [{image-size: 4, because: \"...\"}]`"
    ),
    // Settings
    (head + "replicates: 0", "3:13: `0` for `replicates`; expected a whole number in 1...10000000"),
    (
      head + "parameters: {hidden: 9007199254740992}",
      "3:22: `9007199254740992`, beyond 2^53, for parameter `hidden`; expected a whole number in 1...4096"
    ),
    (
      head + "limits: {time: 4 hours}",
      "3:16: `4 hours` for `time`; expected a duration such as 90s, 15m, 2h30m or 01:30:00, or none"
    ),
    (
      head + "resources: {memory: 2Gib}",
      "3:21: `2Gib` for `memory`; expected a size such as 2GiB, 512MiB or 1.5GB, at least 1MiB, or none"
    ),
    (
      head + "resources: {cpus: 2}",
      "3:13: unknown key `cpus`; expected one of threads, memory, gpus; did you mean `threads`?"
    ),
    // Curves
    (head + "curves: [{name: a, x: lambda}]", "3:10: a curve without `y`; expected `name`, `x` and `y`"),
    (
      head + "curves: [{name: a, x: lamda, y: accuracy}]",
      "3:23: unknown parameter of experiment sample: `lamda`; expected one of image-size, base-width, sigma, lambda, model, hidden, bias, label, origin, step; did you mean `lambda`?"
    ),
    (
      head + "curves: [{name: a, x: lambda, y: acuracy}]",
      "3:34: unknown metric of experiment sample: `acuracy`; expected one of accuracy, train-loss; did you mean `accuracy`?"
    ),
    (
      head + "curves: [{name: a, x: step, y: accuracy}]",
      "3:23: `x: step` with metric `accuracy`, which is not streamed; expected a streamed metric: train-loss"
    ),
    (
      head + "curves: [{name: a, x: lambda, y: accuracy, statistic: average}]",
      "3:55: unknown `statistic` `average`; expected one of mean, median, minimum, maximum"
    ),
    (
      head + "curves: [{name: a, x: lambda, y: accuracy, interval: 100%}]",
      "3:54: `100%` as a level; expected a percentage above 0% and below 100%"
    ),
    (
      head + "curves: [{name: a, x: lambda, y: accuracy, interval: 0.95}]",
      "3:54: `0.95` for `interval`; expected 95%, {bootstrap: 95%}, {wilson: 95%}, standard-error or none"
    ),
    (
      head + "curves: [{name: a, x: lambda, y: accuracy, crossing: half}]",
      "3:54: `half` for `crossing`; expected a number"
    ),
    (
      head + "curves: [{name: a, x: lambda, y: accuracy}, {name: a, x: sigma, y: accuracy}]",
      "3:52: a second curve `a`; expected another name"
    ),
    (
      head + "curves: [{name: a, x: lambda, y: accuracy, overlay: {experiment: theory, y: rato}}]",
      "3:77: unknown metric of experiment theory: `rato`; expected one of ratio; did you mean `ratio`?"
    ),
    (
      head + "curves: [{name: a, x: hidden, y: accuracy, overlay: {experiment: theory, y: ratio}}]",
      "3:66: an overlay over `hidden`, which experiment theory does not have; expected an experiment with the parameter `hidden`"
    ),
    (
      head
        + "curves: [{name: a, x: lambda, y: accuracy, overlay: {experiment: theory, y: ratio, treshold: 1}}]",
      "3:84: unknown parameter of experiment theory: `treshold`; expected one of sigma, lambda, threshold, experiment, y; did you mean `threshold`?"
    ),
    (
      head + "curves: [{name: a, x: lambda, y: accuracy, overlay: {y: ratio}}]",
      "3:53: an overlay of nothing or of two things; expected either `experiment` or `sweep`"
    ),
    // Profiles
    (
      head + "profiles: {smoke: {parameter: {}}}",
      "3:20: unknown key `parameter`; expected one of name, experiment, description, parameters, axes, replicates, refine, compare, budget, stop, seed, seeds, zip, exclude, when, resources, limits, priority, curves; did you mean `parameters`?"
    ),
  ]

  @Test(arguments: mistakes.indices) func `a mistake is named with its place`(index: Int) {
    let mistake = SpecErrorTests.mistakes[index]
    #expect(problems(mistake.spec) == ["s.yaml:" + mistake.message])
  }

  @Test func `all mistakes are found at once, in the order of the file`() {
    let spec = """
      name: t
      experiment: sample
      axes:
        sigma: [0.1, 99]
        lamda: [0.1]
      replicates: many
      limits: {time: soon}
      """
    #expect(
      problems(spec).map { $0.split(separator: " ")[0] } == [
        "s.yaml:4:16:", "s.yaml:5:3:", "s.yaml:6:13:", "s.yaml:7:16:",
      ])
  }

  @Test func `bad points are told together`() {
    let found = problems(head + "axes: {image-size: {from: 1, to: 9, step: 1}, hidden: [1, 2, 3]}")
    #expect(
      found == [
        "s.yaml:3:7: all 21 points with image-size: 1, 2, 3, 4, 5, 6, ... (7 values) cannot run: base-width 8 is larger than image-size 1 (at {image-size: 1, hidden: 1}); expected other values of `base-width`, or an exclusion of these"
      ])
  }

  @Test func `a profile's mistakes point into the profile, an override's into the option`() {
    let spec = head + "axes: {sigma: [1]}\nprofiles:\n  smoke: {axes: {sigma: [99]}}\n"
    // The profile is checked whether it is used or not.
    for profile in [nil, "smoke"] {
      #expect(
        problems(spec, profile: profile)
          == ["s.yaml:5:26: `99` for axis `sigma`; expected a number above 0 and at most 10"])
    }
    #expect(
      problems(spec, profile: "smok")
        == ["s.yaml:5:3: no profile `smok`; expected one of smoke; did you mean `smoke`?"])
    #expect(
      problems(head, set: ["axes.sigma=[1, 99]"])
        == [
          "--set axes.sigma=[1, 99]:1:16: `99` for axis `sigma`; expected a number above 0 and at most 10"
        ])
    #expect(
      problems(head, set: ["replicates"])
        == ["--set replicates:1:1: no `=`; expected PATH=VALUE such as axes.lambda=[0.3] or replicates=2"])
    #expect(problems(head, set: ["a..b=1"]).count == 1)
    #expect(problems(head, set: ["axis.sigma=1"]).first?.contains("did you mean `axes`") == true)
  }

  @Test func `what a profile breaks elsewhere is told at its key`() {
    let spec =
      head + """
        axes: {sigma: [1, 2, 3]}
        replicates: 4
        compare: {metric: accuracy, between: {sigma: [3, 1]}, tolerance: 0.1}
        profiles:
          small:
            description: text
            axes: {sigma: [1, 2]}
          open:
            compare: {between: ~, replicates: 40}
          two: {axes: {sigma: [3, 4]}, compare: {between: {sigma: [5, 6]}}}
        """
    let expected = [
      "s.yaml:9:12: profiles.small.axes.sigma: `3`, which the axis `sigma` does not have, at 5:47; expected one of 1, 2",
      "s.yaml:11:15: profiles.open.compare.between: `compare` without `between`, at 5:10; expected `metric`, `between` and `tolerance`",
      "s.yaml:12:60: `5`, which the axis `sigma` does not have; expected one of 3, 4",
    ]
    for profile in [nil, "small", "open", "two"] { #expect(problems(spec, profile: profile) == expected) }
  }

  @Test func `what an option breaks elsewhere is told of the option`() {
    let spec =
      head + """
        axes: {sigma: [1, 2, 3]}
        replicates: 4
        compare: {metric: accuracy, between: {sigma: [3, 1]}, tolerance: 0.1}
        """
    #expect(
      problems(spec, set: ["replicates=5", "axes.sigma=[1, 2]"]) == [
        "--set axes.sigma=[1, 2]:1:1: `3`, which the axis `sigma` does not have, at s.yaml:5:47; expected one of 1, 2"
      ])
    #expect(
      problems(spec, set: ["compare.between=~"]) == [
        "--set compare.between=~:1:1: `compare` without `between`, at s.yaml:5:10; expected `metric`, `between` and `tolerance`"
      ])
  }

  @Test func `too many points of a profile are told at its axes`() {
    let spec =
      head + """
        axes: {sigma: [1]}
        profiles:
          big: {replicates: 10000000, axes: {sigma: [1, 2]}}
        """
    #expect(problems(spec) == [])
    #expect(
      problems(spec, profile: "big") == [
        "s.yaml:5:31: profiles.big.axes: more than 10000000 tasks: sigma 2 x replicates 10000000, at 3:7; expected at most 10^7; split the sweep, or zip axes that move together"
      ])
  }
}
