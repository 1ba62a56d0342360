import ByHand
import ChapterKit
import Walkthrough

extension Chapter6Story {
  /// The layers of a pass through the model that repeats, in order.
  var copyLayers: [Page.Layer] {
    [("Words and places", ["embedding"])]
      + (0..<Sizes.copy.layers).flatMap { block -> [Page.Layer] in
        func norm(_ name: String) -> [String] {
          ["mean", "centered", "variance", "std", "normalized"].map { "\(name).\($0)" } + [name]
        }
        let name = "blocks.\(block)"
        return [
          ("Block \(block): norm 1", norm("\(name).norm1")),
          (
            "Block \(block): queries, keys, values",
            ["W_q", "W_k", "W_v"].map { "\(name).attention.\($0)" }
          ),
          (
            "Block \(block): attention",
            ["scores", "scaled", "weights", "heads", "W_o"].map { "\(name).attention.\($0)" }
              + ["\(name).residual1"]
          ),
          ("Block \(block): norm 2", norm("\(name).norm2")),
          (
            "Block \(block): feed-forward layer",
            ["ffn.linear1", "ffn.gelu", "ffn.linear2", "residual2"].map { "\(name).\($0)" }
          ),
        ]
      } + [
        (
          "Final norm and logits",
          ["mean", "centered", "variance", "std", "normalized"].map { "ln_f.\($0)" }
            + ["ln_f", "output_proj"]
        )
      ]
  }

  func copyNumbers(_ page: Page) {
    page.text(
      "The pass of \(page.link("induction")), layer by layer: all numbers as tables, and every entry of the last place in numbers. The sums are spelled out in chapter 0, whose block this is."
    )
    for (title, names) in copyLayers {
      page.subsection(title)
      let grids = names.map { grid("seen.\($0)") }
      page.foldedTables("All numbers", grids)
      page.everyEntryInNumbers(of: grids.map(lastPlace))
    }
    page.foldedTables("The parameters", copy.model.parameters.map { grid("copy.\($0.name)") })
    page.section("In the core")
    page.check(prefix: "seen.")
    page.keep("Two blocks and ten words: every number of a circuit fits on a page.")
  }

  /// The entries of the last place; attention's grids have a head in front of it.
  private func lastPlace(of grid: Grid) -> Grid {
    let axis = grid.shape.count == 3 ? 1 : 0
    let cells = grid.scalars.indices.filter { grid.index(at: $0)[axis] == grid.shape[axis] - 1 }
    return Grid(name: grid.name, shape: [cells.count], scalars: cells.map { grid.scalars[$0] })
  }
}
