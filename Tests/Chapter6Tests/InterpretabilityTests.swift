import ByHand
import ChapterKit
import Core
import Dataset
import Numerics
import Testing

@testable import chapter6

@Suite struct InterpretabilityTests {
  let kept: CopyModel
  init() throws { kept = try CopyModel(.saved(chapter: 6, precision: .bfloat16)) }

  /// One head that always looks where a pattern says, and at [BOS] where it says nothing.
  private func ideal(_ pattern: HeadPattern, _ ids: [Int]) -> Tensor<Double> {
    var weights = Tensor<Double>([1, 1, ids.count, ids.count])
    for i in ids.indices {
      let key = pattern.pairs(ids).first { $0.query == i }?.key ?? 0
      weights[0, 0, i, key] = 1
    }
    return weights
  }

  @Test func `an ideal induction head scores 1, and a head that looks at the same token 0`() {
    let texts = (0..<20).map { Copying.repeated(NamedRandom(seed: 7)["ideal"], $0) }
    for ids in texts + [Copying.clean] {
      #expect(HeadPattern.induction.scores(ideal(.induction, ids), 0, ids) == [1])
      #expect(HeadPattern.induction.scores(ideal(.same, ids), 0, ids) == [0])
      for pattern in HeadPattern.allCases {
        #expect(pattern.scores(ideal(pattern, ids), 0, ids) == [1], "\(pattern)")
      }
      #expect(HeadPattern.same.scores(ideal(.induction, ids), 0, ids) == [0])
      #expect(HeadPattern.previous.scores(ideal(.same, ids), 0, ids) == [0])
    }
  }

  @Test func `where patterns look on a sequence worked out with a pencil`() {
    func pairs(_ pattern: HeadPattern) -> [[Int]] {
      pattern.pairs([0, 5, 6, 5, 6, 6]).map { [$0.query, $0.key] }
    }
    #expect(pairs(.previous) == [[2, 1], [3, 2], [4, 3], [5, 4]])
    #expect(pairs(.first) == [[2, 0], [3, 0], [4, 0], [5, 0]])
    #expect(pairs(.same) == [[3, 1], [4, 2], [5, 2]])
    #expect(pairs(.induction) == [[3, 2], [4, 3], [5, 3]])
  }

  @Test func `pieces go on as the words did`() {
    let draws = NamedRandom(seed: 3)["pieces"]
    var starts: Set<Int> = []
    for n in 0..<200 {
      let text = Copying.pieces(draws, n)
      let words = Array(text[1...Copying.words])
      #expect(text.count == Copying.window + 1 && text[0] == 0 && Set(words).count == words.count)
      for i in Copying.words + 1..<text.count {
        guard let before = words.firstIndex(of: text[i - 1]), before + 1 < words.count else {
          #expect(!Copying.isKnown(text, i))
          starts.insert(words.firstIndex(of: text[i]) ?? -1)
          continue
        }
        #expect(text[i] == words[before + 1])
        #expect(Copying.isKnown(text, i))
      }
    }
    #expect(starts == Set(0..<Copying.words))
  }

  @Test func `the kept model looks where a repetition goes on, with two decimals too`() {
    for model in [kept.model, kept.rounded] {
      let seen = Interpretability(model)
      let best = seen.heads.bestHead(.induction)
      #expect(best.layer == 1)
      #expect(seen.heads.name(layer: best.layer, head: best.head) == .induction)
      #expect((seen.right.last ?? 0) > 0.99 && seen.right[0] < 0.5)
      #expect((seen.lens.last?.mean ?? 0) > 0.95)
    }
  }

  @Test
  func `pieces need two blocks and an induction head in the second, plain repetitions do not`()
    throws
  {
    let trials = try Trials(Comparisons.copying, chapter: 6)
    let (plain, single) = (CopyRow(text: .repeated), CopyRow(blocks: 1))
    func mean(_ measure: String, _ row: CopyRow) -> Double {
      trials.measured(measure, of: row).mean
    }
    #expect(mean(CopyTrial.pieces, CopyRow()) < 0.1 && mean(CopyTrial.repeated, plain) < 0.1)
    #expect(mean(CopyTrial.pieces, plain) > 1 && mean(CopyTrial.pieces, single) > 0.5)
    #expect(mean(CopyTrial.induction0, plain) > mean(CopyTrial.induction0, CopyRow()))
  }

  @Test func `lists begin late, anywhere from place 1 to 6, after words that are not in them`() {
    let draws = NamedRandom(seed: 3)["late"]
    var begins: Set<Int> = []
    for n in 0..<200 {
      let (late, list) = (Copying.late(draws, n), Copying.pieces(draws, n)[1...Copying.words])
      #expect(late.count == Copying.window + 1)
      let begin = late.indices.first { late[$0...].starts(with: list) } ?? 0
      begins.insert(begin)
      #expect(late[1..<begin].allSatisfy { !list.contains($0) })
    }
    #expect(begins == Set(1...6))
  }

