import ChapterKit
import Walkthrough

/// What the pages call the trace's grids.
extension Chapter2Story {
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

  static let positionNames = Names([
    "patch_embed.proj": "h", "tokens": "z0", "positions.code": "code",
    "positions.frequency": "ω", "positions.angle": "angle", "positions.period": "period",
    "positions.step": "i", "positions.last": "last", "positions.place": "place",
    "positions.similarity": "similarity", "positions.turned": "turned", "positions.next": "next",
    "positions.turn": "turn", "positions.straight": "straight", "positions.two": "two",
    "positions.next_angle": "next_angle",
  ])

  /// On the page of the whole walk each step's grids keep the step in their names.
  var walkNames: Names {
    var aliases = ["sample.dt": "Δt", "sample.noise": "noise"]
    for n in 1...chapter.steps { aliases["step\(n).final_proj"] = "step\(n).v̂" }
    return Names(aliases)
  }

  var firstStepNames: Names {
    Names.dit(pass: "step1.", parameters: "trained.", blocks: 2).adding([
      "sample.dt": "Δt", "sample.noise": "x", "step1.x": "x_next",
    ])
  }
}
