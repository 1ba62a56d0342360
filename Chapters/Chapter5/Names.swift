import ChapterKit
import Walkthrough

/// What the pages call the trace's grids.
extension Chapter5Story {
  static func names(pass: String = "", parameters prefix: String = "") -> Names {
    var aliases = ["norm.epsilon": "ε", "beta": "β", "eps": "noise"]
    for (name, short) in [
      "encoder.0": "e1", "encoder.1": "e1_norm", "encoder.2": "e2", "encoder.3.out": "e3",
      "encoder.4": "both", "std": "σ", "variance": "σ²", "kl.term": "term", "kl": "KL",
      "decoder.0": "d1", "decoder.1": "d1_norm", "decoder.2": "d2", "decoder.3.out": "d3",
      "decoder.5": "d4", "decoder.6": "d4_norm", "decoder.7": "d5", "decoder.8": "x̂", "loss": "L",
    ] { aliases[pass + name] = short }
    for (layer, letter) in [
      ("encoder.0", "e"), ("encoder.4", "m"), ("decoder.0", "d"), ("decoder.5", "u"),
      ("decoder.8", "p"),
    ] {
      aliases["\(prefix)\(layer).weight"] = "W\(letter)"
      aliases["\(prefix)\(layer).bias"] = "b\(letter)"
    }
    return Names(dropping: [pass, prefix].filter { !$0.isEmpty }, aliases)
  }

  /// The flow on latents, as chapter 4 names it.
  static func flowNames(_ pass: String, parameters prefix: String) -> Names {
    var aliases: [String: String] = ["sample.dt": "Δt", "sample.w": "w", "scale_factor": "scale"]
    for (name, short) in [
      "text_proj": "e", "readers.0.residual2": "words_read",
      "blocks.0.cross_attn.weights": "w_words",
      "blocks.0.residual3": "z3", "x_t": "x_t",
    ] { aliases[pass + name] = short }
    return Names.dit(pass: pass, parameters: prefix).adding(aliases)
  }

  /// The page on the bound: what stands under `bound.`.
  static let boundNames = Names(
    dropping: ["bound."],
    [
      "bound.s2": "s²", "bound.unit": "1", "bound.minus_half": "−½", "bound.two_pi": "2π",
      "bound.tried.mean": "μ", "bound.tried.variance": "σ²", "bound.true.mean": "μ_true",
      "bound.true.variance": "σ²_true", "bound.logvar": "lnσ²", "bound.kl": "KL",
      "bound.floor": "bound",
    ])

  /// A layer of a pass: its heading and the beginning of its grids' names.
  typealias Part = (title: String, layer: String)

  static let encoderParts: [Part] = [
    ("Kernels that step by two: `e1`", "encoder.0"), ("Norm: `e1_norm`", "encoder.1"),
    ("SiLU: `e2`", "encoder.2"), ("The residual block: `e3`", "encoder.3"),
    ("Mean and logarithm of the variance: `both`", "encoder.4"),
  ]

  static let decoderParts: [Part] = [
    ("Kernels: `d1`", "decoder.0"), ("Norm: `d1_norm`", "decoder.1"), ("SiLU: `d2`", "decoder.2"),
    ("The residual block: `d3`", "decoder.3"), ("Twice as large, and kernels: `d4`", "decoder.5"),
    ("Norm: `d4_norm`", "decoder.6"), ("SiLU: `d5`", "decoder.7"),
    ("Three colours: `x̂`", "decoder.8"),
  ]

  static let flowParts: [Part] = [
    ("Embedding, places", "patch_embed.proj"), ("Tokens", "tokens"), ("Time", "time_embed"),
    ("The words", "text_proj"), ("The words read each other", "readers.0"),
    ("The first norm", "blocks.0.norm1"),
    ("Attention of places to places", "blocks.0.self_attn"), ("Added", "blocks.0.residual1"),
    ("The second norm", "blocks.0.norm2"), ("Attention to words", "blocks.0.cross_attn"),
    ("Added", "blocks.0.residual2"), ("The third norm", "blocks.0.norm3"),
    ("The MLP", "blocks.0.mlp"), ("Added", "blocks.0.residual3"), ("The last norm", "final_norm"),
    ("Velocities", "final_proj"),
  ]

  /// The grids of layers, as a pass of this prefix has recorded them; parameters are left out.
  func layers(_ parts: [Part], of pass: String) -> [Page.Layer] {
    let names = run.trace.grids.filter { grid in
      grid.name.hasPrefix(pass)
        && !run.trace.nodes[grid.scalars[0].id].operation.isGiven
    }.map { String($0.name.dropFirst(pass.count)) }
    return parts.map { part in
      (part.title, names.filter { $0 == part.layer || $0.hasPrefix("\(part.layer).") })
    }.filter { !$0.1.isEmpty }
  }
}
