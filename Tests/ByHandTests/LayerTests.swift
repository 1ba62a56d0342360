import ByHand
import Core
import Numerics
import Testing

/// Layers by hand and in the core on the same random numbers: equal to the last bit, with a batch and
/// without.
@Suite struct LayerTests {
  /// Random sizes and numbers for one trial.
  final class Source {
    let draws: NamedRandom.Draws
    var next = 0

    init(trial: Int) { draws = NamedRandom(seed: UInt64(trial))["layers"] }

    func size(_ range: ClosedRange<Int>) -> Int {
      next += 1
      return range.lowerBound + draws.integer(next, below: range.count)
    }

    func tensor(_ shape: [Int]) -> Tensor<Double> {
      let start = next
      next += shape.reduce(1, *)
      return Tensor(shape, (start..<next).map(draws.normal))
    }
  }

  /// - Parameters:
  ///   - shapes: The inputs' shapes without a batch.
  ///   - byHand: The layer's result by hand.
  ///   - core: The layer's result in the core.
  func compare<Layer: Module<Double>>(
    _ layer: Layer, _ source: Source, _ shapes: [[Int]], byHand: (Trace, [Grid]) -> Grid,
    core: (inout Layer, [Tensor<Double>]) -> Tensor<Double>
  ) {
    for batch in [[], [2]] {
      var layer = layer
      layer.initialize { p in source.tensor(p.value.shape).values }
      let inputs = shapes.map { source.tensor(batch + $0) }
      let trace = Trace()
      for p in layer.parameters {
        trace.given(.parameter, p.name, p.value.shape, p.value.values)
      }
      let grids = inputs.enumerated().map { i, x in
        trace.given(.data, "input\(i)", x.shape, x.values)
      }
      let hand = byHand(trace, grids)
      let tensor = core(
        &layer,
        zip(inputs, shapes).map { x, shape in x.reshaped((batch.isEmpty ? [1] : batch) + shape) })
      #expect(hand.values.map(\.bitPattern) == tensor.values.map(\.bitPattern), "\(hand.name)")
      #expect(tensor.shape == (batch.isEmpty ? [1] + hand.shape : hand.shape))
    }
  }

  @Test(arguments: 0..<5)
  func `convolutions and group norm`(trial: Int) {
    let s = Source(trial: trial)
    let (c, o, stride) = (s.size(1...3), s.size(1...3), s.size(1...2))
    let picture = [c, s.size(2...5), s.size(2...5)]
    compare(Conv2d("c", c, o, stride: stride), s, [picture]) { trace, x in
      trace.conv2d("c", x[0], stride: stride)
    } core: { layer, x in
      layer.forward(x[0])
    }
    compare(ConvTranspose2d("t", c, o), s, [picture]) { trace, x in
      trace.convTranspose2d("t", x[0])
    } core: { layer, x in
      layer.forward(x[0])
    }
    let groups = s.size(1...2)
    let many = [groups * c, s.size(2...4), s.size(2...4)]
    compare(GroupNorm("n", groups: groups, channels: groups * c), s, [many]) { trace, x in
      trace.groupNorm("n", x[0], groups: groups)
    } core: { layer, x in
      layer.forward(x[0])
    }
  }

  @Test(arguments: 0..<5)
  func `linear layers, layer norms and attention`(trial: Int) {
    let s = Source(trial: trial)
    let (places, d, o) = (s.size(1...4), 2 * s.size(1...3), s.size(1...4))
    compare(Linear("l", d, o, hasBias: trial % 2 == 0), s, [[places, d]]) { trace, x in
      trace.linear("l", x[0])
    } core: { layer, x in
      layer.forward(x[0])
    }
    compare(LayerNorm("n", features: d), s, [[places, d]]) { trace, x in
      trace.layerNorm("n", x[0])
    } core: { layer, x in
      layer.forward(x[0])
    }
    compare(AdaptiveLayerNorm("a", features: d, condition: o), s, [[places, d], [o]]) { trace, x in
      trace.adaptiveLayerNorm("a", x[0], x[1])
    } core: { layer, x in
      layer.forward(x[0], x[1])
    }
    compare(SelfAttention("m", features: d, heads: 2), s, [[places, d]]) { trace, x in
      trace.selfAttention("m", x[0], heads: 2)
    } core: { layer, x in
      layer.forward(x[0])
    }
    compare(
      DiTBlock("d", features: d, heads: 2, condition: o, hidden: 3), s, [[places, d], [o]]
    ) { trace, x in
      trace.ditBlock("d", x[0], x[1], heads: 2)
    } core: { layer, x in
      layer.forward(x[0], x[1])
    }
    compare(TransformerBlock("b", .gpt, features: d, heads: 2, hidden: 3), s, [[places, d]]) {
      $0.transformerBlock("b", .gpt, $1[0], heads: 2, sees: { _, query, key in key <= query })
    } core: { layer, x in
      layer.forward(x[0], .causal)
    }
  }

