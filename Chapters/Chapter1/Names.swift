import Walkthrough

/// What the pages call the trace's grids.
extension Chapter1Story {
  static let noiseNames = Names([
    "x1.uniform": "u", "x1.radius": "radius", "x1.angle": "angle", "x1.normal": "normal",
  ])
  static let timeNames = Names([
    "time_embed.0": "waves", "time_embed.0.frequency": "ω", "time_embed.0.angle": "angle",
    "time_embed.0.period": "period", "time_embed.0.place": "i", "time_embed.0.last": "last",
    "time_embed.1": "first", "time_embed.2": "activated", "time_embed.3": "e",
    "time_embed.1.weight": "W1", "time_embed.1.bias": "b1", "time_embed.3.weight": "W3",
    "time_embed.3.bias": "b3",
  ])
  static let convInNames = Names(["conv_in": "h0", "conv_in.weight": "W", "conv_in.bias": "b"])
  static let downConvNames = Names([
    "down1.out": "skip", "down_conv1": "small", "down_conv1.weight": "W", "down_conv1.bias": "b",
  ])
  static let upConvNames = Names([
    "mid2.out": "x", "up_conv1": "grown", "up_conv1.weight": "W", "up_conv1.bias": "b",
  ])
  static let convOutNames = Names(
    dropping: ["conv_out.0."],
    [
      "up1.out": "x", "conv_out.0": "normed", "conv_out.0.weight": "γ", "conv_out.0.bias": "β",
      "conv_out.1": "activated", "conv_out.2": "v̂", "conv_out.2.weight": "W",
      "conv_out.2.bias": "b",
      "norm.epsilon": "ε",
    ])
  static let lossNames = Names(["conv_out.2": "v̂", "velocity": "v", "loss": "L"])

  /// Short names inside a block: `W1` for `down1.conv1.weight`, and no `down1.` in front.
  static func blockNames(_ block: String) -> Names {
    var aliases = ["time_embed.3": "e", "norm.epsilon": "ε"]
    for (layer, sign) in [("conv1", "1"), ("conv2", "2"), ("time_mlp.1", "t"), ("shortcut", "s")] {
      aliases["\(block).\(layer).weight"] = "W\(sign)"
      aliases["\(block).\(layer).bias"] = "b\(sign)"
    }
    for sign in ["1", "2"] {
      aliases["\(block).norm\(sign).weight"] = "γ\(sign)"
      aliases["\(block).norm\(sign).bias"] = "β\(sign)"
    }
    aliases["\(block).time_mlp.0"] = "activated"
    aliases["\(block).time_mlp.1"] = "time"
    for (name, short) in [
      ("conv_in", "h0"), ("down_conv1", "small"), ("up_conv1", "grown"), ("down1.out", "skip"),
    ] where !name.hasPrefix("\(block).") { aliases[name] = short }
    return Names(dropping: ["\(block)."], aliases)
  }

  /// `mid1.W1` for `mid1.conv1.weight`: two blocks on one page.
  var middleNames: Names {
    passNames("", parameters: "").adding(["time_embed.3": "e", "down_conv1": "small"])
  }

  /// Short names for a whole forward pass: `down1.W1` for `updated.down1.conv1.weight`.
  func passNames(_ prefix: String, parameters: String) -> Names {
    var aliases = ["norm.epsilon": "ε"]
    for name in parameterNames {
      let parts = name.split(separator: ".").map(String.init)
      let sign = parts[parts.count - 1] == "weight" ? "W" : "b"
      let layer = parts.dropLast().joined(separator: ".")
      let short =
        layer.replacing(".conv", with: ".\(sign)").replacing(
          ".norm", with: sign == "W" ? ".γ" : ".β"
        )
        .replacing(".time_mlp.1", with: ".\(sign)t").replacing(".shortcut", with: ".\(sign)s")
      aliases[parameters + name] = short == layer ? "\(layer).\(sign)" : short
    }
    return Names(dropping: [prefix], aliases)
  }

  /// On the page of the whole walk each step's grids keep the step in their names.
  var walkNames: Names {
    var aliases = ["sample.dt": "Δt", "sample.noise": "noise"]
    for n in 1...chapter.steps { aliases["step\(n).conv_out.2"] = "step\(n).v̂" }
    return Names(aliases)
  }

  var firstStepNames: Names {
    passNames("step1.", parameters: "trained.").adding([
      "sample.dt": "Δt", "sample.noise": "x", "step1.x": "x_next",
      "step1.conv_out.2": "v̂",
    ])
  }
}
