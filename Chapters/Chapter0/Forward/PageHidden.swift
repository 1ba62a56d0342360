import Numerics
import Walkthrough

extension Chapter0Story {
  func hidden(_ page: Page) {
    let (hidden, active) = (grid("blocks.0.ffn.linear1"), grid("blocks.0.ffn.gelu"))
    page.inventory([
      .input("`norm2`", "blocks.0.norm2", from: "norm2"),
      .parameters("`W1`, `b1`", "blocks.0.ffn.linear1"),
      .output("`active`", "blocks.0.ffn.gelu"),
    ])
    page.section("Why")
    page.text(
      """
      Now each token thinks by itself about what it has heard. A linear layer makes \(hiddenCount) numbers out of \(featureCount):
      \(hiddenCount) *detectors*, each a weighted sum that is large when the row has a certain pattern. Then a nonlinearity, the *activation function*,
      without which two linear layers would be one: *GELU* lets large numbers pass, turns clearly negative
      ones to nearly 0, and is smooth in between. It multiplies x by the share of a bell curve that lies
      below x.
      """)
    page.section("1. The detectors: `hidden`")
    page.linear("blocks.0.ffn.linear1", of: "blocks.0.norm2", worked: [last, 3], isLong: true)
    page.section("2. GELU: `active`")
    page.formula(.gelu)
    page.text(
      "Φ is the cumulative normal distribution, and erf the *error function*, which no formula of school mathematics gives; a table or a calculator's `erf` key does."
    )
    page.heatMap(
      [hidden, active], alt: "The \(hiddenCount) detectors before and after GELU, one row a token")
    page.activation("blocks.0.ffn.gelu", worked: active[last, 3])
    page.foldedParameters("blocks.0.ffn.linear1")
    page.inRealSystems(
      "Four times as many detectors as features, as here, is the classic ratio. Newer models often multiply two linear layers, one of them bent (*SwiGLU*): one answers, the other says how much the answer counts. *Mixtures of experts* have many feed-forward layers and ask only a few of them about each token."
    )
    page.section("In the core")
    page.excerpt("GELU", says: "GELU and its derivative")
    page.check(["blocks.0.ffn.linear1", "blocks.0.ffn.gelu"])
    let negative = hidden.values.filter { $0 < 0 }.count
    page.checkYourself([
      (
        "How many of the \(hidden.count) numbers in `hidden` are negative, so that GELU makes them small?",
        "\(negative) of \(hidden.count)."
      )
    ])
    page.keep(
      "The feed-forward layer asks \(hiddenCount) questions of each row, and keeps the answers that are yes."
    )
  }
}
