import Walkthrough

/// What the pages call the trace's grids.
extension Chapter2Story {
  /// Short names of what a pass computes, without the prefix `blocks.0.` of the block's.
  private static let grids = [
    "patch_embed.proj": "h", "tokens": "z0", "time_embed.waves": "waves",
    "time_embed.waves.frequency": "ω", "time_embed.waves.angle": "angle",
    "time_embed.waves.period": "period", "time_embed.waves.place": "i",
    "time_embed.waves.last": "last", "time_embed.mlp.0": "first", "time_embed.mlp.1": "awake",
    "time_embed.mlp.2": "c", "blocks.0.norm1.proj": "mod1", "blocks.0.norm1.gain": "gain1",
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

  /// The short names in reading order, for the model's page.
  static let shortNames = [
    "patch_embed.proj", "tokens", "time_embed.waves", "time_embed.mlp.0", "time_embed.mlp.1",
    "time_embed.mlp.2", "blocks.0.norm1.proj", "blocks.0.norm1.gain", "blocks.0.norm1",
    "blocks.0.attn.in_proj", "blocks.0.attn.scores", "blocks.0.attn.scaled",
    "blocks.0.attn.weights", "blocks.0.attn.heads", "blocks.0.attn.out_proj", "blocks.0.residual1",
    "blocks.0.norm2.proj", "blocks.0.norm2.gain", "blocks.0.norm2", "blocks.0.mlp.0",
    "blocks.0.mlp.1", "blocks.0.mlp.3", "blocks.0.residual2", "final_norm", "final_proj", "error",
    "loss",
  ]

  /// The names for a pass, with the prefixes that its grids and its parameters have.
  static func names(pass: String = "", parameters prefix: String = "") -> Names {
    var aliases = [
      "norm.epsilon": "ε", "blocks.0.attn.root": "√4", "positions.code": "code",
      "\(prefix)blocks.0.attn.in_proj_weight": "Wqkv",
      "\(prefix)blocks.0.attn.in_proj_bias": "bqkv",
      "\(prefix)final_norm.weight": "γ", "\(prefix)final_norm.bias": "β",
    ]
    for (name, short) in grids { aliases[name == "velocity" ? name : pass + name] = short }
    for (layer, letter) in parameters {
      aliases["\(prefix)\(layer).weight"] = "W\(letter)"
      aliases["\(prefix)\(layer).bias"] = "b\(letter)"
    }
    return Names(dropping: ["\(pass)blocks.0.", pass].filter { !$0.isEmpty }, aliases)
  }
  static let positionNames = Names([
    "patch_embed.proj": "h", "tokens": "z0", "positions.code": "code",
    "positions.frequency": "ω", "positions.angle": "angle", "positions.period": "period",
    "positions.step": "i", "positions.last": "last", "positions.place": "place",
    "positions.similarity": "similarity", "positions.turned": "turned", "positions.next": "next",
    "positions.turn": "turn", "positions.straight": "straight", "positions.two": "two",
    "positions.next_angle": "next_angle",
  ])

  func eulerNames(_ n: Int) -> Names {
    Self.names(pass: "step\(n).", parameters: "trained.").adding([
      "sample.dt": "Δt", picture(before: n).name: "x", "step\(n).x": "x_next",
    ])
  }
}