  @Test(arguments: 0..<5)
  func `blocks of a text tower, and blocks that read words`(trial: Int) {
    let s = Source(trial: trial)
    let (places, words, d) = (s.size(1...4), s.size(2...4), 2 * s.size(1...3))
    let causal = trial % 2 == 0
    compare(TransformerBlock("c", .clip, features: d, heads: 2, hidden: 3), s, [[places, d]]) {
      $0.transformerBlock(
        "c", .clip, $1[0], heads: 2, sees: { _, query, key in !causal || key <= query })
    } core: { layer, x in
      layer.forward(x[0], causal ? .causal : .none)
    }
    // The last word only pads.
    compare(
      TextDiTBlock("t", features: d, heads: 2, hidden: 3), s, [[places, d], [d], [words, d]]
    ) { trace, x in
      trace.textDiTBlock("t", x[0], x[1], x[2], heads: 2, sees: { _, _, key in key < words - 1 })
    } core: { layer, x in
      let isReal = (0..<words).map { $0 < words - 1 }
      return layer.forward(
        x[0], x[1], x[2], .keys([[Bool]](repeating: isReal, count: x[0].shape[0])))
    }
  }

  @Test(arguments: 0..<3)
  func `a residual block with a shortcut and without`(trial: Int) {
    let s = Source(trial: trial)
    let (c, o, t) = (s.size(1...2), s.size(1...3), s.size(2...3))
    let picture = [c, s.size(2...4), s.size(2...4)]
    let block = ResBlock<Double>("r", c, o, timeFeatures: t, groups: 1)
    compare(block, s, [picture, [t]]) { trace, x in
      trace.resBlock("r", x[0], x[1], groups: 1)
    } core: { layer, x in
      layer.forward(x[0], x[1])
    }
  }

  @Test(arguments: 0..<3)
  func `what a VAE is made of`(trial: Int) {
    let s = Source(trial: trial)
    let (c, o, groups) = (s.size(1...2), s.size(1...2), s.size(1...2))
    let picture = [c, s.size(2...4), s.size(2...4)]
    let block = ResBlock<Double>("r", c, groups * o, groups: groups)
    compare(block, s, [picture]) { trace, x in
      trace.resBlock("r", x[0], groups: groups)
    } core: { layer, x in
      layer.forward(x[0], nil)
    }
    compare(Conv2d("c", c, o), s, [picture]) { trace, x in
      trace.conv2d("c", x[0].upsampledNearest(2 + trial))
    } core: { layer, x in
      layer.forward(UpsampleNearest(scale: 2 + trial).forward(x[0]))
    }
  }

  @Test func `what a mask hides has no weight and no gradient, by hand and in the core`() throws {
    let s = Source(trial: 9)
    let (q, k) = (s.tensor([2, 3, 4]), s.tensor([2, 5, 4]))
    let (v, real) = (
      s.tensor([2, 5, 4]), [[true, true, false, true, false], [false, true, true, true, true]]
    )
    let trace = Trace()
    func grid(_ name: String, _ x: Tensor<Double>) -> Grid {
      trace.given(.data, name, x.shape, x.values)
    }
    let hand = trace.attention(
      "a", grid("q", q), grid("k", k), grid("v", v), heads: 2,
      sees: { batch, _, key in real[batch[0]][key] })
    trace.backward(from: trace.scalar("loss") { meanSquare(hand.scalars) })
    var attention = Attention<Double>("a", heads: 2)
    let recorder = Recorder<Double>()
    let core = attention.forward(q, k, v, .keys(real), recorder)
    #expect(core.values == hand.values && core.shape == hand.shape)
    let weights = try #require(recorder["a.weights"])
    #expect(weights.shape == [2, 2, 3, 5])
    #expect(weights.values == trace.recorded("a.weights").values)
    let (_, _, dv) = attention.backward((2 / Double(core.count)) * core)
    for place in [2, 4] {
      #expect((0..<4).allSatisfy { trace.recorded("grad.v")[0, place, $0].value == 0 })
      #expect((0..<4).allSatisfy { dv[0, place, $0] == 0 })
    }
  }
}
