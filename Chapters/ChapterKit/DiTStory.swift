import ByHand
import Core
import Numerics
import Walkthrough

/// What the stories of diffusion transformers share: short names, the order of the layers, pictures.
extension Names {
  /// Short names of what a pass computes outside its blocks.
  private static let grids = [
    "patch_embed.proj": "h", "tokens": "z0", "time_embed.waves": "waves",
    "time_embed.waves.frequency": "ω", "time_embed.waves.angle": "angle",
    "time_embed.waves.period": "period", "time_embed.waves.place": "i",
    "time_embed.waves.last": "last", "time_embed.mlp.0": "first", "time_embed.mlp.1": "activated",
    "final_proj": "v̂", "velocity": "v", "loss": "L",
  ]

  /// And inside a block.
  private static let blockGrids = [
    "norm1.proj": "mod1", "norm1.gain": "gain1", "attn.in_proj": "qkv", "attn.scores": "scores",
    "attn.scaled": "scaled", "attn.weights": "w", "attn.heads": "heads", "attn.out_proj": "mixed",
    "residual1": "z1", "norm2.proj": "mod2", "norm2.gain": "gain2", "mlp.0": "hidden",
    "mlp.1": "active", "mlp.3": "change", "residual2": "z2",
  ]

  private static let parameters = [
    "patch_embed.proj": "p", "time_embed.mlp.0": "0", "time_embed.mlp.2": "2", "final_proj": "v",
  ]

  private static let blockParameters = [
    "norm1.proj": "m1", "attn.out_proj": "o", "norm2.proj": "m2", "mlp.0": "h", "mlp.3": "c",
  ]

  /// The names for a pass through a transformer, with the prefixes that its grids and its parameters have.
  ///
  /// - Parameters:
  ///   - pass: What stands before the names of the pass's grids, such as `second.`; empty for the first pass.
  ///   - prefix: What stands before the names of the parameters that it uses, such as `updated.`; empty for
  ///     those of the start.
  ///   - condition: What the norms are told: the time's features, or their sum with a class's.
  ///   - blocks: Of several, each puts its own name before the short ones: `blocks.1.mod1`.
  package static func dit(
    pass: String = "", parameters prefix: String = "", condition: String = "time_embed.mlp.2",
    blocks: Int = 1
  ) -> Names {
    var aliases = [
      "norm.epsilon": "ε", "positions.code": "code", "\(prefix)final_norm.weight": "γ",
      "\(prefix)final_norm.bias": "β", "\(prefix)class_embed.embed.weight": "table",
      "\(pass)time_embed.mlp.2": "time",
    ]
    aliases["\(pass)\(condition)"] = "c"
    for (name, short) in grids { aliases[name == "velocity" ? name : pass + name] = short }
    func add(_ layers: [String: String], of block: String = "", called own: String = "") {
      for (layer, letter) in layers {
        aliases["\(prefix)\(block)\(layer).weight"] = "\(own)W\(letter)"
        aliases["\(prefix)\(block)\(layer).bias"] = "\(own)b\(letter)"
      }
    }
    add(parameters)
    for block in (0..<blocks).map({ "blocks.\($0)." }) {
      let own = blocks == 1 ? "" : block
      for (name, short) in blockGrids { aliases[pass + block + name] = own + short }
      add(blockParameters, of: block, called: own)
      aliases["\(prefix)\(block)attn.in_proj_weight"] = "\(own)Wqkv"
      aliases["\(prefix)\(block)attn.in_proj_bias"] = "\(own)bqkv"
      aliases["\(block)attn.root"] = "\(own)√4"
    }
    let prefixes = (blocks == 1 ? ["\(pass)blocks.0."] : []) + [pass]
    return Names(dropping: prefixes.filter { !$0.isEmpty }, aliases)
  }
}

extension Story where Model == DiT<Double> {
  /// How many numbers the model has for each patch.
  package var featureCount: Int { model.configuration.features }

  /// The patches as labels of a picture's rows.
  package static var patchLabels: [String] {
    ["top left", "top right", "bottom left", "bottom right"]
  }

  /// The predicted velocity of a pass as a picture, or as pictures of a batch.
  package func predictedPicture(_ pass: String = "") -> Grid {
    let sizes = model.configuration
    return grid(pass + "final_proj").unpatchified(
      channels: sizes.imageChannels, size: sizes.size, patch: sizes.patch)
  }

  /// The layers of a forward pass of the worked step: each with its grids, the result last.
  package var passLayers: [Page.Layer] { layers(of: "second.") }
  /// The same of a step of the walk, which may have more blocks.
  package var walkLayers: [Page.Layer] { layers(of: "step1.") }

  private func layers(of pass: String) -> [Page.Layer] {
    let names = run.trace.grids.map(\.name).filter { $0.hasPrefix(pass) }
      .map { String($0.dropFirst(pass.count)) }
    let blocks = (0...1).flatMap { n in
      ["norm1", "attn", "residual1", "norm2", "mlp", "residual2"].map { "blocks.\(n).\($0)" }
    }
    return
      (["patch_embed", "tokens", "time_embed", "condition"] + blocks + ["final_norm", "final_proj"])
      .map { layer in
        ("`\(layer)`", names.filter { $0 == layer || $0.hasPrefix("\(layer).") })
      }.filter { !$0.1.isEmpty }
  }
}
