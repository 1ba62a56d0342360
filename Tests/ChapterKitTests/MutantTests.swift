import Foundation
import Terminal
import TestSupport
import Testing

/// Every formula of the core that pages quote is broken once, and the chapter's run must see it: it stops
/// with exit code 70 and names the first grid that is wrong. Some minutes, so only where TINYHAT_MUTANTS
/// names a folder.
///
/// A copy of the package is built there once, as a release, with all the sign errors below in it, each asleep
/// until the environment names it. `.ci/run` goes on with what was built: asleep, it is a release build like
/// any other, whose bytes must be those of a debug build.
@Suite struct MutantTests {
  /// A sign error.
  struct Mutant: CustomTestStringConvertible, Sendable {
    let name: String
    /// The file in `Sources/Core/Layers`.
    let file: String
    /// The text that stands in it exactly once, and the same with the sign `±` before a part of it.
    let (text, broken): (String, String)
    /// Chapters, and the grid at which each run stops.
    let stops: [(chapter: Int, grid: String)]

    var testDescription: String { name }
  }

  static let mutants: [Mutant] = [
    Mutant(
      name: "silu.value", file: "Activations", text: "    x / part\n", broken: "    ± x / part\n",
      stops: [(1, "time_embed.2")]),
    Mutant(
      name: "silu.derivative", file: "Activations", text: "sigmoid + x *",
      broken: "sigmoid + ± x *", stops: [(1, "grad.conv_out.0")]),
    Mutant(
      name: "gelu.value", file: "Activations", text: "    x * part\n", broken: "    ± x * part\n",
      stops: [(0, "blocks.0.ffn.gelu")]),
    Mutant(
      name: "gelu.derivative", file: "Activations", text: "part + x * density",
      broken: "part + ± x * density", stops: [(0, "grad.blocks.0.ffn.linear1")]),
    Mutant(
      name: "norm.forward", file: "Normalization", text: "centered.combined(withRows: std, /)",
      broken: "(± centered).combined(withRows: std, /)",
      stops: [(0, "blocks.0.norm1.normalized"), (1, "down1.norm1.normalized")]),
    Mutant(
      name: "norm.backward", file: "Normalization", text: "- y.combined(withRows: slope, *)",
      broken: "- (± y).combined(withRows: slope, *)",
      stops: [(0, "grad.blocks.0.residual2"), (1, "grad.up1.out")]),
    Mutant(
      name: "layerNorm.forward", file: "LayerNorm", text: "row.normalized.scalingColumns(",
      broken: "(± row.normalized).scalingColumns(", stops: [(0, "blocks.0.norm1")]),
    Mutant(
      name: "layerNorm.backward", file: "LayerNorm", text: "d = dy.scalingColumns(",
      broken: "d = (± dy).scalingColumns(", stops: [(0, "grad.ln_f.normalized")]),
    Mutant(
      name: "layerNorm.weight", file: "LayerNorm", text: "addColumnSums(of: dy, times",
      broken: "addColumnSums(of: ± dy, times", stops: [(0, "grad.ln_f.weight")]),
    Mutant(
      name: "groupNorm.forward", file: "GroupNorm", text: "group.normalized.scalingChannels(",
      broken: "(± group.normalized).scalingChannels(", stops: [(1, "down1.norm1")]),
    Mutant(
      name: "groupNorm.backward", file: "GroupNorm", text: "dy.scalingChannels(",
      broken: "(± dy).scalingChannels(", stops: [(1, "grad.conv_out.0.normalized")]),
    Mutant(
      name: "groupNorm.weight", file: "GroupNorm", text: "addChannelSums(of: dy, times",
      broken: "addChannelSums(of: ± dy, times", stops: [(1, "grad.conv_out.0.weight")]),
    Mutant(
      name: "mse.forward", file: "Losses", text: "error.values.reduce(0) { $0 + $1 * $1 }",
      broken: "error.values.reduce(0) { $0 + ± $1 * $1 }", stops: [(1, "loss")]),
    Mutant(
      name: "mse.backward", file: "Losses", text: "let d = (2 /", broken: "let d = (± 2 /",
      stops: [(1, "grad.error")]),
    Mutant(
      name: "crossEntropy.forward", file: "Losses", text: "+ Element.log(sums",
      broken: "+ ± Element.log(sums", stops: [(0, "nll")]),
    Mutant(
      name: "crossEntropy.backward", file: "Losses", text: "target] -= 1",
      broken: "target] -= ± 1", stops: [(0, "grad.output_proj")]),
    Mutant(
      name: "kl.forward", file: "KL", text: "0.5 * ($0 - 1 - $1)",
      broken: "0.5 * ($0 - ± 1 - $1)", stops: [(5, "kl.term")]),
    Mutant(
      name: "kl.backward", file: "KL", text: "(share * mean,", broken: "(± share * mean,",
      stops: [(5, "grad.encoder.4")]),
    Mutant(
      name: "contrastive.forward", file: "ContrastiveLoss", text: "largest + Element.log(x",
      broken: "largest + ± Element.log(x", stops: [(4, "clip.rows.nll")]),
    Mutant(
      name: "contrastive.backward", file: "ContrastiveLoss", text: "n + i] -= 2",
      broken: "n + i] -= ± 2", stops: [(4, "grad.clip.logits")]),
  ]

