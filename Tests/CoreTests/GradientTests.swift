import Core
import Numerics
import Testing

/// Every backward pass against central differences, on shapes drawn at random.
@Suite struct GradientTests {
  /// Random sizes and numbers for one trial.
  struct Source {
    let draws: NamedRandom.Draws
    var next = 0

    init(_ name: String, trial: Int) { draws = NamedRandom(seed: UInt64(trial))[name] }

    mutating func size(_ range: ClosedRange<Int>) -> Int {
      next += 1
      return range.lowerBound + draws.integer(next - 1, below: range.count)
    }

    mutating func tensor(_ shape: [Int]) -> Tensor<Double> {
      let start = next
      next += shape.reduce(1, *)
      return Tensor(shape, (start..<next).map(draws.normal))
    }
  }

  /// Compares d with (f(x + h) − f(x − h)) / 2h, entry by entry.
  func expectSlope(
    _ what: String, _ d: Tensor<Double>, at x: Tensor<Double>, of f: (Tensor<Double>) -> Double
  ) {
    let h = 1e-5
    let largest = max(1, d.values.map(\.magnitude).max() ?? 0)
    let differences = x.values.indices.map { i in
      var (above, below) = (x, x)
      above.values[i] += h
      below.values[i] -= h
      let slope = (f(above) - f(below)) / (2 * h)
      return (slope - d.values[i]).magnitude / largest
    }
    let wrong = differences.firstIndex { !($0 < 1e-7) }
    #expect(wrong == nil, "\(what)[\(wrong ?? 0)], largest \(differences.max() ?? 0)")
  }

  func inner(_ a: Tensor<Double>, _ b: Tensor<Double>) -> Double {
    (a * b).values.reduce(0, +)
  }

  func check(
    _ what: String, _ layer: some DifferentiableLayer, on x: Tensor<Double>, _ s: inout Source
  ) {
    var layer = layer
    layer.initialize { p in s.tensor(p.value.shape).values }
    let probe = s.tensor(layer.apply(x).shape)
    let before = layer
    let dx = layer.pullBack(probe)
    expectSlope("\(what) x", dx, at: x) { x in
      var copy = before
      return inner(copy.apply(x), probe)
    }
    for parameter in layer.parameters {
      expectSlope("\(what) \(parameter.name)", parameter.gradient, at: parameter.value) { value in
        var copy = before
        copy.forEachParameter { if $0.name == parameter.name { $0.value = value } }
        return inner(copy.apply(x), probe)
      }
    }
  }

  @Test(arguments: 0..<6)
  func `layers with parameters`(trial: Int) {
    var s = Source("layers", trial: trial)
    let (n, a, b) = (s.size(1...3), s.size(1...4), s.size(1...4))
    check("linear", Linear("l", a, b), on: s.tensor([n, a]), &s)
    let (kernel, stride) = (s.size(1...3), s.size(1...3))
    let (padding, height, width) = (s.size(0...(kernel - 1)), s.size(3...6), s.size(3...6))
    check(
      "conv2d", Conv2d("c", a, b, kernel: kernel, stride: stride, padding: padding),
      on: s.tensor([n, a, height, width]), &s)
    check(
      "conv_transpose2d",
      ConvTranspose2d("t", a, b, kernel: kernel + 1, stride: stride, padding: min(padding, 1)),
      on: s.tensor([n, a, s.size(2...4), s.size(2...4)]), &s)
    let groups = s.size(1...3)
    check(
      "group_norm", GroupNorm("g", groups: groups, channels: groups * a),
      on: s.tensor([n, groups * a, s.size(2...4), s.size(2...4)]), &s)
    check(
      "residual block", ResBlock("r", a, groups * b, groups: groups),
      on: s.tensor([n, a, 3, 2]), &s)
    check("layer_norm", LayerNorm("n", features: a + 2), on: s.tensor([n, b, a + 2]), &s)
    check(
      "layer_norm, bare", LayerNorm("n", features: a + 2, hasParameters: false),
      on: s.tensor([n, b, a + 2]), &s)
    check("linear, batched", Linear("l", a, b), on: s.tensor([n, 2, a]), &s)
    check(
      "attention", SelfAttention("m", features: 2 * a, heads: 2), on: s.tensor([n, b, 2 * a]), &s)
    check(
      "attention, separate", SelfAttention("m", .separate, features: 2 * a, heads: 2),
      on: s.tensor([n, b, 2 * a]), &s)
    check(
      "MLP", MLP("m", layers: ("0", "1", "3"), features: a, hidden: 2 * b),
      on: s.tensor([n, b, a]), &s)
  }

