import ByHand
import ChapterKit
import Core
import Foundation
import Numerics
import Terminal
import TestSupport
import Testing

@testable import chapter0

@Suite struct TransformerTests {
  func story(_ words: [String]) throws -> Chapter0Story {
    try Chapter0.parse(words).compute(Console(quiet: true))
  }

  @Test(arguments: [
    ("I like transformers", 1), ("transformers like I", 2), ("I", 3), ("like like", 4),
    ("I like I like", 5), ("transformers transformers transformers", 6),
  ])
  func `by hand and core agree for every name, whatever the sentence and the seed`(
    sentence: String, seed: Int
  ) throws {
    let run = try story([sentence, "--seed", "\(seed)", "--train", "3"]).run
    let checks = try run.comparison.verify()
    #expect(checks.contains { $0.name == "grad.blocks.0.attention.scaled" })
    let exact = checks.filter { !$0.name.hasPrefix("grad.") }
    #expect(exact.allSatisfy { $0.equal == $0.computed && $0.share == 0 })
    #expect(checks.allSatisfy { $0.share < 1 })
    let before = try #require(run.trace["loss"]).values[0]
    #expect(try #require(run.trace["second.loss"]).values[0] < before)
  }

  @Test func `only attention can tell two sentences apart after a word that both share`() throws {
    let pair = try story([]).pair
    let whole = pair.outcome(without: TwoSentences.nothing)
    #expect(whole.right.allSatisfy { $0 > 0.9 })
    let blind = pair.outcome(without: TwoSentences.attention)
    #expect(blind.right.reduce(0, +) <= 1 && blind.loss > whole.loss)
    // Recomputed on each sentence alone.
    var (model, loss) = (pair.model, 0.0)
    for n in 0..<2 {
      var entropy = CrossEntropy<Double>()
      let targets = Array(pair.targets[4 * n..<4 * n + 4])
      loss += entropy.forward(model.forward([pair.inputs[n]]), targets) / 2
    }
    #expect((loss - whole.loss).magnitude < 1e-12)
  }

  @Test func `with all its norms the dismantled model is the model, without one it is not`() throws
  {
    let pair = try story(["--train", "20"]).pair
    var model = pair.model
    let whole = model.forward(pair.inputs)
    #expect(WithoutNorms(model, []).forward(pair.inputs) == whole)
    for norm in ["blocks.0.norm1", "blocks.0.norm2", "ln_f"] {
      #expect(WithoutNorms(model, [norm]).forward(pair.inputs) != whole)
    }
    // Without the final norm the logits are those of x2 itself.
    let recorder = Recorder<Double>()
    _ = model.forward(pair.inputs, recorder)
    let x2 = try #require(recorder["blocks.0.residual2"])
    let weight = try #require(model.parameters.first { $0.name == "output_proj.weight" }).value
    let logits = WithoutNorms(model, ["ln_f"]).forward(pair.inputs)
    let first = (0..<16).reduce(0) { $0 + x2.values[$1] * weight.values[$1] }
    #expect((logits.values[0] - first).magnitude < 1e-12)
  }

  @Test(arguments: ["I like transformers", "transformers I", "like"])
  func `trained on a sentence, the model writes it`(sentence: String) throws {
    let story = try story([sentence])
    #expect(story.generated == story.chapter.ids)
  }

  @Test func `a token that is not used gets no gradient, one used twice the sum`() throws {
    let run = try story(["I I", "--train", "0"]).run
    let gradient = try #require(run.trace["grad.token_embedding.embedding.weight"])
    let rows = try #require(run.trace["grad.embedding"])
    for j in 0..<16 {
      #expect(gradient[0, j].value == 0 && gradient[4, j].value == 0)
      #expect(gradient[3, j].value == rows[1, j].value + rows[2, j].value)
    }
  }

  @Test func `the gradient of the keys' bias vanishes, and no other does`() throws {
    let story = try story(["I like transformers", "--train", "0"])
    let run = story.run
    for p in story.model.parameters {
      let largest = try #require(run.trace["grad.\(p.name)"]).values.map(\.magnitude).max() ?? 0
      #expect((largest < 1e-15) == p.name.hasSuffix("W_k.bias"), "\(p.name): \(largest)")
    }
  }

  /// Weights so large that the softmax saturates and terms cancel: what a reader's own may be.
  @Test(arguments: [2.5, 3, 10])
  func `by hand and core agree on large weights, too`(factor: Double) throws {
    let drawn = try Chapter0.parse(["--train", "0"])
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).safetensors")
    defer { try? FileManager.default.removeItem(at: file) }
    try Safetensors(drawn.model.parameters.map { ($0.name, factor * $0.value) }).encoded()
      .write(to: file)
    let checks = try story(["--train", "0", "--weights", file.path]).run.comparison.verify()
    #expect(checks.allSatisfy { $0.share < 1 })
  }

  @Test(arguments: [["I", "--seed", "29"], ["I like I", "--seed", "6", "--train", "0"]])
  func `sentences whose gradients nearly cancel agree`(words: [String]) throws {
    #expect(try story(words).run.comparison.verify().allSatisfy { $0.share < 1 })
  }
}

@Suite struct SentenceTests {
  let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

  init() throws {
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
  }

  @Test func `any sentence over the vocabulary is written, the same bytes each time`() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    let chapter = Program("chapter0")
    for (name, sentence) in [
      ("a", "I like transformers"), ("b", "  I like   transformers "), ("c", "like"),
      ("d", "I like I like"), ("e", "transformers like I"),
    ] {
      let result = try chapter.run([sentence, "--train", "20", "--output", name], in: place)
      #expect(result.code == 0, "\(sentence): \(result.errors)")
      let files = try Program.contents(of: place.appending(path: name))
      #expect(files.filter { $0.key.hasSuffix(".md") }.allSatisfy { $0.value.count < 400_000 })
    }
    let a = try Program.contents(of: place.appending(path: "a"))
    #expect(try Program.contents(of: place.appending(path: "b")) == a)
    #expect(try Program("trace").run(["verify", "a"], in: place).code == 0)
  }

  @Test func `unknown words and wrong lengths are errors that list the vocabulary`() throws {
    let chapter = Program("chapter0")
    let failures = try chapter.failures(toRefuse: [
      (64, "--level belongs to --worksheet", ["--level", "2"]),
      (64, "--answers belongs to --worksheet", ["--answers"]),
      (64, "leave out --output", ["--worksheet", "sheet"]),
      (64, "--level takes a number from 1 to 3", ["--worksheet", "sheet", "--level", "4"]),
      (
        64, "'you' is not in the vocabulary: I, like, transformers", ["you like transformers"]
      ),
      (64, "'i' is not in the vocabulary", ["i like"]), (64, "not in the vocabulary", ["[EOS]"]),
      (64, "1 to 4 words", [""]), (64, "1 to 4 words", ["   "]),
      (64, "1 to 4 words, out of: I, like, transformers", ["I I I I I"]),
      (64, "unexpected argument 'like'", ["I", "like"]),
      (64, "unknown option '--steps'", ["--steps", "3"]),
      (66, "cannot read /nowhere", ["I", "--weights", "/nowhere"]),
    ])
    #expect(failures == [])
    #expect(try chapter.run(["--help"], in: place).output.contains("I, like, transformers"))
  }
}
