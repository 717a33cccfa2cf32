// swift-tools-version: 6.2
import PackageDescription

// One list for all of our targets: a warning is an error, existentials are spelled out, and an import
// is private to its file unless it says otherwise, so that the arrows between layers stay visible.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

// Yams: specs. GRDB: SQLite journal. swift-protobuf: the wire. swift-log: leveled logs on stderr. swift-argument-parser:
// the command line. Hummingbird's core with SwiftNIO: HTTP and TLS for the page and for metrics. FlyingFox, which builds in
// a quarter of the time, has no TLS, takes twice the processor time a request and 27 MB where this takes 15.
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let http: [Target.Dependency] = [
  .product(name: "HTTPTypes", package: "swift-http-types"),
  .product(name: "HummingbirdCore", package: "hummingbird"),
  .product(name: "HummingbirdTLS", package: "hummingbird"),
  .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
  .product(name: "NIOPosix", package: "swift-nio"),
  .product(name: "NIOSSL", package: "swift-nio-ssl"),
  .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
]
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

func library(_ name: String, _ dependencies: [Target.Dependency], path: String? = nil) -> Target {
  .target(name: name, dependencies: dependencies, path: path, swiftSettings: settings)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], resources: [Resource] = []
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport"], exclude: exclude, resources: resources,
    swiftSettings: settings)
}