  @Test(arguments: 0..<3)
  func `layers without parameters, and losses`(trial: Int) {
    var s = Source("functions", trial: trial)
    let (rows, columns) = (s.size(1...4), s.size(2...5))
    let (x, probe) = (s.tensor([rows, columns]), s.tensor([rows, columns]))
    func pointwise<F>(_ what: String, _ function: Pointwise<F, Double>) {
      var used = function
      _ = used.forward(x)
      expectSlope(what, used.backward(probe), at: x) { x in
        var copy = function
        return inner(copy.forward(x), probe)
      }
    }
    pointwise("silu", Pointwise<SiLU, Double>())
    pointwise("gelu", Pointwise<GELU, Double>())
    pointwise("gelu_tanh", Pointwise<GELUTanh, Double>())

    var softmax = Softmax<Double>()
    _ = softmax.forward(x)
    expectSlope("softmax", softmax.backward(probe), at: x) { x in
      var copy = Softmax<Double>()
      return inner(copy.forward(x), probe)
    }
    var mse = MeanSquaredError<Double>()
    _ = mse.forward(x, probe)
    expectSlope("mse", mse.backward(), at: x) { x in
      var copy = MeanSquaredError<Double>()
      return copy.forward(x, probe)
    }
    let targets = (0..<rows).map { _ in s.size(0...(columns - 1)) }
    var loss = CrossEntropy<Double>()
    _ = loss.forward(x, targets)
    expectSlope("cross_entropy", loss.backward(), at: x) { x in
      var copy = CrossEntropy<Double>()
      return copy.forward(x, targets)
    }
    var embedding = Embedding<Double>("e", tokens: columns, features: 3)
    embedding.weight.value = s.tensor([columns, 3])
    let (before, rowsProbe) = (embedding, s.tensor([1, rows, 3]))
    _ = embedding.forward([targets])
    embedding.backward(rowsProbe)
    expectSlope("embedding", embedding.weight.gradient, at: before.weight.value) { weight in
      var copy = before
      copy.weight.value = weight
      return inner(copy.forward([targets]), rowsProbe)
    }
    let upsample = UpsampleNearest(scale: s.size(1...3))
    let picture = s.tensor([rows, 2, columns, 3])
    let upProbe = s.tensor(upsample.forward(picture).shape)
    expectSlope("upsample_nearest", upsample.backward(upProbe), at: picture) { x in
      inner(upsample.forward(x), upProbe)
    }
    let t = s.tensor([rows])
    for scale in [1.0, 7] {
      var sinusoidal = Sinusoidal<Double>("s", features: 6, scale: scale)
      let waves = s.tensor(sinusoidal.forward(t).shape)
      expectSlope("sinusoidal", sinusoidal.backward(waves), at: t) { t in
        var copy = Sinusoidal<Double>("s", features: 6, scale: scale)
        return inner(copy.forward(t), waves)
      }
    }
  }

  @Test func `waves of scaled times are the waves of times scaled before`() {
    let t = Tensor<Double>([3], [0, 0.25, 0.9])
    let recorder = Recorder<Double>()
    var (scaled, plain) = (
      Sinusoidal<Double>("s", features: 8, scale: 1000), Sinusoidal<Double>("s", features: 8)
    )
    let waves = scaled.forward(t, recorder)
    #expect(waves == plain.forward(1000 * t))
    #expect(waves != plain.forward(t))
    #expect(recorder["s.scale"]?.values == [1000])
    #expect(recorder["s.scaled"]?.values == [0, 250, 900])
    let probe = waves.map { $0 + 1 }
    let slope = scaled.backward(probe, recorder)
    let expected = { () -> Tensor<Double> in
      _ = plain.forward(1000 * t)
      return plain.backward(probe)
    }()
    #expect(recorder["grad.s.scaled"] == expected)
    #expect(slope == 1000 * expected)
  }

