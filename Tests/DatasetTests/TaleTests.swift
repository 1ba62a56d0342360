import Numerics
import Testing

@testable import Dataset

/// The stories are written once for all tests.
private let tales = Tales()

@Suite struct TaleTests {
  @Test func `no two stories are alike, and each tells of its hero and hat to the end`() {
    let all = tales.training + tales.heldOut
    #expect(all.count == Tales.count && Set(all).count == all.count)
    #expect(tales.training.count == Tales.learned)
    for tale in all {
      let reading = TaleReading(tale)
      #expect(reading.keepsAll && reading.known == reading.words, "\(tale)")
    }
  }

  @Test func `the text is as long and as rich as was wanted`() {
    let text = Tales.joined(tales.training + tales.heldOut)
    #expect((1_000_000...2_000_000).contains(text.utf8.count))
    #expect(Set(TaleReading.words(text)).count >= 400)
    #expect(TaleGrammar.ours.plots.count >= 30)
    #expect(TaleGrammar.ours.plots.allSatisfy { $0.contains("\"") })
    #expect(Set(TaleReading.words(text)) == TaleGrammar.ours.words)
  }

  @Test func `a story is read back by hand`() {
    let kept = TaleReading(
      "The owl had a tiny red hat. It rained. \"Oh!\" said a cat. The owl wore the tiny red hat.")
    #expect(kept.hero == "owl" && kept.size == "tiny" && kept.colour == "red" && kept.keepsAll)
    #expect(kept.words == 20 && kept.known == 20)
    func reading(_ end: String) -> [Bool] {
      let reading = TaleReading("The owl had a tiny red hat. \(end)")
      return [reading.keepsHero, reading.keepsSize, reading.keepsColour]
    }
    #expect(reading("The cat wore the tiny red hat.") == [false, true, true])
    #expect(reading("The owl wore the big red hat.") == [true, false, true])
    #expect(reading("The owl wore the tiny blue hat.") == [true, true, false])
    #expect(
      reading("The tiny blue hat fell. The owl wore the tiny red hat.") == [true, true, false])
    #expect(reading("The owl slept.") == [true, false, false])
    #expect(!TaleReading("").keepsAll && TaleReading("Xyzzy the owl.").known == 2)
  }

  @Test func `sentences end at points outside and inside of quotation marks`() {
    #expect(
      TaleReading.sentences("One. \"Two!\" said he. \"Three.\" Four")
        == ["One.", "\"Two!\"", "said he.", "\"Three.\"", "Four"])
  }

  @Test func `articles are those of the next word`() {
    #expect(
      TaleGrammar.withArticles("A owl saw a hat and a orange. \"A idea\"")
        == "An owl saw a hat and an orange. \"An idea\"")
  }
}

@Suite struct TokenCountTests {
  private let tales: [ArraySlice<Int>] = [[0, 1, 0, 2], [0, 1, 1]]
  private var counts: TokenCounts { TokenCounts(tales, vocabulary: 4, memory: 2) }

  private func chance(_ token: Int, after text: ArraySlice<Int>, memory: Int) -> Double {
    counts.probability(of: token, after: text, memory: memory)
  }

  @Test func `chances worked out with a pencil`() {
    // Seven tokens, three kinds: (3 + 3 · 1/4) / (7 + 3) for token 0, and so on.
    let (zero, one): (Double, Double) = (3.75 / 10, 3.75 / 10)
    #expect(chance(0, after: [], memory: 0) == zero)
    #expect(chance(3, after: [], memory: 0) == 0.075)
    // After 0 came 1, 2, 1: three times, two kinds.
    let afterZero: Double = (2 + 2 * one) / 5
    #expect(chance(1, after: [0], memory: 1) == afterZero)
    // 3 was never seen: the shorter memory decides.
    #expect(chance(1, after: [3], memory: 1) == one)
    #expect(chance(1, after: [0], memory: -1) == 0.25)
  }

  @Test func `chances add up to 1 after every memory`() {
    for memory in 0...2 {
      for text: ArraySlice<Int> in [[], [0], [1], [0, 1], [3, 0], [2, 2]] {
        let sum = (0..<4).reduce(0) {
          $0 + counts.probability(of: $1, after: text, memory: memory)
        }
        #expect((sum - 1).magnitude < 1e-12)
      }
    }
  }

  @Test func `even chances have the loss of the vocabulary's logarithm`() {
    #expect((counts.loss(tales, memory: -1) - Double.log(4)).magnitude < 1e-15)
    #expect(counts.loss(tales, memory: 2) < counts.loss(tales, memory: 0))
  }
}
