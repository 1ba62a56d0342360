import Numerics
import Testing

@testable import Dataset

@Suite struct BytePairsTests {
  @Test func `a word of a million letters takes no longer than as many letters in words`() {
    let word = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    #expect(BytePairs.words(of: word) == [word])
    #expect(
      BytePairs(merges: [.init(97, 97)]).encode(String(decoding: word, as: UTF8.self)).count
        == 500_000)
  }

  typealias Pair = BytePairs.Pair

  @Test func `merges on a short text are those found with a pencil`() {
    // h-a-t occurs three times, c-a-t once: at four times, twice after h … so `at` first, then `hat`.
    let pairs = BytePairs(training: "hat hats cat hat", merges: 3)
    let (a, t, h, space) = (97, 116, 104, 32)
    #expect(pairs.merges == [Pair(a, t), Pair(h, 256), Pair(space, 257)])
    #expect(pairs.text([258]) == " hat" && pairs.encode("hat hats") == [257, 258, 115])
  }

  @Test func `it stops where no pair occurs twice`() {
    #expect(BytePairs(training: "abcd", merges: 10).merges.isEmpty)
    #expect(BytePairs(training: "", merges: 10).vocabulary == 256)
  }

  @Test(arguments: [
    "", " ", "  \n\n\t x", "a cat wearing a tiny hat", "naïve café", "猫が小さな帽子をかぶっている", "🐱🎩👨‍👩‍👧‍👦",
    "e\u{301}\u{0}\u{feff}\r\n", "12,345.67 + 8", "HAT hat HaT",
  ])
  func `any text comes back exactly`(text: String) {
    for trained in ["the cat and the hat and the cat", "猫猫猫 naïve naïve", text] {
      let pairs = BytePairs(training: trained, merges: 40)
      #expect(pairs.decode(pairs.encode(text)) == Array(text.utf8))
    }
  }

  @Test func `any scalars come back exactly`() {
    let pairs = BytePairs(training: "the cat and the hat and the cat sat", merges: 20)
    let draws = NamedRandom(seed: 5)["text"]
    for trial in 0..<200 {
      let scalars = (0..<30).compactMap { i in
        Unicode.Scalar(UInt32(draws.integer(30 * trial + i, below: i % 3 == 0 ? 0x110000 : 128)))
      }
      let text = String(String.UnicodeScalarView(scalars))
      #expect(pairs.decode(pairs.encode(text)) == Array(text.utf8))
    }
  }

  @Test func `no merge reaches over the edge of a word, and each makes the text shorter`() {
    let text = "the cat and the hat. The cat, the hat! 100 100 hats\n\nthe cat"
    var length = text.utf8.count
    let most = BytePairs(training: text, merges: 100).merges.count
    #expect(most > 6)
    for count in 1...most {
      let pairs = BytePairs(training: text, merges: count)
      #expect(pairs.encode(text).count < length)
      length = pairs.encode(text).count
      let last = pairs.text([255 + count])
      #expect(!last.dropFirst().contains(" "), "\(last)")
    }
  }
}
