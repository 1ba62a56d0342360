import ChapterKit
import Core
import Dataset
import Foundation
import Numerics
import Terminal
import TestSupport
import Testing

@testable import chapter4

@Suite struct PromptTests {
  @Test func `a prompt is words that are known, and not too many of them`() throws {
    #expect(try Chapter4.parse([]).prompt.text == "a cat wearing a tiny hat")
    #expect(try Chapter4.parse(["a", "black", "cat"]).prompt.text == "a black cat")
    #expect(try Chapter4.parse([" a  big hat on a dog "]).prompt.text == "a big hat on a dog")
    #expect(
      try Chapter4.parse(["A Cat, wearing a tiny\nHAT."]).prompt.text == "a cat wearing a tiny hat"
    )
    #expect(try Chapter4.parse([""]).prompt.ids.prefix(3) == [1, 2, 0])
    for (prompt, reason) in [
      ("a green cow", "'cow' is unknown; known are: a an the wearing"),
      ("[BOS]", "'bos' is unknown"),
      ("a kat", "'kat' is unknown; did you mean cat or hat? known are: a an the"),
      ("a a a a a a a a a a a", "has 11 words; at most 10 fit"),
    ] {
      do {
        _ = try Chapter4.parse([prompt])
        Issue.record("'\(prompt)' was taken")
      } catch {
        let failure = try #require(error as? Failure)
        #expect(failure.exitCode == 64 && failure.message.contains(reason), "\(failure.message)")
      }
    }
  }

  @Test func `a prompt is true of a sprite that has all its words`() throws {
    let hat = Sprite(.cat, .black, .init(.tiny, .red))
    let bare = Sprite(.cat, .black, nil)
    for (prompt, isTrueOfHat, isTrueOfBare) in [
      ("", true, true), ("a cat", false, true), ("the black cat", false, true),
      ("a black cat wearing a hat", true, false),
      ("a tiny red hat on a cat", true, false), ("a cat with a big hat", false, false),
      ("a cat wearing a blue hat", false, false), ("a cat wearing no hat", false, true),
      ("a cat without a hat", false, true), ("a dog", false, false), ("a white cat", false, false),
      ("cat, tiny hat", true, false), ("cat hat red", true, false), ("a hat", true, false),
      ("a red cat wearing a hat", false, false), ("a black hat on a cat", false, false),
      ("a tiny cat", false, false), ("a tiny cat wearing a hat", false, false),
    ] {
      #expect(try Prompt([prompt]).isTrue(of: hat) == isTrueOfHat, "\(prompt)")
      #expect(try Prompt([prompt]).isTrue(of: bare) == isTrueOfBare, "\(prompt)")
    }
    #expect(try !Prompt(["a tiny dog"]).isPossible && !Prompt(["a blue cat"]).isPossible)
    #expect(try Prompt(["a white cat wearing a black hat"]).isPossible)
  }

  @Test func `bad input gets one line and an exit code, and nothing is written`() throws {
    let failures = try Program("chapter4").failures(toRefuse: [
      (64, "unknown", ["a", "unicorn"]), (64, "--guidance", ["--guidance", "-2"]),
      (64, "names the animal 2 times", ["a dog without a hat on a cat"]),
      (64, "names the colour of the cat 2 times", ["a black black cat"]),
      (64, "names the size of the hat 2 times", ["a tiny big hat"]),
      (64, "only a hat can be left out", ["no cat wearing a hat"]),
      (64, "each step by hand fills pages", ["--steps", "21"]),
      (64, "euler, midpoint, heun, rk4", ["--solver", "rk5"]), (64, "1 to 64", ["--count", "0"]),
      (64, "nothing without --train", ["--checkpoint", "f"]),
      (66, "no regular file", ["--train", "1", "--checkpoint", "/dev/null"]),
      (66, "cannot read", ["--weights", "/nowhere/w.safetensors"]),
    ])
    #expect(failures == [])
  }
}

