import ChapterKit
import Dataset
import Formats
import Numerics
import Walkthrough

extension Chapter1Story {
  func copyingPage(_ page: Page) {
    page.section("Why")
    page.text(
      """
      Training aims at the best possible answer (\(page.link("best-answer"))), and the best possible answer only *copies*: it knows nothing but the training
      pictures, so each of its walks ends on one of them (\(page.link("pictures"))). If a network reached that aim, it would be a very slow way to look pictures up.
      No network reaches it. What it does instead, between the pictures, is what we want from it. Does it copy, or does it invent?
      """)
    guard let copying = results.digits.copying else {
      page.text(
        "With MNIST's pictures this page has nothing to compare: all of them are training pictures."
      )
      return
    }
    page.section("How to tell")
    page.text(
      """
      With twelve pictures one can't tell, since there is nothing else to draw. So we take the digits of \(page.link("digits")): there are as many of them as we like, and no two are the same. We compare each
      drawing with \(Copying.known.grouped) pictures that the training has *seen* (of all that it has drawn, the first \(Copying.known.grouped)), and with \(Copying.known.grouped) that it has *never seen*, drawn by the same rules. A copy lies much nearer to a seen picture.
      A drawing that was invented can't know which pictures were seen, so its nearest neighbour is a seen one about half of the time.
      """)
    page.section("The best possible answer copies")
    page.text(
      """
      The best possible answer, given \(Copying.perfect.grouped) of the training pictures, from \(copying.best.drawings.count) noises in 16 Euler steps. Above, where it ends; below, the nearest of those training pictures:
      """)
    show(page, "best.png", copying.best) { [$0.drawing, $0.seen.member] }
    page.text(
      "It ends \(copying.best.toSeen.mean.shown) from a training picture on average (root mean square over the pixels): \(copying.best.toSeen.mean < 0.01 ? "these are copies" : "nearly a copy each")."
    )
    page.section("The network")
    page.text(
      "The first twelve drawings of the network; below each, the nearest picture that it has seen, and then the nearest that it has never seen:"
    )
    show(page, "network.png", copying.network) {
      [$0.drawing, $0.seen.member, $0.unseen.member]
    }
    var table = Table(
      [
        "drawings", "how many", "distance to the nearest seen", "to the nearest never seen",
        "nearest of all was never seen",
      ], left: [0])
    for source in [copying.best, copying.network, copying.fresh] {
      table.add([
        source.name, "\(source.drawings.count)", source.toSeen.shown, source.toUnseen.shown,
        source.new.text,
      ])
    }
    page.text(table.markdown)
    page.text(
      "The last row is for comparison: fresh pictures by the same drawing rules, which belong to neither kind. \(fairness(copying.fresh.new)) (± is the standard error.)"
    )
    page.section("What it says")
    page.text(
      """
      - \(copyVerdict(copying.network))
      - \(newVerdict(copying))
      - \(qualityVerdict(copying))
      """)
    page.text(
      """
      Two things make copying hard for this network. It has \(results.models.digits.model.parameterCount.grouped) numbers to remember with, and has been shown \((results.models.digits.steps * DigitsTraining.batch).grouped) pictures of \(results.digits.edge * results.digits.edge) pixels, each only once.
      What it can keep is what they have in common: strokes, where they bend, where they may stand.
      """)
    page.inRealSystems(
      """
      Large picture generators do both. Carlini and others ("Extracting Training Data from Diffusion Models", 2023) made Stable Diffusion draw 175 million pictures and found about a hundred near-copies of training pictures,
      nearly all of ones that occur many times in its data. Kadkhodaie, Guth, Simoncelli and Mallat ("Generalization in Diffusion Models Arises from Geometry-Adaptive Harmonic Representations", 2023) trained
      networks on sets of growing size: with few pictures they copy; with enough of them, two networks that have seen *different* pictures draw nearly the same new one from the same noise.
      """)
    page.checkYourself([
      (
        "A network draws pictures of which 3 % have a never-seen picture as their nearest. What has it done?",
        "Copied, nearly always: a drawing that knows nothing of the training pictures would have one about half of the time."
      )
    ])
    page.keep(
      "The best answer copies. A network that can't reach it must find what the pictures have in common."
    )
  }

  private func show(
    _ page: Page, _ name: String, _ source: Copying.Source,
    _ pictures: (Copying.Compared) -> [Picture]
  ) {
    let columns = source.drawings.prefix(12).map(pictures)
    let rows = (columns.first ?? []).indices.flatMap { row in columns.map { $0[row] } }
    page.picture(
      name,
      PNG.sheet(
        rows.map { Pixels($0.pixels, columns: $0.columns) }, perRow: columns.count, scale: 6),
      alt: "Twelve drawings by \(source.name) above the pictures nearest to them")
  }

  /// Whether the network is nearer to what it has seen.
  private func copyVerdict(_ network: Copying.Source) -> String {
    let gap = network.gap
    let isSure = gap.mean.magnitude > 2 * gap.error
    return
      "*Copied?* The nearest never-seen picture is \(gap.mean.magnitude.shown) ± \(gap.error.shown) \(gap.mean < 0 ? "nearer" : "farther away") than the nearest seen one, on average: \(isSure ? gap.mean > 0 ? "the drawings lean towards what was seen" : "the drawings are, if anything, nearer to what was not seen" : "no difference beyond chance")."
  }

  private func newVerdict(_ copying: Copying) -> String {
    let share = copying.network.new
    let isFair = (share.value - 0.5).magnitude < 2 * max(share.error, 0.5 / Double(share.count))
    return
      "*Invented?* For \(share.text) of the drawings the nearest of all \((2 * Copying.known).grouped) pictures is one that the network has never seen\(isFair ? ", as if a coin had been tossed" : share.value < 0.5 ? ", less often than half the time" : ", more often than half the time"). The best possible answer: \(copying.best.new.text)."
  }

  /// How far a share that should be one half is from it.
  private func fairness(_ share: Proportion) -> String {
    let errors = (share.value - 0.5).magnitude / share.error
    return
      "About half of them should be nearest to a never-seen one; \(share.text) lies \(errors.fixed(1)) standard errors from that, \(errors < 2 ? "fewer than the two from which we'd speak of a difference" : "so chance alone is a poor explanation")."
  }

  private func qualityVerdict(_ copying: Copying) -> String {
    let (ours, data) = (copying.network.toUnseen, copying.fresh.toUnseen)
    let error = (ours.error * ours.error + data.error * data.error).squareRoot()
    let farther = ours.mean - data.mean
    return
      "*And are they digits?* The drawings are \(ours.mean.shown) from the nearest never-seen picture, fresh pictures of the data \(data.mean.shown): \(farther > 2 * error ? "\((ours.mean / data.mean).fixed(1)) times as far; the network's inventions keep the rules only roughly" : "as near as real ones")."
  }
}
