import Core
import Numerics
import Testing

/// How each kind of case is computed with our layers. Sizes come from the file alone.
enum FixtureCases {
  static let all: [String: @Sendable (Fixture) throws -> Void] = [
    "op.linear": { f in
      let w = try f.tensor("param.weight")
      try layer(f, Linear<Double>("", w.shape[1], w.shape[0]))
    },
    "op.conv2d": convolution,
    "op.conv2d_stride2": convolution,
    "op.conv_transpose2d": { f in
      let w = try f.tensor("param.weight")
      try layer(
        f,
        ConvTranspose2d<Double>(
          "", w.shape[0], w.shape[1], kernel: w.shape[2], stride: f.integer("stride"),
          padding: f.integer("padding")))
    },
    "op.group_norm": { f in
      let channels = try f.tensor("param.weight").count
      try layer(f, GroupNorm<Double>("", groups: f.integer("groups"), channels: channels))
    },
    "op.layer_norm": { f in
      try layer(f, LayerNorm<Double>("", features: f.tensor("param.weight").count))
    },
    "op.silu": { try pointwise($0, Pointwise<SiLU, Double>()) },
    "op.gelu": { try pointwise($0, Pointwise<GELU, Double>()) },
    "op.gelu_tanh": { try pointwise($0, Pointwise<GELUTanh, Double>()) },
    "op.softmax": { f in
      var softmax = Softmax<Double>()
      try f.expectForward("y", softmax.forward(f.tensor("input.x")))
      try f.expectGradient("input.x", softmax.backward(f.tensor("input.probe")))
    },
    "op.embedding": { f in
      let weight = try f.tensor("param.weight")
      var embedding = Embedding<Double>("", tokens: weight.shape[0], features: weight.shape[1])
      embedding.weight.value = weight
      let ids = try f.tensor("input.ids")
      let places = ids.shape[ids.shape.count - 1]
      let rows = stride(from: 0, to: ids.count, by: places).map { start in
        ids.values[start..<start + places].map { Int($0) }
      }
      try f.expectForward("y", embedding.forward(rows))
      try embedding.backward(f.tensor("input.probe"))
      try f.expectGradient("param.weight", embedding.weight.gradient)
    },
    "op.upsample_nearest": { f in
      let upsample = try UpsampleNearest(scale: f.integer("scale"))
      try f.expectForward("y", upsample.forward(f.tensor("input.x")))
      try f.expectGradient("input.x", upsample.backward(f.tensor("input.probe")))
    },
    "op.mse": { f in
      var mse = MeanSquaredError<Double>()
      let loss = try mse.forward(f.tensor("input.prediction"), f.tensor("input.target"))
      try f.expectForward("y", Tensor(scalar: loss))
      let d = try f.tensor("input.probe").values[0] * mse.backward()
      try f.expectGradient("input.prediction", d)
      try f.expectGradient("input.target", d.map { -$0 })
    },
    "op.cross_entropy": { f in
      let logits = try f.tensor("input.logits")
      let targets = try f.tensor("input.targets").values.map { Int($0) }
      let probe = try f.tensor("input.probe").values[0]
      var loss = CrossEntropy<Double>()
      try f.expectForward("y", Tensor(scalar: loss.forward(logits, targets)))
      try f.expectGradient("input.logits", probe * loss.backward())
    },
    "op.kl": { f in
      var kl = KL<Double>()
      let value = try kl.forward(f.tensor("input.mean"), f.tensor("input.logvar"))
      try f.expectForward("y", Tensor(scalar: value))
      let (dMean, dLogvar) = kl.backward(try f.tensor("input.probe").values[0])
      try f.expectGradient("input.mean", dMean)
      try f.expectGradient("input.logvar", dLogvar)
    },
    "op.sinusoidal": { f in
      var sinusoidal = try Sinusoidal<Double>("", features: f.integer("dim"))
      try f.expectForward("y", sinusoidal.forward(f.tensor("input.t")))
      try f.expectGradient("input.t", sinusoidal.backward(f.tensor("input.probe")))
    },
    "model.dit_text": { f in try textDiT(f, readers: 0) },
    "model.dit_reader": { f in try textDiT(f, readers: f.integer("readers")) },
    "model.clip": clip,
    "op.positions_2d": { f in
      let positions = try Positions2D<Double>(features: f.integer("dim"), grid: f.integer("grid"))
      try f.expectForward("y", positions.codes)
    },
    "op.adamw_clipped": adamW,
    "op.self_attention": selfAttention,
    "op.cross_attention": crossAttention,
    "op.ada_ln": adaptiveLayerNorm,
    "model.unet": { f in
      try flowStep(
        f,
        UNet<Double>(
          .init(
            imageChannels: f.integer("in_channels"), channels: f.integer("c"),
            timeFeatures: f.integer("tdim"), levels: f.integer("levels"),
            groups: f.integer("groups"))), [])
    },
    "model.dit": { f in try flowStep(f, DiT<Double>(ditSizes(f)), []) },
    "model.dit_class": { f in
      var sizes = try ditSizes(f)
      sizes.classes = try f.integer("classes")
      let labels = try f.tensor("input.y").values.map { Int($0) }
      try flowStep(f, DiT<Double>(sizes), labels)
    },
    "model.gpt": gpt,
    "model.language_learned": language, "model.language_rope": language,
    "model.language_alibi": language, "model.language_post": language,
    "model.language_norms": language,
    "model.vae": vae,
    "model.dit_context": { f in try textDiT(f, readers: 0) },
    "process.dropout": dropout,
    "process.accumulated": accumulated, "process.cached": cached, "process.guidance": guidance,
    "process.token_choice": tokenChoice, "process.training": training,
  ]