  @Test func `the parts of the query and the key make up the score`() throws {
    let chapter = try Chapter6.parse([])
    let run = try chapter.work(
      TinyTraining(chapter), kept, HatLook(.saved(chapter: 6, precision: .bfloat16), Tales()))
    let scaled = run.trace.recorded("seen.blocks.1.attention.scaled")
    let scores = (0..<Sizes.copy.heads).map { scaled[$0, Match.query, Match.key].value }
    let sum = run.trace.recorded("match.sum").values[0]
    #expect(scores.contains { Swift.abs($0 - sum) < 1e-12 * Swift.max(1, Swift.abs($0)) * 100 })
    // What block 0's heads wrote is the sum of what they took from each place.
    let shares = run.trace.recorded("match.shares")
    let column = { (part: Int) in
      (0..<Match.parts.count).reduce(0.0) { $0 + shares[$1, part].value }
    }
    for (h, part) in Match.heads.enumerated() {
      let from = run.trace.recorded("match.from\(h).shares").values.reduce(0, +)
      #expect(Swift.abs(from - column(part)) < 1e-10)
    }
  }

  @Test func `undoing the corruption brings everything back, and a row that is the same nothing`() {
    let looked = Interpretability(kept.rounded)
    for (patching, corrupted) in [(looked.before, 4), (looked.itself, 5)] {
      let last = Copying.clean.count - 1
      for place in 0...last {
        #expect(patching.recoveries[0][place] == (place == corrupted ? 1 : 0))
        #expect(patching.recoveries[Sizes.copy.layers][place] == (place == last ? 1 : 0))
      }
      // What comes before the corruption cannot know of it.
      #expect(patching.recoveries.allSatisfy { $0[..<corrupted].allSatisfy { $0 == 0 } })
      #expect(patching.clean.lead(over: patching.corrupt.likeliestWrong) > 0)
    }
  }

  @Test func `the patch by hand is the one of the core's map`() throws {
    let chapter = try Chapter6.parse([])
    let run = try chapter.work(
      TinyTraining(chapter), kept, HatLook(.saved(chapter: 6, precision: .bfloat16), Tales()))
    let map = Interpretability(kept.rounded).before.recoveries
    #expect(
      run.trace.recorded("recovery.share").values == [map[Copying.patch.stage][Copying.patch.place]]
    )
    // A patched run differs from the corrupted one after the patch, and nowhere before it.
    func row(_ run: Trace, _ pass: String, _ name: String) -> [Double] {
      run.recorded("\(pass).\(name)").values
    }
    for name in ["embedding", "blocks.0.residual2"] {
      #expect(row(run.trace, "patched", name) == row(run.trace, "corrupt", name))
    }
    #expect(row(run.trace, "patched", "output_proj") != row(run.trace, "corrupt", "output_proj"))
  }

  @Test func `the lens after the last block is the model itself`() {
    let text = Copying.clean + [Copying.answer]
    var (model, softmax) = (kept.rounded, Softmax<Double>())
    let p = softmax.forward(model.forward([Copying.clean]))
    let right = (Copying.words + 1..<Copying.clean.count).map { p[0, $0, text[$0 + 1]] }
    #expect(Lens(kept.rounded, text).mean(Sizes.copy.layers) == Measured(right).mean)
  }

  @Test func `an answer settles where it is right from then on`() {
    #expect(Chapter6Story.settles([3, 5, 5], on: 5) == 1)
    #expect(Chapter6Story.settles([5, 3, 5], on: 5) == 2)
    #expect(Chapter6Story.settles([5, 5, 5], on: 5) == 0)
    #expect(Chapter6Story.settles([5, 5, 3], on: 5) == nil)
  }

  @Test func `a rise goes from a fifth to four fifths of the way`() {
    func rise(_ values: [Double]) -> [Int]? {
      Chapter6Story.rise(values).map { [$0.from, $0.to] }
    }
    #expect(rise([0, 0.1, 0.2, 0.3, 0.7, 0.9, 1, 0.8]) == [2, 5])
    #expect(rise([2, 2, 1.9, 0.2, 0]) == [2, 3])
    #expect(rise([1, 1]) == nil)
  }

  @Test
  func `training looks at equal distances, and gives the same model with any number of threads`()
    throws
  {
    func train() -> TrainedModels {
      var models = TrainedModels(steps: 75, precision: .bfloat16)
      InductionTraining.add(to: &models, random: NamedRandom(seed: 1), steps: 75)
      return models
    }
    let models = train()
    let copy = try CopyModel(models)
    #expect(copy.steps == 50 && copy.interval == 1)
    #expect(copy.looks.values.allSatisfy { $0.count == InductionTraining.looks + 1 })
    let one = Threads.limited(to: 1) { train() }
    #expect(models.encoded == one.encoded)
  }
}
