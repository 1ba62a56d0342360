import ChapterKit
import Core
import Dataset
import Foundation
import Numerics
import Terminal
import TestSupport
import Testing

@testable import chapter5

@Suite struct CommandTests {
  @Test func `bad input gets one line and an exit code, and nothing is written`() throws {
    let failures = try Program("chapter5").failures(toRefuse: [
      (64, "unknown", ["a", "unicorn"]), (64, "at most 10 fit", ["a a a a a a a a a a a"]),
      (64, "at most 10 fit", [Array(repeating: "a", count: 5000).joined(separator: " ")]),
      (64, "unknown", ["a c\u{1}at"]), (64, "--solver", ["--solver", "newton"]),
      (64, "1 to 64", ["--count", "65"]), (64, "1 to 64", ["--count", "0"]),
      (64, "from 1 to 64", ["--count", "99999999999999999999"]),
      (64, "1 to 20", ["--steps", "0"]), (64, "from 0 up", ["--guidance", "nan"]),
      (64, "nothing without --train", ["--checkpoint", "f"]),
      (66, "cannot read", ["--weights", "/nowhere/w.safetensors"]),
      (73, "exists; remove it", ["--paint-only", "/"]),
    ])
    #expect(failures == [])
  }

  @Test func `training anew gives the same models`() throws {
    let words = try TrainedModels.saved(chapter: 4, precision: .bfloat16)
    let training = Training(random: NamedRandom(seed: 3), steps: 16, checkpoint: nil)
    let (one, two) = (
      try training.all(words: words) { _ in }, try training.all(words: words) { _ in }
    )
    #expect(one.encoded == two.encoded)
  }
}

