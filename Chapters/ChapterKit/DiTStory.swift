import ByHand
import Core
import Numerics
import Walkthrough

/// What the stories of diffusion transformers share: short names, the order of the layers, pictures.
extension Names {
  /// Short names of what a pass computes.
  private static let grids = [
    "patch_embed.proj": "h", "tokens": "z0", "time_embed.waves": "waves",
    "time_embed.waves.frequency": "ω", "time_embed.waves.angle": "angle",
    "time_embed.waves.period": "period", "time_embed.waves.place": "i",
    "time_embed.waves.last": "last", "time_embed.mlp.0": "first", "time_embed.mlp.1": "activated",
    "blocks.0.norm1.proj": "mod1", "blocks.0.norm1.gain": "gain1",
    "blocks.0.attn.in_proj": "qkv", "blocks.0.attn.scores": "scores",
    "blocks.0.attn.scaled": "scaled", "blocks.0.attn.weights": "w",
    "blocks.0.attn.heads": "heads", "blocks.0.attn.out_proj": "mixed",
    "blocks.0.residual1": "z1", "blocks.0.norm2.proj": "mod2", "blocks.0.norm2.gain": "gain2",
    "blocks.0.mlp.0": "hidden", "blocks.0.mlp.1": "active", "blocks.0.mlp.3": "change",
    "blocks.0.residual2": "z2", "final_proj": "v̂", "velocity": "v", "loss": "L",
  ]

  private static let parameters = [
    "patch_embed.proj": "p", "time_embed.mlp.0": "0", "time_embed.mlp.2": "2",
    "blocks.0.norm1.proj": "m1", "blocks.0.attn.out_proj": "o", "blocks.0.norm2.proj": "m2",
    "blocks.0.mlp.0": "h", "blocks.0.mlp.3": "c", "final_proj": "v",
  ]

  /// The names for a pass through a transformer of one block, with the prefixes that its grids and its
  /// parameters have.
  ///
  /// - Parameters:
  ///   - pass: What stands before the names of the pass's grids, such as `second.`; empty for the first pass.
  ///   - prefix: What stands before the names of the parameters that it uses, such as `updated.`; empty for
  ///     those of the start.
  ///   - condition: What the norms are told: the time's features, or their sum with a class's.
  package static func dit(
    pass: String = "", parameters prefix: String = "", condition: String = "time_embed.mlp.2"
  ) -> Names {
    var aliases = [
      "norm.epsilon": "ε", "blocks.0.attn.root": "√4", "positions.code": "code",
      "\(prefix)blocks.0.attn.in_proj_weight": "Wqkv",
      "\(prefix)blocks.0.attn.in_proj_bias": "bqkv", "\(prefix)final_norm.weight": "γ",
      "\(prefix)final_norm.bias": "β", "\(prefix)class_embed.embed.weight": "table",
      "\(pass)time_embed.mlp.2": "time",
    ]
    aliases["\(pass)\(condition)"] = "c"
    for (name, short) in grids { aliases[name == "velocity" ? name : pass + name] = short }
    for (layer, letter) in parameters {
      aliases["\(prefix)\(layer).weight"] = "W\(letter)"
      aliases["\(prefix)\(layer).bias"] = "b\(letter)"
    }
    return Names(dropping: ["\(pass)blocks.0.", pass].filter { !$0.isEmpty }, aliases)
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

  /// The layers of a forward pass: each with its grids, the result last.
  package var passLayers: [Page.Layer] {
    let names = run.trace.grids.map(\.name).filter { $0.hasPrefix("second.") }
      .map { String($0.dropFirst(7)) }
    return [
      "patch_embed", "tokens", "time_embed", "condition", "blocks.0.norm1", "blocks.0.attn",
      "blocks.0.residual1", "blocks.0.norm2", "blocks.0.mlp", "blocks.0.residual2", "final_norm",
      "final_proj",
    ].map { layer in
      ("`\(layer)`", names.filter { $0 == layer || $0.hasPrefix("\(layer).") })
    }.filter { !$0.1.isEmpty }
  }
}
