internal import Representation
internal import SweepModel
internal import Training

/// What a diffusion training is asked for about one of its layers. All are optional: tasks of specs that do not name
/// them keep their ids.
enum RepresentationParameters {
  static let definitions: [ParameterDefinition] = [
    ParameterDefinition(
      "representation", .choice(UNetBlock.allCases.map(\.rawValue)), without: "no layer is looked at",
      "layer whose activations are measured at the start and at each evaluation; up2 is the papers' layer 4, sa5 the same "
        + "after its attention"),
    ParameterDefinition(
      "representation-input", .choice(RepresentationInput.allCases.map(\.rawValue)),
      label: "input of the representation", without: "drawn",
      "what the network looks at meanwhile: the image as it is drawn for the label, the data set's image of the label at "
        + "time 1, or a blank one"),
    ParameterDefinition(
      "representation-step", .integer(1...100_000), label: "step of the representation",
      without: "the last one",
      "step of drawing an image that is captured, 1 for that from pure noise"),
    ParameterDefinition(
      "representation-grid", .integer(Representation.LabelGrid.least...64), label: "labels along each side",
      without: "the image size", "values of x, and of y, of the labels that activations are captured for"),
    ParameterDefinition(
      "representation-captures", .integer(0...mostCaptures), label: "captures", without: "1",
      "how often activations are kept as files: evenly over the start and the evaluations, the last one always"
    ),
    ParameterDefinition(
      "representation-persistence", .boolean, label: "persistence of the representation", without: "false",
      "also count holes, with the program ripser, which every worker then needs"),
  ]

  static let mostCaptures = 9

  static let artifacts: [ExperimentSchema.Artifact] =
    [
      .init(
        "representation", mediaType: mediaType,
        "activations of the layer at the end, a row for each label; numpy.load reads it")
    ]
    + (1..<mostCaptures).map {
      .init(
        earlier($0), mediaType: mediaType,
        "the same earlier, number \($0) in time; representation-files has the batches")
    } + [
      .init(
        "representation-files", mediaType: "text/csv",
        "which file holds the activations after how many batches"),
      .init(
        "representation-planes", mediaType: "image/png",
        "rows at the end: components 1 and 2 coloured by x and by y; below, the planes of the rings of x and of y"
      ),
    ]

  static let mediaType = "application/x-npy"

  /// The artifact of an earlier capture.
  ///
  /// - Parameter number: from 1.
  static func earlier(_ number: Int) -> String { "representation-\(number)" }
}
