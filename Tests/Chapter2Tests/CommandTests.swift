import Core
import Foundation
import Numerics
import TestSupport
import Testing

@testable import chapter2

/// The chapter as a user runs it.
@Suite struct CommandTests {
  let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

  init() throws {
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
  }

  @Test func `two runs write the same bytes, and the kept models are written beside the pages`()
    throws
  {
    defer { try? FileManager.default.removeItem(at: place) }
    for name in ["a", "b"] {
      let result = try Program("chapter2").run(
        ["--steps", "1", "--output", place.appending(path: name).path], in: place,
        environment: name == "b" ? ["TINYHAT_THREADS": "1", "LC_ALL": "de_DE.UTF-8"] : [:])
      #expect(result.code == 0, "\(result.errors)")
    }
    let first = try Program.contents(of: place.appending(path: "a"))
    #expect(try Program.contents(of: place.appending(path: "b")) == first)
    #expect(first["trained.safetensors"] == (try TrainedModelsFile.bytes()))
  }

  @Test func `bad input gets one line and an exit code`() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    let wrong = place.appending(path: "w.safetensors")
    try Safetensors([("extra", Tensor([1], [1]))]).encoded().write(to: wrong)
    let failures = try Program("chapter2").failures(toRefuse: [
      (64, "unknown option '--guidance'", ["--guidance", "2"]), (64, "--steps", ["--steps", "0"]),
      (64, "--train", ["--train", "many"]),
      (66, "cannot read", ["--weights", "/nowhere/weights.safetensors"]),
      (65, "missing: patch_embed.proj.weight", ["--weights", wrong.path]),
    ])
    #expect(failures == [])
  }
}

enum TrainedModelsFile {
  static func bytes() throws -> Data {
    try Data(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .appending(path: "Chapters/Chapter2/Weights/trained.safetensors"))
  }
}
