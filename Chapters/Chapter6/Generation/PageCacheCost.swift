import ByHand
import ChapterKit
import Core
import Numerics
import Walkthrough

extension Chapter6Story {
  func cacheCost(_ page: Page) {
    page.section("Why")
    page.text(
      "A cache trades memory for time. How much of each? Both can be counted: multiplications of the matrix products, and numbers kept."
    )
    page.section("The formula")
    page.text(
      "For L blocks with d features, h hidden features and V tokens, m new places behind k kept ones (k = 0 without a cache, and m is then all places):"
    )
    page.formula(
      #"\mathrm{multiplications} = L\,\bigl[\,m\,(4d^2 + 2dh) + 2\,m\,(k + m)\,d\,\bigr] + m\,d\,V \qquad \mathrm{kept\ numbers} = 2\,L\,(k + m)\,d"#
    )
    page.text(
      "Four projections of d×d, two layers of the MLP, scores and averages with all k + m keys (those that a place may not see are computed, too, and then masked), and the logits."
    )
    page.section("Counted in the recording")
    page.text(
      "The passes of \(page.link("cache")): `full0` to `full\(Written.count - 1)` without a cache, `next1` to `next\(Written.count - 1)` with it."
    )
    counted(page)
    page.section("The model that writes")
    large(page)
    page.section("In the core")
    page.excerpt("LanguageModel.multiplications", says: "The count")
    page.checkYourself(costQuestions)
    page.inRealSystems(
      "GPT-3 has 96 blocks with 12,288 features. Its cache holds \(costOfGPT3.numbers.grouped) numbers for each place, \(costOfGPT3.megabytes.fixed(1)) MB in 16 bits (1 MB is 1,048,576 bytes); for 2,048 places that is \((2048 * costOfGPT3.megabytes / 1024).fixed(1)) GB for one text."
    )
    page.keep(
      "Without a cache a new token costs reading everything again; with one, a row and a look back."
    )
  }

  private var costOfGPT3: (numbers: Int, megabytes: Double) {
    let numbers = 2 * 96 * 12_288
    return (numbers, Double(2 * numbers) / 1_048_576)
  }

  /// The products of the tiny model's passes, as they stand in the trace.
  private func counted(_ page: Page) {
    var table = Table(
      ["pass", "places", "multiplications by the formula", "counted", "kept numbers"], left: [0])
    let start = Written.prompt.count
    var agrees = true
    let passes =
      (0..<Written.count).map { ("full\($0)", start + $0, 0) }
      + (1..<Written.count).map { ("next\($0)", 1, start + $0 - 1) }
    for (name, new, kept) in passes {
      let (formula, counted) = (
        Sizes.byHand.multiplications(new: new, kept: kept), products(in: "write.\(name).")
      )
      agrees = agrees && formula == counted
      table.add([
        "`write.\(name)`", "\(new)", formula.grouped, counted.grouped,
        name.hasPrefix("next") ? Sizes.byHand.cached(places: new + kept).grouped : "",
      ])
    }
    page.text(table.markdown)
    page.text(
      "Counted are the products in the sums of the trace; averages by hand leave out what is masked, so for each pair of places that is masked their \(d) products are added. Formula and count \(agrees ? "agree for every pass" : "do not agree")."
    )
  }

  private var d: Int { Sizes.byHand.features }

  /// The products of all matrix products of a pass.
  private func products(in pass: String) -> Int {
    let layers = [".W_q", ".W_k", ".W_v", ".W_o", ".scores", ".heads", ".linear1", ".linear2"]
    let sums = computed([pass]).filter { grid in
      layers.contains { grid.name.hasSuffix($0) } || grid.name.hasSuffix("output_proj")
    }
    let dots = sums.flatMap(\.scalars).reduce(0) {
      $0 + run.trace.nodes[$1.id].operands.count / 2
    }
    let masked = computed([pass]).filter { $0.name.hasSuffix(".weights") }.flatMap(\.scalars)
      .count { run.trace.nodes[$0.id].operation === Operation.masked }
    return dots + masked * d / Sizes.byHand.heads
  }

  private func large(_ page: Page) {
    let sizes = Sizes.teller
    page.text(
      "\(sizes.layers) blocks, \(sizes.features) features, \(sizes.hidden) hidden ones, \(sizes.vocabulary) tokens. What the token costs that follows after n others, and what is kept for it, in 32 bits:"
    )
    var table = Table([
      "n", "without a cache", "with it", "times fewer", "kept numbers", "KB",
    ])
    for n in [1, 8, 32, 64, 128, 255] {
      let (without, with) = (
        sizes.multiplications(new: n + 1), sizes.multiplications(new: 1, kept: n)
      )
      let kept = sizes.cached(places: n + 1)
      table.add([
        "\(n)", without.grouped, with.grouped, (Double(without) / Double(with)).fixed(1),
        kept.grouped, (Double(4 * kept) / 1024).fixed(0),
      ])
    }
    page.text(table.markdown)
    let isExact = (0..<sizes.length).allSatisfy { n in
      sizes.multiplications(new: n + 1) == (n + 1) * sizes.multiplications(new: 1, kept: n)
    }
    if isExact {
      page.text(
        "Without a cache it is n + 1 times as many, exactly: each of the n + 1 rows costs what the new one costs."
      )
    }
    let all = (0..<sizes.length).map { sizes.multiplications(new: $0 + 1) }.reduce(0, +)
    let cached = (0..<sizes.length).map { sizes.multiplications(new: 1, kept: $0) }.reduce(0, +)
    page.text(
      "To write \(sizes.length) tokens from the first on takes \(all.grouped) multiplications without a cache and \(cached.grouped) with it, \((Double(all) / Double(cached)).fixed(1)) times fewer. The full cache holds \(sizes.cached(places: sizes.length).grouped) numbers; the model has \(LanguageModel<Float>(sizes).parameterCount.grouped) parameters."
    )
    let places = Array(stride(from: 1, through: sizes.length, by: 5))
    page.picture(
      "cost.svg",
      Curve.svg(
        [
          (
            "without a cache",
            places.map { (x: Double($0), y: Double(sizes.multiplications(new: $0)) / 1e6) }
          ),
          (
            "with it",
            places.map {
              (x: Double($0), y: Double(sizes.multiplications(new: 1, kept: $0 - 1)) / 1e6)
            }
          ),
        ], xLabel: "places read", yLabel: "million multiplications for the next token",
        namesAbove: true
      ).utf8,
      alt:
        "Multiplications for the next token over the length of the text: rising without a cache, low with it"
    )
  }

  private var costQuestions: [(question: String, answer: String)] {
    let sizes = Sizes.teller
    let (one, other) = (
      sizes.multiplications(new: 1, kept: 0), sizes.multiplications(new: 1, kept: sizes.length - 1)
    )
    return [
      (
        "Why does the \(sizes.length)th token cost more than the first, even with the cache?",
        "It looks back at more keys: \(other.grouped) multiplications after \(one.grouped). That part grows with every place."
      ),
      (
        "How many numbers would be kept if the heads shared keys and values two by two?",
        "Half as many: \((sizes.cached(places: sizes.length) / 2).grouped) for a full cache."
      ),
    ]
  }
}