  private static func convolution(_ f: Fixture) throws {
    let w = try f.tensor("param.weight")
    try layer(
      f,
      Conv2d<Double>(
        "", w.shape[1], w.shape[0], kernel: w.shape[2], stride: f.integer("stride"),
        padding: f.integer("padding")))
  }

  /// A layer with x in, y out and parameters.
  private static func layer(_ f: Fixture, _ layer: some DifferentiableLayer) throws {
    var layer = layer
    try layer.load(
      Dictionary(uniqueKeysWithValues: f.tensors("param.").map { (".\($0.key)", $0.value) })
        .mapKeys { name in layer.parameters.first { $0.name.hasSuffix(name) }?.name ?? name })
    try f.expectForward("y", layer.apply(f.tensor("input.x")))
    try f.expectGradient("input.x", layer.pullBack(f.tensor("input.probe")))
    for p in layer.parameters {
      let name = p.name.split(separator: ".").last.map(String.init) ?? p.name
      try f.expectGradient("param.\(name)", p.gradient)
    }
  }

  private static func pointwise<F>(_ f: Fixture, _ function: Pointwise<F, Double>) throws {
    var function = function
    try f.expectForward("y", function.forward(f.tensor("input.x")))
    try f.expectGradient("input.x", function.backward(f.tensor("input.probe")))
  }

  /// Steps of AdamW, each after clipping the gradients' global norm.
  @Sendable private static func adamW(_ f: Fixture) throws {
    var set = ParameterSet(f.tensors("param."))
    var optimizer = AdamW<Double>(
      learningRate: try f.number("lr"), beta1: try f.betas()[0], beta2: try f.betas()[1],
      epsilon: try f.number("eps"), weightDecay: try f.number("weight_decay"))
    for step in 1...(try f.integer("steps")) {
      let gradients = f.tensors("grad.step\(step).")
      set.forEachParameter { $0.gradient = gradients[$0.name] ?? $0.gradient }
      let norm = set.clipGradients(toNorm: try f.number("max_norm"))
      try f.expectForward("step\(step).norm", Tensor(scalar: norm))
      optimizer.update(&set)
      for p in set.parameters {
        try f.expect("updated.step\(step).\(p.name)", equals: p.value, within: 1e-12)
      }
    }
  }

  private static func textDiT(_ f: Fixture, readers: Int) throws {
    let words = try f.tensor("input.z")
    let model = TextDiT<Double>(
      try .init(
        size: f.integer("size"), patch: f.integer("patch"), imageChannels: f.integer("cin"),
        features: f.integer("d"), heads: f.integer("heads"), hidden: f.integer("hidden"),
        layers: f.integer("depth"), context: f.integer("ctx"), readers: readers))
    let trained = try flowStep(f, model, .init(words: words, isReal: f.mask()))
    try f.expectGradient("input.z", trained.wordGradient)
  }