  static let variable = "TINYHAT_MUTANT"
  private static let folder = ProcessInfo.processInfo.environment["TINYHAT_MUTANTS"]

  @Test(.enabled(if: folder != nil))
  func `a formula with a wrong sign stops the run at the first grid that is wrong`() async throws {
    let place = URL(filePath: try #require(Self.folder))
    let copy = try copied(to: place.appending(path: "package"))
    for (number, mutant) in Self.mutants.enumerated() { try put(mutant, number, into: copy) }
    try build(copy, place)
    try putBack(into: copy)

    for chapter in Set(Self.mutants.flatMap { $0.stops.map(\.chapter) }).sorted() {
      let result = try run(chapter, mutant: nil, place)
      #expect(result.code == 0, "chapter \(chapter), whole: \(result.errors)")
    }
    await withTaskGroup(of: Void.self) { group in
      for mutant in Self.mutants {
        for stop in mutant.stops {
          group.addTask { expect(mutant, stop.chapter, stop.grid, place) }
        }
      }
    }
  }

  private func expect(_ mutant: Mutant, _ chapter: Int, _ grid: String, _ place: URL) {
    guard let result = try? run(chapter, mutant: mutant.name, place) else {
      Issue.record("\(mutant.name): chapter \(chapter) did not start")
      return
    }
    let line = "chapter\(chapter): \(grid)"
    let isNamed = ["[", " "].contains { result.errors.hasPrefix(line + $0) }
    #expect(result.code == 70 && isNamed, "\(mutant.name): \(result.code), \(result.errors)")
  }

  /// What a chapter is built from and reads. The tests are only named in the package's description.
  private func copied(to copy: URL) throws -> URL {
    try? FileManager.default.removeItem(at: copy)
    try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
    for name in ["Package.swift", "Sources", "Chapters"] {
      try FileManager.default.copyItem(
        at: Package.root.appending(path: name), to: copy.appending(path: name))
    }
    for name in ["Tests", "Output"] {
      try FileManager.default.createSymbolicLink(
        at: copy.appending(path: name), withDestinationURL: Package.root.appending(path: name))
    }
    let signs = Self.mutants.indices.map {
      #"package let sign\#($0) = mutant == "\#(Self.mutants[$0].name)" ? -1.0 : 1.0"#
    }
    let lines = [
      "import Foundation",
      #"private let mutant = ProcessInfo.processInfo.environment["\#(Self.variable)"]"#,
    ]
    try (lines + signs).joined(separator: "\n").write(
      to: copy.appending(path: "Sources/Core/Mutants.swift"), atomically: true, encoding: .utf8)
    return copy
  }

  private func put(_ mutant: Mutant, _ number: Int, into copy: URL) throws {
    let file = copy.appending(path: "Sources/Core/Layers/\(mutant.file).swift")
    let parts = try String(contentsOf: file, encoding: .utf8).components(separatedBy: mutant.text)
    try #require(
      parts.count == 2, "\(mutant.name): '\(mutant.text)' stands \(parts.count - 1) times in it")
    let broken = mutant.broken.replacing("± ", with: "Element(sign\(number)) * ")
    try parts.joined(separator: broken).write(to: file, atomically: true, encoding: .utf8)
  }

  /// The layers as they were: pages quote the sources that lie beside a program.
  private func putBack(into copy: URL) throws {
    for file in Set(Self.mutants.map(\.file)) {
      let name = "Sources/Core/Layers/\(file).swift"
      try Data(contentsOf: Package.root.appending(path: name)).write(to: copy.appending(path: name))
    }
  }

  /// Builds all programs but the tests.
  private func build(_ copy: URL, _ place: URL) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "swift", "build", "-c", "release", "--package-path", copy.path, "--scratch-path",
      place.appending(path: "build").path,
    ]
    let result = try Program.finish(process)
    try #require(result.code == 0, "\(result.output)\n\(result.errors)")
  }

  private func run(_ chapter: Int, mutant: String?, _ place: URL) throws -> Program.Result {
    let program = Program(at: place.appending(path: "build/release/chapter\(chapter)"))
    let words = ["--quiet", "--output", place.appending(path: "runs/\(UUID().uuidString)").path]
    return try program.run(
      (chapter < 2 ? ["--train", "0"] : []) + words, in: place,
      environment: mutant.map { [Self.variable: $0] } ?? [:])
  }
}