@Suite struct PainterTests {
  @Test func `no cat with a tiny hat was ever shown, and the parts of what is held out were`() {
    let split = Split(random: NamedRandom(seed: 1))
    #expect(split.seen.count + split.heldOut.count + split.never.count == Sprite.all.count)
    #expect(Set(split.seen + split.heldOut + split.never).count == Sprite.all.count)
    let title = Caption(.cat, nil, .init(.tiny))
    #expect(!(split.seen + split.heldOut).contains(where: title.fits))
    #expect(split.never.allSatisfy(title.fits))
    #expect(split.swapped.count >= 10)
    for sprite in split.swapped {
      #expect(!split.seen.contains { $0 == sprite || $0 == sprite.swapped }, "\(sprite.name)")
    }
    for sprite in split.heldOut {
      #expect(split.seen.contains { $0.animal == sprite.animal && $0.fur == sprite.fur })
      #expect(
        split.seen.contains { $0.animal == sprite.animal && $0.hat?.size == sprite.hat?.size })
    }
  }

  @Test func `every pair is a picture of something that fits its caption`() {
    let random = NamedRandom(seed: 1)
    let pairs = Pairs(Split(random: random), edge: 4, random: random)
    for i in 0..<50 {
      let pair = pairs.pair(i)
      #expect(pair.pixels.count == 48 && pair.ids.count == Vocabulary.captionLength)
      #expect(pair.ids.first == 1 && pair.ids.contains(2))
    }
    #expect(pairs.pair(7).pixels == pairs.pair(7).pixels)
  }

  /// The claim of the book, checked on a few paintings with the kept weights: what the training's run
  /// has read of all of them is read again.
  @Test func `the kept painter paints what the kept readings say`() throws {
    let trained = try TrainedModels.saved(chapter: 4, precision: .bfloat16)
    let (random, split) = (trained.random, trained.split)
    let (painter, judge) = (try Painter(trained), Judge(of: Sprite.family(edge: Painter.edge)))
    for asked in Reading.Asked.allCases {
      let reading = try Reading(asked, 3, trained)
      #expect(reading.read.count == Reading.count)
      let ids = try (0..<50).map {
        try Vocabulary.captions.padded(asked.text($0, split))
      }
      let noise = painter.noise(50, random["read.\(asked)"])
      let made = painter.trajectory(ids, from: noise, guidance: 3)[Painter.steps]
      for n in 0..<8 {
        let pixels = made.values[n * 768..<(n + 1) * 768].map { Double($0) }
        #expect(judge.verdict(on: pixels).member.name == reading.read[n].name, "\(asked) \(n)")
      }
    }
    let title = try Reading(.title, 3, trained)
    #expect(title.share >= 0.9)
    #expect(try Reading(.heldOut, 3, trained).share >= 0.95)
    #expect(try Reading(.seen, 3, trained).share >= 0.98)
  }

  @Test func `training anew gives the same models`() throws {
    let training = Training(random: NamedRandom(seed: 3), steps: 5, checkpoint: nil)
    let (one, two) = (try training.all { _ in }, try training.all { _ in })
    #expect(one.encoded == two.encoded)
    let back = try Safetensors(data: one.encoded)
    #expect(back.tensors.map(\.tensor) == one.tensors.map(\.tensor))
  }

  @Test func `a word that pads changes nothing`() throws {
    var model = TextDiT<Double>(Sizes.byHand)
    model.initialize { StartingValues.readable($0, NamedRandom(seed: 4)) }
    let draws = NamedRandom(seed: 5)["words"]
    var words = Tensor([1, 12, 8], (0..<96).map(draws.normal))
    let x = Tensor([1, 3, 4, 4], (0..<48).map { draws.normal(500 + $0) })
    let isReal = [(0..<12).map { $0 < 7 }]
    func answer() -> Tensor<Double> {
      model.forward(x, Tensor([1], [0.4]), .init(words: words, isReal: isReal))
    }
    let before = answer()
    for i in 7 * 8..<96 { words.values[i] = 100 }
    #expect(answer() == before)
    words.values[6 * 8] += 1
    #expect(answer() != before)
  }
}
