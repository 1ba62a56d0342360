import ChapterKit
import Core
import Numerics
import Walkthrough

extension Chapter6Story {
  func longTexts(_ page: Page) {
    page.section("Trained on 16 tokens, asked about 64")
    page.text(
      """
      Four small models (\(LanguageModel<Float>(Sizes.longTexts(.rotary)).parameterCount.grouped) parameters, \(LanguageModel<Float>(Sizes.longTexts(.learned)).parameterCount.grouped) with learned places) were trained on windows of \(Training.short) tokens, each twice with other draws. Then they were asked about the held-out stories in windows of \(Training.lengths.map(String.init).joined(separator: ", ")) tokens.
      More text before a token should make it *easier* to guess. The loss:
      """)
    var table = Table(
      ["positions"] + Training.lengths.map { "\($0) tokens" } + [
        "from \(Training.short) to \(Training.lengths.last ?? 0)"
      ], left: [0])
    var changes: [(LanguageModel<Float>.Positions, Double)] = []
    for asked in results.course.positions {
      let means = zip(asked.first, asked.second).map { ($0 + $1) / 2 }
      let errors = zip(asked.first, asked.second).map { ($0 - $1).magnitude / 2 }
      let change = means[means.count - 1] - means[0]
      changes.append((asked.positions, change))
      table.add(
        [asked.positions.rawValue]
          + zip(means, errors).map { "\($0.fixed(3)) ± \($1.fixed(3))" } + [change.fixed(3)])
    }
    page.text(table.markdown)
    page.text(
      "(± is half the difference of the two trainings. In the row *none* nothing tells a token its place but that it sees only what stands before it.)"
    )
    let worse = changes.filter { $0.1 > 0.05 }.map(\.0.rawValue)
    let better = changes.filter { $0.1 < -0.005 }.map(\.0.rawValue)
    if let most = changes.max(by: { $0.1 < $1.1 }) {
      page.text(
        "\(worse.isEmpty ? "No way becomes clearly worse." : "Worse with longer texts: \(worse.joined(separator: ", ")).") \(better.isEmpty ? "Not one of the \(changes.count) gains from them." : "Better: \(better.joined(separator: ", ")).") The worst is *\(most.0.rawValue)*, whose loss \(most.1 > 0 ? "rises" : "changes") by \(most.1.fixed(3))."
      )
    }
    page.text(
      "Learned places after the \(Training.short)th were never trained: their rows were drawn, and decay has made them smaller, nothing more. With RoPE the angles at distances from \(Training.short) on are new to the model. ALiBi takes more from a score the farther back it reaches, so what is far beyond the training's distances hardly counts; it was invented for this."
    )
    page.inRealSystems(
      "Models with RoPE are brought to longer texts by turning more slowly (position interpolation, NTK scaling, YaRN) and training a little more."
    )
    page.keep(
      "Ask a model only about lengths that it has seen, or give it places that fade with distance.")
  }
}
