import ByHand
import Core
import Numerics
import Testing

/// A cache of keys and values by hand: it changes no bit, and saves what the formula says.
@Suite struct CacheTests {
  typealias Model = LanguageModel<Double>
  static let (length, features, heads) = (7, 8, 2)

  func model(_ positions: Model.Positions) -> Model {
    var model = Model(
      .init(
        vocabulary: 5, length: Self.length, features: Self.features, heads: Self.heads, hidden: 6,
        layers: 2, positions: positions, isTied: true))
    model.initialize { StartingValues.readable($0, NamedRandom(seed: 9)) }
    return model
  }

  /// The logits of tokens from a place on, and the keys and values of all places up to them.
  func pass(
    _ ids: [Int], from first: Int, _ trace: Trace, _ model: Model,
    kept: [String: (keys: Grid, values: Grid)]
  ) -> (logits: [Double], kept: [String: (keys: Grid, values: Grid)]) {
    let table = trace.recorded("token_embedding.embedding.weight")
    let places = trace["pos_encoding.pos_embedding.weight"]
    let positions = model.configuration.positions
    let parts = LanguageParts(
      heads: Self.heads, rotaryPlaces: positions == .rotary ? Self.length : nil,
      slopes: model.configuration.slopes, first: first, kept: kept)
    var kept = kept
    return trace.pass("from\(first).\(ids.count).", parameters: "") {
      var x = trace.grid("embedding", [1, ids.count, Self.features]) { i in
        let word = table[ids[i[1]], i[2]]
        return places.map { word + $0[first + i[1], i[2]] }
          ?? dot([word], [trace.sharedConstant("one", 1)])
      }
      for n in 0..<2 {
        let block = "blocks.\(n)"
        x = trace.languageBlock(block, x, parts)
        let name = "from\(first).\(ids.count).\(block).attention."
        let keys = trace.recorded(name + (positions == .rotary ? "k_turned" : "W_k"))
        let values = trace.recorded("\(name)W_v")
        kept[block] =
          kept[block].map {
            ($0.keys.stacked(on: keys, fromLast: 1), $0.values.stacked(on: values, fromLast: 1))
          } ?? (keys, values)
      }
      let last = trace.layerNorm("ln_f", x)
      let logits = trace.grid("output_proj", [1, ids.count, 5]) { i in
        dot(last.row([0, i[1]]), table.row(i[2]))
      }
      return (logits.values, kept)
    }
  }

  @Test(arguments: Model.Positions.allCases)
  func `kept keys and values change no bit`(positions: Model.Positions) {
    var model = model(positions)
    let ids = [1, 4, 2, 2, 0, 3]
    let trace = Trace()
    for p in model.parameters { trace.given(.parameter, p.name, p.value.shape, p.value.values) }
    let whole = pass(ids, from: 0, trace, model, kept: [:]).logits
    #expect(whole == model.forward([ids]).values)
    var (rows, kept) = pass(Array(ids[..<3]), from: 0, trace, model, kept: [:])
    for place in 3..<ids.count {
      let (logits, more) = pass([ids[place]], from: place, trace, model, kept: kept)
      rows += logits
      kept = more
    }
    #expect(rows == whole)
    #expect(kept["blocks.1"]?.keys.shape == [1, 6, 8])
  }

  /// How many products the sums of a pass have, those with masked weights included.
  func products(_ trace: Trace, in pass: String) -> Int {
    let layers = [".W_q", ".W_k", ".W_v", ".W_o", ".scores", ".heads", ".linear1", ".linear2"]
    let grids = trace.grids.filter { $0.name.hasPrefix(pass) }
    let sums = grids.filter { grid in
      layers.contains { grid.name.hasSuffix($0) } || grid.name.hasSuffix("output_proj")
    }
    let masked = grids.filter { $0.name.hasSuffix(".weights") }.flatMap(\.scalars)
      .count { trace.nodes[$0.id].operation === Operation.masked }
    return sums.flatMap(\.scalars).reduce(masked * Self.features / Self.heads) {
      $0 + trace.nodes[$1.id].operands.count / 2
    }
  }

  @Test func `as many multiplications as the formula says`() {
    let model = model(.rotary)
    let trace = Trace()
    for p in model.parameters { trace.given(.parameter, p.name, p.value.shape, p.value.values) }
    let kept = pass([1, 4, 2], from: 0, trace, model, kept: [:]).kept
    _ = pass([2, 3], from: 3, trace, model, kept: kept)
    let sizes = model.configuration
    #expect(products(trace, in: "from0.3.") == sizes.multiplications(new: 3))
    #expect(products(trace, in: "from3.2.") == sizes.multiplications(new: 2, kept: 3))
    var (copy, cache) = (model, model.emptyCache)
    _ = copy.next([1, 4, 2], &cache)
    #expect(cache.count == sizes.cached(places: 3))
  }
}
