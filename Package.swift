// swift-tools-version: 6.0
import PackageDescription

// What computes is optimized in debug builds as well: training in an unoptimized build is hundreds of
// times slower. None of these flags lets the compiler reorder or fuse floating-point operations, so every
// bit stays the same.
var flags = [
  "-O", "-wmo", "-disable-batch-mode", "-num-threads", "2", "-cross-module-optimization",
]
// Whether an object is changed while it is read is checked by the compiler where it can; at run time the check would cost
// readers and writers of traces a tenth of their time.
flags += ["-enforce-exclusivity=unchecked"]
// Nobody reads `errno` after a square root; without it, square roots become vectors.
flags += ["-Xcc", "-fno-math-errno"]
#if os(Linux)
  flags += ["-Xcc", "-march=native"]
#endif
let optimized: [SwiftSetting] = [.unsafeFlags(flags)]
// Text and scalars gain little from copies of code that are fitted to each call, and build a fifth faster without.
let compact: [SwiftSetting] = [.unsafeFlags(flags.map { $0 == "-O" ? "-Osize" : $0 })]

// Pages, stories and the run around them need no optimizer, in release builds neither: they build in a
// fraction of the time without it.
let plain: [SwiftSetting] = [.unsafeFlags(["-Onone"], .when(configuration: .release))]

func library(
  _ name: String, _ dependencies: [Target.Dependency] = [], path: String? = nil,
  exclude: [String] = [], _ settings: [SwiftSetting] = optimized
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: path, exclude: exclude, swiftSettings: settings)
}

func tool(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(name: name, dependencies: dependencies, swiftSettings: optimized)
}

/// Tests of a target, which may use what it uses, and more.
///
/// - Parameter isOptimized: Worth it only for tests that calculate much by themselves. For the core's the compiler would
///   copy half the core into the tests: a minute and a half, to save a quarter of a minute.
func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [],
  isOptimized: Bool = true
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: dependencies, path: "Tests/\(name)Tests",
    exclude: exclude, swiftSettings: isOptimized ? optimized : [])
}

let chapters = 0...6

/// What lies in a chapter's folder and is no code: trained models, results of trainings, a text.
let beside = [
  1: ["Weights", "Experiments"], 2: ["Weights", "Experiments"], 3: ["Weights", "Experiments"],
  4: ["Weights", "Experiments"], 5: ["Weights", "Experiments"],
  6: ["Weights", "Experiments", "Text/tiny-hats.txt"],
]

func chapter(_ number: Int) -> Target {
  .executableTarget(
    name: "chapter\(number)",
    dependencies: [
      "ByHand", "ChapterKit", "Core", "Dataset", "Formats", "Numerics", "Terminal", "Tracing",
      "Walkthrough",
    ],
    path: "Chapters/Chapter\(number)",
    exclude: beside[number] ?? [],
    swiftSettings: plain)
}

func chapterTests(_ number: Int) -> Target {
  .testTarget(
    name: "Chapter\(number)Tests",
    dependencies: [
      .byName(name: "chapter\(number)"), "ByHand", "ChapterKit", "Core", "Dataset", "Numerics",
      "Terminal", "TestSupport", "Tracing",
    ],
    path: "Tests/Chapter\(number)Tests")
}

let package = Package(
  name: "TinyHat",
  platforms: [.macOS(.v14)],
  products: (chapters.map { "chapter\($0)" } + ["trace"]).map {
    .executable(name: $0, targets: [$0])
  },
  dependencies: [],
  targets: [
    library("Numerics"),
    library("Terminal"),
    library("Formats"),
    library("Core", ["Numerics"]),
    library("ByHand", ["Numerics"], compact),
    library("Dataset", ["Numerics", "Terminal"]),
    library("Tracing", ["ByHand", "Formats", "Numerics", "Terminal"], compact),
    // What chapters don't need, so that they are built without it. What `trace view` puts together is read from the
    // sources, as a chapter reads the code that it quotes.
    library(
      "Exports", ["ByHand", "Formats", "Numerics", "Terminal", "Tracing"],
      exclude: ["View/Page"]),
    library("Walkthrough", ["ByHand", "Formats", "Numerics", "Terminal"], compact),
    .target(
      name: "ChapterKit",
      dependencies: [
        "ByHand", "Core", "Dataset", "Formats", "Numerics", "Terminal", "Tracing", "Walkthrough",
      ],
      path: "Chapters/ChapterKit", swiftSettings: plain),
    tool("trace", ["Core", "Exports", "Terminal", "Tracing"]),
    .executableTarget(
      name: "experiments",
      dependencies: ["Terminal"] + chapters.map { .byName(name: "chapter\($0)") }),
    tool("benchmark", ["ByHand", "Core", "Numerics", "Terminal", "Tracing"]),
    library("TestSupport", ["Numerics"], path: "Tests/Support"),
    tests("Numerics", ["Numerics"]),
    tests("Core", ["Core", "Numerics", "TestSupport"], isOptimized: false),
    tests("ByHand", ["ByHand", "Core", "Numerics", "TestSupport"], isOptimized: false),
    tests("Dataset", ["Dataset", "Numerics", "Terminal", "TestSupport"]),
    tests(
      "Tracing", ["ByHand", "Exports", "Formats", "Numerics", "Terminal", "TestSupport", "Tracing"]),
    tests("Experiments", ["experiments", "ChapterKit", "Numerics", "Terminal", "TestSupport"]),
    tests(
      "TraceCommand",
      ["trace", "ByHand", "Core", "Exports", "Numerics", "Terminal", "TestSupport", "Tracing"],
      exclude: ["ExerciseCheck.js", "ViewCheck.js"]),
    tests("Terminal", ["Terminal", "TestSupport"], isOptimized: false),
    tests(
      "Walkthrough", ["ByHand", "Formats", "Numerics", "Terminal", "Walkthrough"],
      isOptimized: false),
    tests("ChapterKit", ["ByHand", "ChapterKit", "Core", "Numerics", "Terminal", "TestSupport"]),
  ] + chapters.map(chapter) + chapters.map(chapterTests)
)
