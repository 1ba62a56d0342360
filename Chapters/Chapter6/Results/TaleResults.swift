import ChapterKit
import Core
import Dataset
import Formats
import Numerics
import Terminal

/// What the grammar's stories are, and what models of several kinds make of them.
struct TaleResults: Sendable {
  let tales: Tales
  /// Of the bytes of all stories to learn from.
  let checksum: UInt32
  /// Tokens of each story to learn from, with its end.
  let lengths: [Int]
  /// The mean loss on held-out stories by counts with a memory of so many tokens; −1 for even chances.
  let counted: [(memory: Int, loss: Double)]
  /// What was measured of the kept model, of one with a single block, and of one whose tokens see only themselves.
  let teller, oneBlock, blind: TaleMeasures
  /// The share of the held-out stories' windows of eight words that stand in the text to learn from.
  let repeated: Double
  /// The losses of the kept model on its way: on its batches, in equal parts, and on held-out stories at each look.
  let losses, validation: [Double]

  /// - Throws: `Failure` if trainings or the model are missing.
  init(_ tales: Tales, _ trained: TrainedModels) throws {
    self.tales = tales
    checksum = Self.checksum(of: tales)
    let (tokens, heldOut) = (tales.tokens, TaleTokens(tales.heldOut, tales.pairs))
    lengths = tokens.lengths
    let counts = TokenCounts(tokens.tales, vocabulary: tales.pairs.vocabulary, memory: 2)
    counted = (-1...2).map { ($0, counts.loss(heldOut.tales, memory: $0)) }
    teller = try TaleMeasures(Training.teller, trained)
    oneBlock = try TaleMeasures(Training.oneBlock, trained)
    blind = try TaleMeasures(Training.blind, trained)
    repeated = try trained.fineNumbers(Training.repeated).first ?? 0
    losses = try trained.losses(Training.teller)
    validation = try trained.fineNumbers("\(Training.teller) validation")
  }

  /// Of the text to learn from and the held-out stories after it.
  static func checksum(of tales: Tales) -> UInt32 {
    CRC32.of(Array(Tales.joined(tales.training + tales.heldOut).utf8))
  }
}