let package = Package(
  name: "percolate",
  products: [
    .executable(name: "percolate", targets: ["percolate"]),
    .executable(name: "percolate-bench", targets: ["percolate-bench"]),
    .library(name: "slow-disk", type: .dynamic, targets: ["SlowDisk"]),
    .library(name: "shifted-clock", type: .dynamic, targets: ["ShiftedClock"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // 0: system libraries
    .systemLibrary(name: "CZeroMQ", providers: [.apt(["libzmq3-dev"])]),
    // SHA-256 of task ids and results, by the processor's own instructions
    .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CLinux"),
    // 0: kernels in C, one source for several instruction sets, chosen at run time
    .target(name: "CKernels"),
    // sums over matrices, with the same bits on every processor
    .target(name: "CMatrix"),
    .target(name: "CLayers", dependencies: ["CKernels"]),
    // looks after a program and all that it starts, in a process of its own
    .target(name: "CKeeper"),
    // the table of locales that Foundation would bring, empty
    .target(
      name: "CLocales",
      cSettings: [.define("PERCOLATE_WITHOUT_LOCALES", .when(platforms: [.linux], configuration: .release))]),
    // 0: oneDNN's convolutions and matrix products, API 2.6 and 3.x behind one header, loaded when they are asked for
    .target(name: "COneDNN"),
    // 1: values, and the safe face of the C library
    library("SweepModel", ["COpenSSL"]),
    library("Platform", ["CLinux"]),
    library("ZeroMQ", ["CZeroMQ"]),
    .target(
      name: "Messages", dependencies: ["SweepModel", protobuf], exclude: ["Wire/percolate.proto"],
      swiftSettings: settings),
    // 2: pure cores and single-purpose shells
    library("Spec", ["Platform", "SweepModel", yams]),
    library("Analysis", ["Spec", "SweepModel"]),
    // shapes of representations: no training in it
    library("Representation", ["CMatrix", "Platform"]),
    library("Journal", ["Platform", "SweepModel", grdb]),
    library("Scheduling", ["SweepModel"]),
    // when a batch system is asked for workers: no I/O in it
    library("Allocation", ["SweepModel"]),
    library("Transport", ["Messages", "Platform", "SweepModel", "ZeroMQ", protobuf]),
    library("Datasets", ["SweepModel"]),
    library("Training", ["CKernels", "CLayers", "COneDNN", "Platform", "SweepModel"]),
    library("Web", ["Platform", logging] + http),
    // 3: what is swept
    library("Experiments", ["Datasets", "Platform", "Representation", "SweepModel", "Training"]),
    // 3: programs of the user's as experiments
    .target(
      name: "Programs", dependencies: ["CKeeper", "Platform", "SweepModel"],
      resources: [.embedInCode("Python/percolate_task.py")], swiftSettings: settings),
    // 3: what is known of sweeps, for whoever shows it
    library("Results", ["Analysis", "Journal", "Messages", "Scheduling", "Spec", "SweepModel", protobuf]),
    // 4: shells
    library(
      "Coordinator",
      [
        "Allocation", "Analysis", "Journal", "Messages", "Platform", "Results", "Scheduling", "Spec",
        "SweepModel", "Transport", "ZeroMQ",
        logging, protobuf,
      ]),
    library("Deploy", ["Platform", "SweepModel"]),
    .target(
      name: "Dashboard",
      dependencies: [
        "Analysis", "Journal", "Messages", "Platform", "Report", "Results", "Spec", "SweepModel", "Web",
        logging,
        protobuf,
      ],
      resources: [.embedInCode("Assets/dashboard.css"), .embedInCode("Assets/dashboard.js")],
      swiftSettings: settings),
    library("Report", ["Analysis", "Representation", "Spec", "SweepModel"]),
    library(
      "Worker",
      ["CLinux", "Messages", "Platform", "Programs", "SweepModel", "Transport", "ZeroMQ", logging, protobuf]),
    // 5: wiring
    .executableTarget(
      name: "percolate",
      dependencies: [
        "Allocation", "Analysis", "CLocales", "Coordinator", "Dashboard", "Deploy", "Experiments", "Journal",
        "Messages",
        "Platform",
        "Programs",
        "Report",
        "Representation", "Results", "Scheduling",
        "Spec", "SweepModel", "Training", "Transport", "Web", "Worker", "ZeroMQ", argumentParser, logging,
        protobuf,
      ],
      swiftSettings: settings, plugins: ["BuildCommit"]),
    // writes down what the program is built from, whenever that is another commit or another source
    .plugin(name: "BuildCommit", capability: .buildTool()),
    // 0: what the processor can do at best, for the benchmark's profile
    .target(name: "CMeasure"),
    .executableTarget(
      name: "percolate-bench",
      dependencies: [
        "CKernels", "CLayers", "CLinux", "CMeasure", "COneDNN", "Journal", "Messages", "Platform", "Spec",
        "SweepModel", "Training",
        "Transport", "ZeroMQ", argumentParser, protobuf,
      ],
      swiftSettings: settings),
    // tests, and what many of them need: places for files, programs beside them, waiting, seeded numbers
    library("TestSupport", ["Platform"], path: "Tests/TestSupport"),
    // AMX's instructions in software
    .target(name: "TileEmulator", path: "Tests/TileEmulator"),
    // what training is compared with
    library("TrainingReferences", ["Training"], path: "Tests/TrainingReferences"),
    tests("ZeroMQTests", ["ZeroMQ"]),
    tests("SweepModelTests", ["SweepModel"]),
    tests("PlatformTests", ["Platform"]),
    tests("SpecTests", ["Platform", "Spec", "SweepModel"]),
    tests("AnalysisTests", ["Spec", "Analysis", "SweepModel"], resources: [.copy("Fixtures")]),
    tests("RepresentationTests", ["CMatrix", "Representation"], resources: [.copy("Fixtures")]),
    tests("JournalTests", ["Spec", "Journal", "SweepModel", grdb], resources: [.copy("Fixtures")]),
    tests("SchedulingTests", ["Spec", "Scheduling", "SweepModel"]),
    tests("AllocationTests", ["Allocation", "SweepModel"]),
    tests("WebTests", ["Web", logging]),
    tests(
      "DashboardTests",
      ["Analysis", "Dashboard", "Journal", "Messages", "Results", "Spec", "SweepModel", "Web"]),
    tests("DeployTests", ["Deploy", "SweepModel", yams]),
    tests("MessagesTests", ["Messages", "SweepModel", protobuf]),
    tests("TransportTests", ["Messages", "Platform", "SweepModel", "Transport", "ZeroMQ", protobuf]),
    tests("ProgramsTests", ["Platform", "Programs", "Spec", "SweepModel"]),
    tests("DatasetsTests", ["Datasets", "SweepModel"]),
    // malloc is replaced in a program of its own, not in the runner of all tests
    .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
    // preloaded into a coordinator by tests and benchmarks, so that a flush takes as long as on a slow disk
    .target(name: "SlowDisk", path: "Tests/SlowDisk", publicHeadersPath: "."),
    // preloaded into a command by a test, so that somebody sets the clock while it waits
    .target(name: "ShiftedClock", path: "Tests/ShiftedClock", publicHeadersPath: "."),
    .executableTarget(
      name: "allocation-probe", dependencies: ["AllocationCounter", "SweepModel", "Training"],
      path: "Tests/AllocationProbe", swiftSettings: settings),
    tests(
      "TrainingTests",
      [
        "CKernels", "CLayers", "COneDNN", "SweepModel", "TileEmulator", "Training", "TrainingReferences",
        "allocation-probe",
      ],
      resources: [.copy("Fixtures")]),
    tests(
      "ExperimentsTests",
      ["Spec", "Datasets", "Experiments", "Representation", "SweepModel", "Training", "TrainingReferences"]),
    tests(
      "ReportTests", ["Spec", "Report", "Representation", "Analysis", "SweepModel"],
      resources: [.copy("Snapshots")]),
    tests("FigureTests", ["Spec", "Messages", "Analysis", "Experiments", "Report", "SweepModel"]),
    .executableTarget(
      name: "worker-test-slot", dependencies: ["SweepModel", "Worker"], path: "Tests/WorkerTestSlot",
      swiftSettings: settings),
    tests(
      "WorkerTests",
      [
        "Messages", "Platform", "SweepModel", "Transport", "Worker", "ZeroMQ", "worker-test-slot", logging,
        protobuf,
      ]),
    tests(
      "CoordinatorTests",
      [
        "Spec", "Messages",
        "Analysis", "Coordinator", "Experiments", "Journal", "Results", "Scheduling", "SweepModel",
        "Transport", "ZeroMQ",
        logging, protobuf,
      ]),
    tests(
      "ResultsTests",
      [
        "Analysis", "Coordinator", "Experiments", "Journal", "Messages", "Results", "Spec", "SweepModel",
        "Transport", "ZeroMQ", logging, protobuf,
      ]),
    tests(
      "CommandTests",
      [
        "Allocation", "Spec", "Messages", "Analysis", "Coordinator", "Deploy", "SweepModel", "percolate",
        argumentParser,
      ]),
    tests(
      "EndToEndTests", ["Spec", "Messages", "Platform", "percolate", "Transport", "ZeroMQ"],
      exclude: ["Browser"], resources: [.copy("Golden")]),
    tests("BenchTests", ["Training", "percolate-bench"]),
  ],
  swiftLanguageModes: [.v6]
)