  private static func ditSizes(_ f: Fixture) throws -> DiT<Double>.Configuration {
    try .init(
      size: f.integer("size"), patch: f.integer("patch"), imageChannels: f.integer("cin"),
      features: f.integer("d"), heads: f.integer("heads"), hidden: f.integer("hidden"),
      layers: f.integer("depth"))
  }

  /// A whole training step: flow matching through a model, then AdamW.
  @discardableResult
  private static func flowStep<Model: VelocityModel<Double>>(
    _ f: Fixture, _ model: Model, _ condition: Model.Condition
  ) throws -> Model {
    var model = model
    try model.load(f.tensors("param."))
    var flow = Flow<Double>()
    let t = try f.tensor("input.t")
    let recorder = Recorder<Double>()
    let x = flow.interpolate(try f.tensor("input.x0"), try f.tensor("input.x1"), t, recorder)
    let prediction = model.forward(x, t, condition, nil)
    let loss = flow.loss(prediction)
    try f.expectForward("x_t", x)
    try f.expectForward("velocity", try #require(recorder["velocity"]))
    try f.expectForward("prediction", prediction)
    try f.expectForward("loss", Tensor(scalar: loss))
    let (dx0, dx1, dt) = flow.backward(&model)
    try f.expectGradient("input.x0", dx0)
    try f.expectGradient("input.x1", dx1)
    try f.expectGradient("input.t", dt)
    for p in model.parameters { try f.expectGradient("param.\(p.name)", p.gradient) }
    try f.expectUpdates(of: model)
    return model
  }
}

extension FixtureCases {
  @Sendable fileprivate static func selfAttention(_ f: Fixture) throws {
    let features = try f.tensor("input.x").shape[2]
    var attention = SelfAttention<Double>(
      "a", features: features, heads: try f.integer("heads"))
    try attention.load(f.tensors("param.").mapKeys { "a.\($0)" })
    try f.expectForward("y", attention.forward(f.tensor("input.x")))
    try f.expectGradient("input.x", attention.backward(f.tensor("input.probe")))
    for p in attention.parameters {
      try f.expectGradient("param.\(p.name.dropFirst(2))", p.gradient)
    }
  }

  @Sendable fileprivate static func adaptiveLayerNorm(_ f: Fixture) throws {
    let (x, condition) = (try f.tensor("input.x"), try f.tensor("input.cond"))
    var norm = AdaptiveLayerNorm<Double>("n", features: x.shape[2], condition: condition.shape[1])
    try norm.load(f.tensors("param.").mapKeys { "n.\($0)" })
    try f.expectForward("y", norm.forward(x, condition))
    let (dx, dCondition) = norm.backward(try f.tensor("input.probe"))
    try f.expectGradient("input.x", dx)
    try f.expectGradient("input.cond", dCondition)
    for p in norm.parameters { try f.expectGradient("param.\(p.name.dropFirst(2))", p.gradient) }
  }

  @Sendable fileprivate static func crossAttention(_ f: Fixture) throws {
    var projections = try ["q_proj", "k_proj", "v_proj"].map { name in
      let weight = try f.tensor("param.\(name).weight")
      var linear = Linear<Double>(name, weight.shape[1], weight.shape[0])
      try linear.load(["\(name).weight": weight, "\(name).bias": f.tensor("param.\(name).bias")])
      return linear
    }
    let real = try f.mask()
    let (x, context) = (try f.tensor("input.x"), try f.tensor("input.context"))
    let d = try attention(f, &projections, x, context, .keys(real))
    try f.expectGradient("input.x", d[0])
    try f.expectGradient("input.context", d[1] + d[2])
    for p in projections.flatMap(\.parameters) {
      try f.expectGradient("param.\(p.name)", p.gradient)
    }
  }