@Suite struct SystemTests {
  /// The claim of the book, checked on a few paintings with the kept weights: what the training's run
  /// has read of all of them is read again.
  @Test func `the kept system paints what the kept readings say`() throws {
    let (random, split) = (NamedRandom(seed: 1), Split(random: NamedRandom(seed: 1)))
    let trained = try TrainedModels.saved(chapter: 5, precision: .bfloat16)
    let system = try LatentSystem(trained)
    let judge = Judge(of: Sprite.family(edge: LatentSystem.edge))
    for asked in Reading.Asked.allCases {
      let reading = try Reading(asked, 3, trained, painter: "latent ")
      #expect(reading.read.count == Reading.count)
      let ids = try (0..<50).map {
        try Vocabulary.captions.padded(asked.text($0, split))
      }
      let noise = system.painter.noise(50, random["read.\(asked)"])
      let end = system.painter.trajectory(ids, from: noise, guidance: 3)[Painter.steps]
      let made = system.paint(end).pictures
      for n in 0..<6 {
        #expect(
          judge.verdict(on: made[n]).member.name == reading.read[n].name, "\(asked) \(n)")
      }
    }
    #expect(try Reading(.heldOut, 3, trained, painter: "latent ").share >= 0.95)
    #expect(try Reading(.seen, 3, trained, painter: "latent ").share >= 0.98)
    #expect(try Reading(.title, 3, trained, painter: "latent ").share >= 0.9)
  }

  /// What the decoder cannot paint, no flow can.
  @Test func `the kept autoencoders paint sprites again, and words are kept apart`() throws {
    let (random, split) = (NamedRandom(seed: 1), Split(random: NamedRandom(seed: 1)))
    let trained = try TrainedModels.saved(chapter: 5, precision: .bfloat16)
    for (name, edge, least) in [("vae", 32, 0.99), ("vae16", 16, 0.9)] {
      let vae = try trained.model(name, VAE<Float>(Sizes.vae))
      let judge = Judge(of: Sprite.family(edge: edge))
      let quality = VAEQuality(of: vae, split, random: random, judge: judge, edge: edge)
      #expect(quality.read >= least && quality.mse < 0.01, "\(name) \(quality.numbers)")
    }
    var tower = OneHotTokens.tower
    let rows = tower.embed([[0, 1, 1]]).values
    let parts = (0..<3).map {
      Array(rows[$0 * OneHotTokens.context..<($0 + 1) * OneHotTokens.context])
    }
    #expect(Set(parts).count == 3 && parts.allSatisfy { $0.count { $0 != 0 } == 2 })
  }

  @Test func `a picture alone is the book's, and is written once`() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).png").path
    let chapter = try Chapter5.parse(["--paint-only", file, "--quiet"])
    #expect(try chapter.isDone(Console(quiet: true)))
    defer { try? FileManager.default.removeItem(atPath: file) }
    let written = try Data(contentsOf: URL(filePath: file))
    let book = Package.root.appending(path: "Output/chapter5/painted.png")
    #expect(try written == Data(contentsOf: book))
    #expect(throws: Failure.self) { try Chapter5.parse(["--paint-only", file]) }
    #expect(try !Chapter5.parse([]).isDone(Console(quiet: true)))
  }

  @Test func `the data that is exported is the training's, and what it paints the book's`() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).safetensors").path
    let chapter = try Chapter5.parse(["--export-data", file, "--quiet", "--count", "2"])
    #expect(try chapter.isDone(Console(quiet: true)))
    defer { try? FileManager.default.removeItem(atPath: file) }
    let data = try Safetensors(data: Data(contentsOf: URL(filePath: file)))
    let pairs = Pairs(Split(random: chapter.common.random), edge: 32, random: chapter.common.random)
    let (pictures, which) = (try #require(data["pictures"]), try #require(data["pair.picture"]))
    #expect(pictures.shape == [pairs.pictures.count, 3, 32, 32])
    #expect(which.count == ExportedData.pairs)
    let captions = try #require(data["pair.caption"])
    for n in [0, 7, ExportedData.pairs - 1] {
      let drawn = pairs.drawn(n)
      #expect(Int(which.values[n]) == drawn.picture)
      #expect((0..<Vocabulary.captionLength).map { Int(captions[n, $0]) } == drawn.ids)
    }
    #expect(data["painted"]?.shape == [2, 3, 32, 32] && data["noise"]?.shape == [2, 4, 8, 8])
    let words = data.metadata["words"]?.split(separator: " ").map(String.init)
    #expect(words == Vocabulary.captions.tokens)
    #expect(throws: Failure.self) { try Chapter5.parse(["--export-data", file]) }
  }

  @Test func `trained models come back, and others are refused by name`() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: file) }
    let kept = try TrainedModels.saved(chapter: 5, precision: .bfloat16)
    let flow = kept.tensors.filter {
      $0.name.hasPrefix("flow_small/") && !$0.name.hasSuffix("/losses")
    }
    func trained(_ tensors: [(name: String, tensor: Tensor<Double>)]) throws -> TrainedModels {
      try Safetensors(tensors, metadata: [:]).encoded(as: .double).write(to: URL(filePath: file))
      return try Chapter5.parse(["--weights", file]).common.kept(kept)
    }
    func refusal(_ tensors: [(name: String, tensor: Tensor<Double>)]) -> String {
      do {
        return try "\(trained(tensors).steps)"
      } catch { return (error as? Failure)?.message ?? "\(error)" }
    }
    let halved = try trained(flow.map { ($0.name, 0.5 * $0.tensor) })
    for (name, tensor) in flow {
      #expect(halved.tensors.first { $0.name == name }?.tensor == 0.5 * tensor)
    }
    #expect(!halved.isMeasured && kept.isMeasured)
    #expect(refusal(Array(flow.dropLast())).contains("is missing"))
    #expect(
      refusal(flow + [("flow_small/x", flow[0].tensor)]).contains(
        "no trained model has 'flow_small/x'"))
    #expect(refusal([(flow[0].name, Tensor(scalar: 1))]).contains("has shape"))
    var wrong = flow
    wrong[0].tensor.values[0] = .nan
    #expect(refusal(wrong).contains("not finite"))
  }

  @Test func `every prompt of the gallery can be right`() throws {
    for prompt in Gallery.prompts { #expect(try Prompt([prompt]).isPossible, "\(prompt)") }
    #expect(Gallery.prompts.count % Gallery.perRow == 0)
  }

  @Test func `the same sentence and noise give the same picture, another word another`() throws {
    let trained = try TrainedModels.saved(chapter: 5, precision: .bfloat16)
    let system = try LatentSystem(trained)
    func painted(_ prompt: String) throws -> Tensor<Float> {
      let noise = system.painter.noise(1, NamedRandom(seed: 2)["paint"])
      let ids = [try Vocabulary.captions.padded(prompt)]
      return system.paint(system.painter.trajectory(ids, from: noise, guidance: 3)[Painter.steps])
    }
    #expect(try painted("a black cat") == painted("a black cat"))
    #expect(try painted("a black cat") != painted("a white cat"))
  }
}
