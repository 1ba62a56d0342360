import ChapterKit
import Walkthrough

/// What the pages on the two towers call the trace's grids.
extension Chapter4Story {
  static let textBlock = "transformer.resblocks.0"
  static let pictureBlock = "visual.transformer.resblocks.0"

  /// - Parameters:
  ///   - block: The block of the page's tower.
  ///   - pass: Put before what a pass computes; `parameters` before the parameters.
  static func towerNames(
    _ block: String = textBlock, pass: String = "clip.", parameters prefix: String = "clip."
  ) -> Names {
    var aliases = [
      "norm.epsilon": "ε", "clip.unit.epsilon": "least", "clip.pictures": "pictures",
    ]
    for (name, short) in [
      "text.embedding": "words", "ln_final": "t_out", "text.joint": "y", "text.square": "y_square",
      "text.length": "y_length", "text.unit": "T", "visual.conv1": "h", "visual.embedding": "p0",
      "visual.mean": "p_mean", "visual.ln_post": "p_out", "visual.joint": "u",
      "visual.square": "u_square", "visual.length": "u_length", "visual.unit": "I",
      "temperature": "scale", "similarity": "S", "rows.probabilities": "p_rows",
      "columns.probabilities": "p_columns", "rows.loss": "rows", "columns.loss": "columns",
      "loss": "L", "\(textBlock).residual2": "t1", "\(pictureBlock).residual2": "p1",
    ] { aliases[pass + name] = short }
    aliases.merge(blockAliases(block, pass: pass, parameters: prefix)) { $1 }
    for (name, short) in [
      "token_embedding.weight": "table", "positional_embedding": "place",
      "text_projection": "Ptext", "visual.proj": "Ppic", "logit_scale": "log_scale",
      "visual.conv1.weight": "Wp", "visual.conv1.bias": "bp",
      "visual.positional_embedding": "place_pic",
    ] { aliases[prefix + name] = short }
    for name in [textBlock, pictureBlock] { aliases["\(name).attn.root"] = "√4" }
    return Names(
      dropping: ["\(pass)\(block).", "\(prefix)\(block).", pass, prefix].filter { !$0.isEmpty },
      aliases)
  }

  /// Of the page that goes back through both: the picture tower's block has `_pic` behind its names.
  static let bothTowersNames = towerNames().adding(
    blockAliases(pictureBlock, pass: "clip.", parameters: "clip.").mapValues { $0 + "_pic" })

  /// What stands in a block of a tower, or in the one that reads a painter's words.
  static func blockAliases(_ block: String, pass: String, parameters prefix: String)
    -> [String: String]
  {
    var aliases: [String: String] = [:]
    for (name, short) in [
      "attn.in_proj": "qkv", "attn.scores": "scores", "attn.scaled": "scaled", "attn.weights": "w",
      "attn.heads": "heads", "attn.out_proj": "mixed", "residual1": "attended",
      "mlp.c_fc": "hidden", "mlp.gelu": "active", "mlp.c_proj": "change",
    ] { aliases["\(pass)\(block).\(name)"] = short }
    for (layer, letter) in [
      ("attn.in_proj_", "qkv"), ("attn.out_proj.", "o"), ("mlp.c_fc.", "h"), ("mlp.c_proj.", "c"),
    ] {
      aliases["\(prefix)\(block).\(layer)weight"] = "W\(letter)"
      aliases["\(prefix)\(block).\(layer)bias"] = "b\(letter)"
    }
    return aliases
  }

  /// A layer of a pass: its heading and the beginning of its grids' names.
  typealias Part = (title: String, layer: String)

  static func parts(of block: String) -> [Part] {
    [
      ("The first norm", "\(block).ln_1"), ("Attention", "\(block).attn"),
      ("Added to what came in", "\(block).residual1"), ("The second norm", "\(block).ln_2"),
      ("The MLP", "\(block).mlp"), ("Added again", "\(block).residual2"),
    ]
  }

  static let textParts: [Part] =
    [("Words", "text.embedding")] + parts(of: textBlock) + [("The last norm", "ln_final")]

  static let pictureParts: [Part] =
    [("Kernels", "visual.conv1"), ("With places", "visual.embedding")] + parts(of: pictureBlock)

  /// The grids of layers, as a pass of this prefix has recorded them.
  func layers(_ parts: [Part], of pass: String) -> [Page.Layer] {
    let names = run.trace.grids.map(\.name).filter { $0.hasPrefix(pass) }
      .map { String($0.dropFirst(pass.count)) }
    return parts.map { part in
      (part.title, names.filter { $0 == part.layer || $0.hasPrefix("\(part.layer).") })
    }
  }

  /// The layers of both towers' training step.
  func towerLayers(_ parts: [Part]) -> [Page.Layer] { layers(parts, of: "clip.second.") }
}