  /// Projections, attention, output projection; returns the gradients of the projections' inputs.
  private static func attention(
    _ f: Fixture, _ projections: inout [Linear<Double>], _ x: Tensor<Double>,
    _ context: Tensor<Double>, _ mask: Attention<Double>.Mask
  ) throws -> [Tensor<Double>] {
    func rows(_ t: Tensor<Double>) -> Tensor<Double> {
      t.reshaped([t.shape[0] * t.shape[1], t.shape[2]])
    }
    let inputs = [x, context, context]
    let parts = inputs.indices.map { i in
      let y = projections[i].forward(rows(inputs[i]))
      return y.reshaped([inputs[i].shape[0], inputs[i].shape[1], y.shape[1]])
    }
    var attention = Attention<Double>("a", heads: try f.integer("heads"))
    let heads = attention.forward(parts[0], parts[1], parts[2], mask)
    var output = Linear<Double>("out_proj", heads.shape[2], heads.shape[2])
    try output.load(
      Dictionary(
        uniqueKeysWithValues: f.tensors("param.out_proj.").map { ("out_proj.\($0.key)", $0.value) })
    )
    try f.expectForward("y", output.forward(rows(heads)))
    let dHeads = output.backward(rows(try f.tensor("input.probe"))).reshaped(heads.shape)
    for p in output.parameters { try f.expectGradient("param.\(p.name)", p.gradient) }
    let (dq, dk, dv) = attention.backward(dHeads)
    return [dq, dk, dv].enumerated().map { i, d in
      projections[i].backward(rows(d)).reshaped(inputs[i].shape)
    }
  }

