import ChapterKit
import Numerics
import Walkthrough

extension Chapter3Story {
  func backModel(_ page: Page) {
    page.section("Backward, twice")
    page.text(
      """
      The rules are derived on chapter 2's pages [13](chapter2/back-prediction) to
      [18](chapter2/back-patches). With a batch only one thing is new: a parameter was used by *both* pictures, so its gradient is
      the sum over both. A bias of the last layer, for example, was used in four patches of each:
      """)
    page.gradientEntry(grid("final_proj.bias")[2])
    page.text("And a weight of the kernel that made the patches, at the other end of the model:")
    page.gradientEntry(grid("patch_embed.proj.weight")[3, 0, 0, 1])
    page.text(
      "Where the way back leads, with the length of each gradient (the root of the sum of its squares), for the picture's numbers and for the parameters:"
    )
    page.text(lengths)
    page.text(
      "Every gradient, in numbers: \(page.link("layers-model")) from the loss to attention, \(page.link("layers-inputs")) from there to the time and the pixels."
    )
    page.section("In the core")
    page.check(
      run.trace.computed(under: ["grad."]).map(\.name).filter {
        !$0.hasPrefix("grad.class_embed")
      })
    page.checkYourself([
      (
        "Does a gradient of the first picture's `v̂` know anything of the second picture?",
        "Only through the 1/32 of the mean. The passes do not touch each other."
      ),
      (
        "How many terms does the gradient of one kernel entry have now?",
        "\(run.trace.terms(of: grid("patch_embed.proj.weight")[3, 0, 0, 1].id).count): four patches of each of the two pictures."
      ),
    ])
    page.keep("Shared weights collect from every picture.")
  }

  /// How long the gradients of each layer's grids are.
  private var lengths: String {
    var table = Table(
      ["", "numbers", "∂L/∂ of its result, length", "of its parameters"], left: [0])
    for (title, names) in Self.modelLayers + Self.inputLayers {
      let grids = gradients(under: names)
      let (parameters, results) = (grids.filter(isParameter), grids.filter { !isParameter($0) })
      func length(_ names: some Sequence<String>) -> Double {
        names.flatMap { gradient($0).values }.reduce(0) { $0 + $1 * $1 }.squareRoot()
      }
      table.add([
        title, grids.reduce(0) { $0 + grid($1).count }.grouped,
        results.first.map { length([$0]).shown } ?? "",
        parameters.isEmpty ? "" : length(parameters).shown,
      ])
    }
    return table.markdown
  }

  private func isParameter(_ name: String) -> Bool { parameterNames.contains(name) }

  /// The layers on the way back, each with the beginnings of its grids' names.
  private static let modelLayers: [Page.Layer] = [
    ("`error` and `v̂`", ["velocity", "error", "final_proj"]),
    ("`final_norm`", ["final_norm"]),
    ("`z2`, the MLP", ["blocks.0.residual2", "blocks.0.mlp"]),
    ("`norm2`", ["blocks.0.norm2"]),
    (
      "`z1`, attention",
      ["residual1", "attn.out_proj", "attn.heads", "attn.weights", "attn.scaled", "attn.scores"]
        .map { "blocks.0.\($0)" }
    ),
  ]
  private static let inputLayers: [Page.Layer] = [
    ("`qkv`", ["blocks.0.attn.in_proj"]),
    ("`norm1`", ["blocks.0.norm1"]),
    ("`z0` and the patches", ["tokens", "patch_embed", "x_t", "x0", "x1", "one_minus_t"]),
    ("The time", ["condition", "time_embed", "t"]),
  ]

  /// The grids of these beginnings that have gradients, last to first.
  private func gradients(under beginnings: [String]) -> [String] {
    run.trace.grids.map(\.name).filter { name in
      run.trace["grad.\(name)"] != nil
        && beginnings.contains {
          name == $0 || name.hasPrefix("\($0).") || name.hasPrefix("\($0)_")
        }
    }.reversed()
  }

  /// Pages of the appendix: every gradient of these layers.
  func modelGradients(_ page: Page) { everyGradient(page, of: Self.modelLayers) }
  func inputGradients(_ page: Page) { everyGradient(page, of: Self.inputLayers) }

  private func everyGradient(_ page: Page, of layers: [Page.Layer]) {
    page.text(
      "The way back is told on \(page.link("back-model")). Here are its layers, from the loss to the inputs, each with every gradient in numbers."
    )
    page.gradientPass(layers.map { ($0.title, gradients(under: $0.grids)) })
  }
}