  @Test(arguments: 0..<3)
  func `layer norm that is told by a condition`(trial: Int) {
    var s = Source("adaptive", trial: trial)
    let (n, places, d, c) = (s.size(1...3), s.size(1...3), s.size(2...4), s.size(1...3))
    var norm = AdaptiveLayerNorm<Double>("a", features: d, condition: c)
    norm.initialize { p in s.tensor(p.value.shape).values }
    let (x, condition) = (s.tensor([n, places, d]), s.tensor([n, c]))
    let probe = s.tensor([n, places, d])
    func value(
      _ norm: AdaptiveLayerNorm<Double>, _ x: Tensor<Double>, _ condition: Tensor<Double>
    ) -> Double {
      var copy = norm
      return inner(copy.forward(x, condition), probe)
    }
    var used = norm
    _ = used.forward(x, condition)
    let (dx, dCondition) = used.backward(probe)
    expectSlope("x", dx, at: x) { value(norm, $0, condition) }
    expectSlope("condition", dCondition, at: condition) { value(norm, x, $0) }
    for parameter in used.parameters {
      expectSlope(parameter.name, parameter.gradient, at: parameter.value) { changed in
        var copy = norm
        copy.forEachParameter { if $0.name == parameter.name { $0.value = changed } }
        return value(copy, x, condition)
      }
    }
  }

  @Test(arguments: 0..<4)
  func `attention with any mask`(trial: Int) {
    var s = Source("attention", trial: trial)
    let (batch, queries, keys, heads) = (s.size(1...2), s.size(1...4), s.size(1...4), s.size(1...2))
    let d = heads * s.size(1...3)
    let masks: [Attention<Double>.Mask] = [
      .none, .causal,
      .keys((0..<batch).map { _ in (0..<keys).map { $0 == 0 || s.size(0...1) == 1 } }),
    ]
    for mask in masks {
      let (q, k) = (s.tensor([batch, queries, d]), s.tensor([batch, keys, d]))
      let (v, probe) = (s.tensor([batch, keys, d]), s.tensor([batch, queries, d]))
      func value(_ q: Tensor<Double>, _ k: Tensor<Double>, _ v: Tensor<Double>) -> Double {
        var attention = Attention<Double>("a", heads: heads)
        return inner(attention.forward(q, k, v, mask), probe)
      }
      var attention = Attention<Double>("a", heads: heads)
      _ = attention.forward(q, k, v, mask)
      let (dq, dk, dv) = attention.backward(probe)
      expectSlope("q", dq, at: q) { value($0, k, v) }
      expectSlope("k", dk, at: k) { value(q, $0, v) }
      expectSlope("v", dv, at: v) { value(q, k, $0) }
    }
  }

  @Test(arguments: 1...2)
  func `a GPT of any depth`(layers: Int) {
    var s = Source("gpt", trial: layers)
    var model = Gpt<Double>(
      .init(vocabulary: 5, length: 4, features: 4, heads: 2, hidden: 6, layers: layers))
    model.initialize { p in s.tensor(p.value.shape).values }
    let (ids, targets) = ([[1, 2, 2], [4, 0, 3]], [2, 2, 1, 0, 3, 4])
    func loss(_ model: Gpt<Double>) -> Double {
      var (model, loss) = (model, CrossEntropy<Double>())
      return loss.forward(model.forward(ids), targets)
    }
    var (trained, entropy) = (model, CrossEntropy<Double>())
    _ = entropy.forward(trained.forward(ids), targets)
    trained.backward(entropy.backward())
    for parameter in trained.parameters {
      expectSlope(parameter.name, parameter.gradient, at: parameter.value) { value in
        var copy = model
        copy.forEachParameter { if $0.name == parameter.name { $0.value = value } }
        return loss(copy)
      }
    }
  }

