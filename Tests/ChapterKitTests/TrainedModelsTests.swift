import ChapterKit
import Core
import Dataset
import Foundation
import Numerics
import Terminal
import Testing

/// What is missing is told, and never made up.
@Suite struct TrainedModelsTests {
  private func message(_ body: () throws -> some Any) -> String {
    do {
      _ = try body()
      return "nothing was wrong"
    } catch {
      return (error as? Failure)?.message ?? "\(error)"
    }
  }

  @Test func `numbers that are missing are told by their name`() {
    let models = TrainedModels(steps: 1)
    #expect(message { try models.numbers("scale") } == "the trained models lack 'scale'")
    #expect(message { try models.number("scale") } == "the trained models lack 'scale'")
    #expect(message { try models.losses("vae") } == "the trained models lack 'vae/losses'")
    #expect(message { try models.fineNumbers("looks") } == "the trained models lack 'looks'")
    #expect(
      message { try Reading(.title, 3, models) } == "the trained models lack 'read/title/w=3.0'")
  }

  @Test func `of a file that lacks numbers it is told how to mend it`() throws {
    let models = try TrainedModels.saved(chapter: 5, precision: .bfloat16)
    let told = message { try models.numbers("nothing of that name") }
    for part in ["lack 'nothing of that name'", "Chapters/Chapter5/Weights", "chapter5 --train"] {
      #expect(told.contains(part), "\(told)")
    }
  }

  @Test func `a number is one number`() throws {
    var models = TrainedModels(steps: 1)
    models.add("two", [1, 2])
    models.add("one", [3])
    #expect(message { try models.number("two") }.contains("2 numbers for 'two', not one"))
    #expect(try models.number("one") == 3)
  }

  @Test func `what is read is a sprite`() {
    for wrong in [0.5, -1, Double(Sprite.all.count)] {
      var models = TrainedModels(steps: 1)
      models.addFinely("read/seen/w=1.0", [0, wrong])
      #expect(message { try Reading(.seen, 1, models) }.contains("which is no sprite"), "\(wrong)")
    }
  }

  @Test func `a recording that is missing stops the program`() async {
    await #expect(processExitsWith: .failure) {
      _ = Recorder<Float>().recorded("blocks.0.weights")
    }
  }

  @Test func `a caption of our own with an unknown word stops the program`() async {
    #expect(Vocabulary.captions.ours("a cat").count == Vocabulary.captionLength)
    await #expect(processExitsWith: .failure) { _ = Vocabulary.captions.ours("a unicorn") }
  }
}

/// Models are asked about what their own training has never shown.
@Suite struct SeedTests {
  @Test func `the file keeps the seed, and 1 goes without saying`() throws {
    let one = try Safetensors(data: TrainedModels(steps: 4, seed: 1).encoded)
    let two = try Safetensors(data: TrainedModels(steps: 4, seed: 2).encoded)
    #expect(one.metadata == ["steps": "4"])
    #expect(two.metadata == ["steps": "4", "seed": "2"])
  }

  @Test func `models are read against the captions that they were asked for`() throws {
    var models = TrainedModels(steps: 1000, seed: 2, precision: .bfloat16)
    let split = Split(random: NamedRandom(seed: 2))
    #expect(split.heldOut != Split(random: NamedRandom(seed: 1)).heldOut)
    // A painter that paints what it is asked for, whole: nothing is missed.
    try Reading.measure(&models, edge: 16, scales: [3]) { ids, _, _, _ in
      ids.map { ids in
        let text = Prompt.labels(ids).dropFirst().dropLast().joined(separator: " ")
        let prompt = try? Prompt([text])
        return Sprite.all.first { prompt?.isTrue(of: $0) == true }?.picture().pixels ?? []
      }
    }
    for asked in Reading.Asked.allCases {
      let reading = try Reading(asked, 3, models)
      #expect(reading.read.count == Reading.count && reading.misses.isEmpty, "\(asked)")
    }
  }
}

@Suite struct FamilyTests {
  @Test(arguments: [4, 16, 32])
  func `the family is every sprite, drawn at each of nine places`(edge: Int) {
    let family = PictureFamily(Sprite.family(edge: edge))
    #expect(family.count == 9 * Sprite.all.count)
    for n in stride(from: 0, to: Sprite.all.count, by: 7) {
      let moves = [-1.0, 0, 1]
      let places: [(Double, Double)] = moves.flatMap { x in moves.map { (x, $0) } }
      for (k, (x, y)) in places.enumerated() {
        let drawn = Sprite.all[n].picture(edge: edge, right: x, down: y)
        let picture = family[9 * n + k]
        #expect(picture.name == drawn.name && picture.pixels == drawn.pixels, "\(n) \(x) \(y)")
      }
    }
  }
}
