import ByHand
import Core
import Numerics
import Testing

/// A language model's blocks by hand and in the core: equal to the last bit.
@Suite struct LanguageTests {
  static let length = 7

  func model(_ positions: LanguageModel<Double>.Positions, dropout: Double, seed: Int)
    -> LanguageModel<Double>
  {
    var model = LanguageModel<Double>(
      .init(
        vocabulary: 5, length: Self.length, features: 8, heads: 2, hidden: 6, layers: 2,
        positions: positions, isTied: true, dropout: dropout))
    model.initialize { StartingValues.readable($0, NamedRandom(seed: UInt64(seed))) }
    return model
  }

  @Test(arguments: LanguageModel<Double>.Positions.allCases, [0, 0.25])
  func `blocks with any positions and dropout`(
    positions: LanguageModel<Double>.Positions, dropout: Double
  ) {
    for seed in 1...3 {
      var model = model(positions, dropout: dropout, seed: seed)
      let recorder = Recorder<Double>()
      let ids = [[1, 2, 3, 4, 0, 2], [3, 3, 1, 0, 2, 4]]
      let draws = Dropout<Double>.Draws(NamedRandom(seed: 4), step: 2)
      let logits = model.forward(ids, draws, recorder)
      let trace = Trace()
      for p in model.parameters {
        trace.given(.parameter, p.name, p.value.shape, p.value.values)
      }
      let table = trace.recorded("token_embedding.embedding.weight")
      let places = trace["pos_encoding.pos_embedding.weight"]
      var masks: [String: [Double]] = [:]
      for name in recorder.names where name.hasSuffix(".mask") {
        masks[String(name.dropLast(5))] = recorder[name]?.values
      }
      #expect(masks.count == (dropout > 0 ? 4 : 0))
      let parts = LanguageParts(
        heads: 2, rotaryPlaces: positions == .rotary ? Self.length : nil,
        slopes: model.configuration.slopes, masks: masks)
      var x = trace.grid("embedding", [2, 6, 8]) { i in
        let word = table[ids[i[0]][i[1]], i[2]]
        return places.map { word + $0[i[1], i[2]] } ?? dot([word], [trace.sharedConstant("one", 1)])
      }
      for n in 0..<2 { x = trace.languageBlock("blocks.\(n)", x, parts) }
      let last = trace.layerNorm("ln_f", x)
      let byHand = trace.grid("output_proj", [2, 6, 5]) { i in
        dot(last.row([i[0], i[1]]), table.row(i[2]))
      }
      #expect(byHand.values == logits.values, "\(positions), dropout \(dropout), seed \(seed)")
    }
  }
}