  /// A whole training step of CLIP on its batch of pairs.
  @Sendable fileprivate static func clip(_ f: Fixture) throws {
    var model = Clip<Double>(
      try .init(
        vocabulary: f.integer("vocab"), length: f.integer("length"), features: f.integer("d"),
        heads: f.integer("heads"), hidden: f.integer("hidden"), layers: f.integer("layers"),
        size: f.integer("size"), patch: f.integer("patch"), imageChannels: f.integer("cin"),
        joint: f.integer("joint"), end: 2))
    try model.load(f.tensors("param."))
    let ids = try f.tensor("input.ids")
    let texts = (0..<ids.shape[0]).map { n in (0..<ids.shape[1]).map { Int(ids[n, $0]) } }
    let recorder = Recorder<Double>()
    let loss = model.loss(try f.tensor("input.x"), texts, recorder)
    try f.expectForward("loss", Tensor(scalar: loss))
    for (stored, ours) in [
      ("tokens", "ln_final"), ("text", "text.joint"), ("image", "visual.joint"),
      ("logits", "logits"),
    ] { try f.expectForward(stored, try #require(recorder[ours])) }
    try f.expectGradient("input.x", model.backward())
    for p in model.parameters { try f.expectGradient("param.\(p.name)", p.gradient) }
    try f.expectUpdates(of: model)
  }

  /// A whole training step of the VAE.
  @Sendable fileprivate static func vae(_ f: Fixture) throws {
    let latents = try f.integer("latent")
    var model = VAE<Double>(
      .init(
        imageChannels: try f.integer("cin"), latentChannels: latents,
        channels: try f.integer("c"), levels: try f.integer("levels"),
        groups: try f.integer("groups")))
    try model.load(f.tensors("param."))
    let recorder = Recorder<Double>()
    let loss = model.loss(
      try f.tensor("input.x"), noise: try f.tensor("input.eps"), beta: try f.number("beta"),
      recorder)
    try f.expectForward("loss", Tensor(scalar: loss))
    let last = 4 * (try f.integer("levels"))
    let (mean, logvar) = try #require(recorder["encoder.\(last)"]).splitOnChannels(at: latents)
    try f.expectForward("mean", mean)
    try f.expectForward("logvar", logvar)
    try f.expectForward("kl", try #require(recorder["kl"]))
    try f.expectForward(
      "reconstruction",
      try #require(recorder["decoder.\(5 * (try f.integer("levels")) + 3)"]))
    let (dx, dNoise) = model.backward()
    try f.expectGradient("input.x", dx)
    try f.expectGradient("input.eps", dNoise)
    for p in model.parameters { try f.expectGradient("param.\(p.name)", p.gradient) }
    try f.expectUpdates(of: model)
  }

  /// A whole training step of a complete GPT, with targets that count for nothing (−1).
  @Sendable fileprivate static func language(_ f: Fixture) throws {
    let positions: [LanguageModel<Double>.Positions] = [.learned, .rotary, .alibi]
    let wirings: [LanguageBlock<Double>.Wiring] = [.preNorm, .postNorm, .noResidual, .bare]
    var model = LanguageModel<Double>(
      .init(
        vocabulary: try f.integer("vocab"), length: try f.integer("length"),
        features: try f.integer("d"), heads: try f.integer("heads"),
        hidden: try f.integer("hidden"), layers: try f.integer("layers"),
        positions: positions[try f.integer("positions")], isTied: try f.integer("tied") == 1,
        wiring: wirings[try f.integer("wiring")]))
    try model.load(f.tensors("param."))
    let ids = try f.tensor("input.ids")
    let places = ids.shape[1]
    let logits = model.forward(
      (0..<ids.shape[0]).map { n in (0..<places).map { Int(ids[n, $0]) } })
    try f.expectForward("logits", logits)
    var loss = LanguageLoss<Double>()
    let targets = try f.tensor("input.targets").values.map { $0 < 0 ? nil : Int($0) }
    try f.expectForward("loss", Tensor(scalar: loss.forward(logits, targets)))
    model.backward(loss.backward())
    for p in model.parameters { try f.expectGradient("param.\(p.name)", p.gradient) }
    try f.expectUpdates(of: model)
  }

  /// A whole training step of the GPT.
  @Sendable fileprivate static func gpt(_ f: Fixture) throws {
    var model = Gpt<Double>(
      .init(
        vocabulary: try f.integer("vocab"), length: try f.integer("length"),
        features: try f.integer("d"), heads: try f.integer("heads"),
        hidden: try f.integer("hidden"), layers: try f.integer("layers")))
    try model.load(f.tensors("param."))
    let ids = try f.tensor("input.ids")
    let places = ids.shape[1]
    let rows = (0..<ids.shape[0]).map { n in (0..<places).map { Int(ids[n, $0]) } }
    let logits = model.forward(rows)
    try f.expectForward("logits", logits)
    var loss = CrossEntropy<Double>()
    let targets = try f.tensor("input.targets").values.map { Int($0) }
    try f.expectForward("loss", Tensor(scalar: loss.forward(logits, targets)))
    model.backward(loss.backward())
    for p in model.parameters { try f.expectGradient("param.\(p.name)", p.gradient) }
    try f.expectUpdates(of: model)
  }
}

/// What is done with models.
extension FixtureCases {
  private static func languageModel(
    _ f: Fixture, isTied: Bool, positions: LanguageModel<Double>.Positions = .rotary,
    dropout: Double = 0
  ) throws -> LanguageModel<Double> {
    var model = LanguageModel<Double>(
      .init(
        vocabulary: try f.integer("vocab"), length: try f.integer("length"),
        features: try f.integer("d"), heads: try f.integer("heads"),
        hidden: try f.integer("hidden"), layers: try f.integer("layers"), positions: positions,
        isTied: isTied, dropout: dropout))
    try model.load(f.tensors("param."))
    return model
  }

  /// A pass of a training with dropout, whose masks PyTorch was given from the same named draws.
  @Sendable fileprivate static func dropout(_ f: Fixture) throws {
    var model = try languageModel(
      f, isTied: true, positions: .learned, dropout: try f.number("share"))
    let (ids, targets) = (try f.tensor("input.ids"), try f.tensor("input.targets"))
    let rows = (0..<ids.shape[0]).map { n in (0..<ids.shape[1]).map { Int(ids[n, $0]) } }
    let random = NamedRandom(seed: UInt64(try f.integer("seed")))
    let logits = model.forward(rows, .init(random, step: 0))
    try f.expectForward("logits", logits)
    var loss = LanguageLoss<Double>()
    _ = loss.forward(logits, targets.values.map { Int($0) })
    model.backward(loss.backward())
    for p in model.parameters { try f.expectGradient("param.\(p.name)", p.gradient) }
  }

  /// Two micro-batches, whose gradients add up, each with half the weight.
  @Sendable fileprivate static func accumulated(_ f: Fixture) throws {
    var model = try languageModel(f, isTied: false)
    let (ids, targets) = (try f.tensor("input.ids"), try f.tensor("input.targets"))
    let places = ids.shape[1]
    let losses = [0, 2].map { first in
      let rows = (first..<first + 2).map { n in (0..<places).map { Int(ids[n, $0]) } }
      let logits = model.forward(rows)
      var loss = LanguageLoss<Double>()
      let wanted = (first * places..<(first + 2) * places).map { Int(targets.values[$0]) }
      let value = loss.forward(logits, wanted)
      model.backward(0.5 * loss.backward())
      return value
    }
    try f.expectForward("losses", Tensor([2], losses))
    for p in model.parameters { try f.expectGradient("param.\(p.name)", p.gradient) }
  }

  /// A text's logits, one place at a time.
  @Sendable fileprivate static func cached(_ f: Fixture) throws {
    var model = try languageModel(f, isTied: true)
    var cache = model.emptyCache
    let ids = try f.tensor("input.ids").values.map { Int($0) }
    let logits = ids.map { model.next([$0], &cache) }
    try f.expectForward(
      "logits", Tensor([1, ids.count, model.configuration.vocabulary], logits.flatMap(\.values)))
  }

  @Sendable fileprivate static func guidance(_ f: Fixture) throws {
    var sizes = try ditSizes(f)
    sizes.classes = try f.integer("classes")
    var model = DiT<Double>(sizes)
    try model.load(f.tensors("param."))
    let labels = try f.tensor("input.y").values.map { Int($0) }
    let guided = Guidance(scale: try f.number("w")).velocity(
      of: model, labels, try f.tensor("input.x"), try f.number("t"))
    try f.expectForward("guided", guided)
  }

  @Sendable fileprivate static func tokenChoice(_ f: Fixture) throws {
    let logits = try f.tensor("input.logits").values
    let p = TokenChoice(temperature: try f.number("temperature")).probabilities(logits)
    for (name, ours) in [
      ("p", p), ("top_k", TokenChoice.topK(p, try f.integer("top_k"))),
      ("top_p", TokenChoice.topP(p, try f.number("top_p"))),
      ("min_p", TokenChoice.minP(p, try f.number("min_p"))),
    ] { try f.expectForward(name, Tensor([ours.count], ours)) }
  }

  /// Ten steps of our trainer: warm-up and cosine, clipping, AdamW, an average of the weights.
  @Sendable fileprivate static func training(_ f: Fixture) throws {
    let (x, y) = (try f.tensor("input.x"), try f.tensor("input.y"))
    func part(_ all: Tensor<Double>, _ step: Int) -> Tensor<Double> {
      let size = all.count / all.shape[0]
      return Tensor(Array(all.shape[1...]), Array(all.values[step * size..<(step + 1) * size]))
    }
    var model = Linear<Double>("m", x.shape[2], y.shape[2])
    try model.load(f.tensors("param.").mapKeys { "m.\($0)" })
    let trainer = Trainer<Double>(
      steps: try f.integer("steps"), learningRate: try f.number("lr"),
      schedule: .cosine(warmUp: try f.integer("warm_up")),
      weightDecay: try f.number("weight_decay"), clipping: try f.number("max_norm"),
      averaging: try f.number("averaging"))
    var state = trainer.start(model)
    trainer.run(
      &state, progress: { _ in },
      loss: { model, step in
        var mse = MeanSquaredError<Double>()
        let loss = mse.forward(model.forward(part(x, step)), part(y, step))
        _ = model.backward(mse.backward())
        return loss
      })
    try f.expectForward("losses", Tensor([state.losses.count], state.losses))
    try f.expectForward("lengths", Tensor([state.lengths.count], state.lengths))
    for (kind, model) in [("updated", state.model), ("averaged", state.result)] {
      for p in model.parameters {
        try f.expect("\(kind).\(p.name.dropFirst(2))", equals: p.value, within: 1e-12)
      }
    }
  }
}

/// Some parameters without a model around them.
struct ParameterSet: Module {
  private var all: [Parameter<Double>]

  init(_ tensors: [String: Tensor<Double>]) {
    all = tensors.sorted { $0.key < $1.key }.map { name, tensor in
      var parameter = Parameter<Double>(name, tensor.shape, .weight)
      parameter.value = tensor
      return parameter
    }
  }

  mutating func forEachParameter(_ body: (inout Parameter<Double>) throws -> Void) rethrows {
    for i in all.indices { try body(&all[i]) }
  }
}

extension Dictionary {
  func mapKeys(_ rename: (Key) -> Key) -> Self {
    Dictionary(uniqueKeysWithValues: map { (rename($0.key), $0.value) })
  }
}
