// swift-tools-version: 6.0
import PackageDescription

// Debug builds are optimized as well: training in an unoptimized build is hundreds of times
// slower. Whole-module and cross-module optimization let a chapter specialize the core's generic
// layers to Double and Float. None of these flags lets the compiler reorder or fuse floating-point
// operations, so every bit stays the same.
var flags = [
  "-O", "-wmo", "-disable-batch-mode", "-num-threads", "2", "-cross-module-optimization",
]
// Nobody reads `errno` after a square root; without it, square roots become vectors.
flags += ["-Xcc", "-fno-math-errno"]
#if os(Linux)
  flags += ["-Xcc", "-march=native"]
#endif
let optimized: [SwiftSetting] = [.unsafeFlags(flags)]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: optimized)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: optimized)
}

func chapter(_ number: Int) -> Target {
  .executableTarget(
    name: "chapter\(number)",
    dependencies: [
      "ByHand", "ChapterKit", "Core", "Dataset", "Numerics", "Terminal", "Tracing", "Walkthrough",
    ],
    path: "Chapters/Chapter\(number)", swiftSettings: optimized)
}

let package = Package(
  name: "TinyHat",
  platforms: [.macOS(.v14)],
  products: [
    .executable(name: "chapter0", targets: ["chapter0"]),
    .executable(name: "chapter1", targets: ["chapter1"]),
    .executable(name: "chapter2", targets: ["chapter2"]),
    .executable(name: "chapter3", targets: ["chapter3"]),
    .executable(name: "chapter4", targets: ["chapter4"]),
    .executable(name: "chapter5", targets: ["chapter5"]),
    .executable(name: "chapter6", targets: ["chapter6"]),
    .executable(name: "trace", targets: ["trace"]),
  ],
  dependencies: [],
  targets: [
    library("Numerics"),
    library("Core", ["Numerics"]),
    library("ByHand", ["Numerics"]),
    library("Dataset", ["Numerics", "Terminal"]),
    library("Tracing", ["ByHand", "Numerics", "Terminal"]),
    library("Terminal"),
    library("Walkthrough", ["ByHand", "Numerics", "Terminal"]),
    .executableTarget(
      name: "trace", dependencies: ["Core", "Terminal", "Tracing"], swiftSettings: optimized),
    .executableTarget(
      name: "benchmark", dependencies: ["ByHand", "Core", "Numerics", "Terminal", "Tracing"],
      swiftSettings: optimized),
    .target(
      name: "ChapterKit",
      dependencies: [
        "ByHand", "Core", "Dataset", "Numerics", "Terminal", "Tracing", "Walkthrough",
      ],
      path: "Chapters/ChapterKit", swiftSettings: optimized),
    chapter(0),
    chapter(1),
    chapter(2),
    chapter(3),
    chapter(4),
    chapter(5),
    chapter(6),
    .target(
      name: "TestSupport", dependencies: ["Numerics"], path: "Tests/Support",
      swiftSettings: optimized),
    tests("NumericsTests", ["Numerics"]),
    tests("CoreTests", ["Core", "Numerics", "TestSupport"]),
    tests("ByHandTests", ["ByHand", "Core", "Numerics", "TestSupport"]),
    tests("DatasetTests", ["Dataset", "Numerics", "Terminal", "TestSupport"]),
    tests("TracingTests", ["ByHand", "Numerics", "Terminal", "TestSupport", "Tracing"]),
    tests("TraceCommandTests", ["trace", "ByHand", "Core", "Terminal", "TestSupport", "Tracing"]),
    tests("TerminalTests", ["Terminal", "TestSupport"]),
    tests("WalkthroughTests", ["ByHand", "Numerics", "Terminal", "Walkthrough"]),
    tests(
      "ChapterKitTests", ["ByHand", "ChapterKit", "Core", "Numerics", "Terminal", "TestSupport"]),
    tests(
      "Chapter0Tests",
      ["chapter0", "ByHand", "ChapterKit", "Core", "Numerics", "Terminal", "TestSupport"]),
    tests(
      "Chapter1Tests",
      [
        "chapter1", "ByHand", "ChapterKit", "Core", "Dataset", "Numerics", "Terminal",
        "TestSupport",
        "Tracing",
      ]),
    tests(
      "Chapter3Tests",
      [
        "chapter3", "ByHand", "ChapterKit", "Core", "Dataset", "Numerics", "Terminal",
        "TestSupport",
      ]),
    tests(
      "Chapter4Tests",
      [
        "chapter4", "ByHand", "ChapterKit", "Core", "Dataset", "Numerics", "Terminal",
        "TestSupport",
      ]),
    tests(
      "Chapter5Tests",
      [
        "chapter5", "ByHand", "ChapterKit", "Core", "Dataset", "Numerics", "Terminal",
        "TestSupport",
      ]),
    tests(
      "Chapter6Tests",
      [
        "chapter6", "ByHand", "ChapterKit", "Core", "Dataset", "Numerics", "Terminal",
        "TestSupport",
      ]),
    tests(
      "Chapter2Tests",
      [
        "chapter2", "ByHand", "ChapterKit", "Core", "Dataset", "Numerics", "Terminal",
        "TestSupport",
      ]),
  ]
)