  @Test(arguments: 1...3)
  func `a U-Net of any depth, through the flow's loss`(levels: Int) {
    var s = Source("unet", trial: levels)
    let edge = 1 << levels
    var model = UNet<Double>(
      .init(imageChannels: 1 + levels % 2, channels: 2, timeFeatures: 4, levels: levels, groups: 2))
    model.initialize { p in
      s.tensor(p.value.shape).values.map { $0 * 0.5 + (p.role == .scale ? 1 : 0) }
    }
    let shape = [2, 1 + levels % 2, edge, 2 * edge]
    let (x0, x1, t) = (s.tensor(shape), s.tensor(shape), Tensor<Double>([2], [0.3, 0.8]))
    func loss(
      _ model: UNet<Double>, _ x0: Tensor<Double>, _ x1: Tensor<Double>, _ t: Tensor<Double>
    )
      -> Double
    {
      var (model, flow) = (model, Flow<Double>())
      let x = flow.interpolate(x0, x1, t)
      return flow.loss(model.forward(x, t))
    }
    var (trained, flow) = (model, Flow<Double>())
    let x = flow.interpolate(x0, x1, t)
    _ = flow.loss(trained.forward(x, t))
    let (dx0, dx1, dt) = flow.backward(&trained)
    expectSlope("x0", dx0, at: x0) { loss(model, $0, x1, t) }
    expectSlope("x1", dx1, at: x1) { loss(model, x0, $0, t) }
    expectSlope("t", dt, at: t) { loss(model, x0, x1, $0) }
    for parameter in trained.parameters {
      // A few entries of each parameter are enough: the layers are checked entry by entry above.
      for i in Set([0, parameter.value.count / 2, parameter.value.count - 1]) {
        let h = 1e-5
        var (above, below) = (model, model)
        above.forEachParameter { if $0.name == parameter.name { $0.value.values[i] += h } }
        below.forEachParameter { if $0.name == parameter.name { $0.value.values[i] -= h } }
        let slope = (loss(above, x0, x1, t) - loss(below, x0, x1, t)) / (2 * h)
        let difference = (slope - parameter.gradient.values[i]).magnitude
        #expect(difference < 1e-6 * max(1, slope.magnitude), "\(parameter.name)[\(i)]")
      }
    }
  }

  @Test(arguments: 1...3)
  func `a VAE of any depth`(levels: Int) {
    var s = Source("vae", trial: levels)
    var model = VAE<Double>(
      .init(imageChannels: 2, latentChannels: levels, channels: 2, levels: levels, groups: 2))
    model.initialize { p in
      s.tensor(p.value.shape).values.map { $0 * 0.5 + (p.role == .scale ? 1 : 0) }
    }
    let (x, noise) = (s.tensor([2, 2, 2 << levels, 1 << levels]), s.tensor([2, levels, 2, 1]))
    func loss(_ model: VAE<Double>, _ x: Tensor<Double>, _ noise: Tensor<Double>) -> Double {
      var model = model
      return model.loss(x, noise: noise, beta: 0.3)
    }
    var trained = model
    _ = trained.loss(x, noise: noise, beta: 0.3)
    let (dx, dNoise) = trained.backward()
    expectSlope("x", dx, at: x) { loss(model, $0, noise) }
    expectSlope("noise", dNoise, at: noise) { loss(model, x, $0) }
    for parameter in trained.parameters {
      // A few entries of each parameter are enough: the layers are checked entry by entry above.
      let last = parameter.value.count - 1
      let some = Set([0, last / 2, last]).sorted()
      expectSlope(
        parameter.name, Tensor([some.count], some.map { parameter.gradient.values[$0] }),
        at: Tensor([some.count], some.map { parameter.value.values[$0] })
      ) { entries in
        var copy = model
        copy.forEachParameter { p in
          guard p.name == parameter.name else { return }
          for (i, entry) in zip(some, entries.values) { p.value.values[i] = entry }
        }
        return loss(copy, x, noise)
      }
    }
  }

  @Test(arguments: 0..<3)
  func `the distance from a standard normal distribution, and a draw`(trial: Int) {
    var s = Source("latents", trial: trial)
    let shape = [s.size(1...3), s.size(1...2), s.size(1...3), s.size(1...3)]
    let (mean, logvar, noise) = (s.tensor(shape), s.tensor(shape), s.tensor(shape))
    var kl = KL<Double>()
    _ = kl.forward(mean, logvar)
    let (dMean, dLogvar) = kl.backward(1)
    func value(_ mean: Tensor<Double>, _ logvar: Tensor<Double>) -> Double {
      var copy = KL<Double>()
      return copy.forward(mean, logvar)
    }
    expectSlope("kl mean", dMean, at: mean) { value($0, logvar) }
    expectSlope("kl logvar", dLogvar, at: logvar) { value(mean, $0) }

    var draw = Reparameterization<Double>()
    let probe = s.tensor(draw.forward(mean, logvar, noise).shape)
    let d = draw.backward(probe)
    func drawn(_ mean: Tensor<Double>, _ logvar: Tensor<Double>, _ noise: Tensor<Double>) -> Double
    {
      var copy = Reparameterization<Double>()
      return inner(copy.forward(mean, logvar, noise), probe)
    }
    expectSlope("draw mean", d.dMean, at: mean) { drawn($0, logvar, noise) }
    expectSlope("draw logvar", d.dLogvar, at: logvar) { drawn(mean, $0, noise) }
    expectSlope("draw noise", d.dNoise, at: noise) { drawn(mean, logvar, $0) }
  }
}
