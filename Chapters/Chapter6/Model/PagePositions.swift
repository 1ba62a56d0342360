import ByHand
import ChapterKit
import Core
import Numerics
import Walkthrough

/// One query and one key, at several pairs of places.
enum WorkedPair {
  /// (of the query, of the key): the first three are equally far apart.
  static let places = [(3, 1), (4, 2), (7, 5), (3, 2)]
  static let size = 4
  static let length = 8
  static let slope = 0.25
}

extension HandComputation {
  // excerpt Chapter6.positions
  /// The score of one query and one key, told their places in three ways.
  func positions() {
    let (size, places, random) = (WorkedPair.size, WorkedPair.places, chapter.common.random)
    func drawn(_ name: String, _ shape: [Int], _ reach: Double) -> Grid {
      let draws = random[name]
      return trace.given(
        .draw, name, shape,
        (0..<shape.reduce(1, *)).map { (reach * draws.normal($0)).roundedToTwoDecimals })
    }
    let (q, k) = (drawn("pair.q", [1, size], 1), drawn("pair.k", [1, size], 1))
    let codes = drawn("pair.code", [WorkedPair.length, size], 0.5)
    let away = trace.given(
      .constant, "pair.away", [places.count], places.map { Double($0.0 - $0.1) })
    let slope = trace.constant("pair.slope", WorkedPair.slope)
    let plain = trace.scalar("pair.plain") { dot(q.row(0), k.row(0)) }
    for (n, (m, l)) in places.enumerated() {
      let learnedQ = trace.grid("pair.learned_q\(n)", size) { i in q[0, i] + codes[m, i] }
      let learnedK = trace.grid("pair.learned_k\(n)", size) { i in k[0, i] + codes[l, i] }
      trace.scalar("pair.learned\(n)") { dot(learnedQ.scalars, learnedK.scalars) }
      let turnedQ = trace.rotary(
        "pair.turned_q\(n)", q, size: size, from: m, length: WorkedPair.length)
      let turnedK = trace.rotary(
        "pair.turned_k\(n)", k, size: size, from: l, length: WorkedPair.length)
      trace.scalar("pair.turned\(n)") { dot(turnedQ.scalars, turnedK.scalars) }
      trace.scalar("pair.lowered\(n)") { minusProduct(plain, slope, away[n]) }
    }
  }
  // end excerpt
}

extension CoreComputation {
  func positions() {
    let (size, random) = (WorkedPair.size, chapter.common.random)
    func drawn(_ name: String, _ shape: [Int], _ reach: Double) -> Tensor<Double> {
      let draws = random[name]
      let values = (0..<shape.reduce(1, *)).map { (reach * draws.normal($0)).roundedToTwoDecimals }
      recorder.record(name, Tensor(shape, values))
      return Tensor([1] + shape, values)
    }
    func product(_ a: Tensor<Double>, _ b: Tensor<Double>) -> Double {
      (a.reshaped([1, size]) ⊗ b.reshaped([size, 1])).values[0]
    }
    let (q, k) = (drawn("pair.q", [1, size], 1), drawn("pair.k", [1, size], 1))
    let codes = drawn("pair.code", [WorkedPair.length, size], 0.5)
    let rotary = Rotary<Double>(size: size, places: WorkedPair.length)
    func row(_ place: Int) -> Tensor<Double> {
      Tensor([1, 1, size], Array(codes.values[place * size..<(place + 1) * size]))
    }
    let away = WorkedPair.places.map { Double($0.0 - $0.1) }
    recorder.record("pair.away", Tensor([away.count], away))
    recorder.record("pair.slope", Tensor(scalar: WorkedPair.slope))
    recorder.record("pair.plain", Tensor(scalar: product(q, k)))
    for (n, (m, l)) in WorkedPair.places.enumerated() {
      let learned = (q + row(m), k + row(l))
      let turned = (rotary.forward(q, from: m, recorder), rotary.forward(k, from: l))
      for (name, pair) in [("learned", learned), ("turned", turned)] {
        recorder.record(
          "pair.\(name)_q\(n)",
          name == "learned" ? pair.0.reshaped([size]) : pair.0.reshaped([1, size]))
        recorder.record(
          "pair.\(name)_k\(n)",
          name == "learned" ? pair.1.reshaped([size]) : pair.1.reshaped([1, size]))
        recorder.record("pair.\(name)\(n)", Tensor(scalar: product(pair.0, pair.1)))
      }
      recorder.record(
        "pair.lowered\(n)", Tensor(scalar: product(q, k) - WorkedPair.slope * away[n]))
    }
  }
}

extension Chapter6Story {
  private var pairs: Range<Int> { WorkedPair.places.indices }

  func positionsPage(_ page: Page) {
    let places = WorkedPair.places
    page.section("Where does a token stand?")
    page.text(
      """
      Attention compares queries with keys, and neither knows its place: without help, the score of `hat` with `cat` is the same wherever the two stand. Chapter 0
      added a *learned* row for each place to the embedding, before any query was made; here such a row is added to the query and to the key themselves, which is shorter to work out and shows the same. There are two other ways, and nearly all newer models take one of them. Here is one query `q` and one key `k` of \(WorkedPair.size) numbers, given their places in all three ways, and first
      their product without any:
      """)
    page.table(grid("pair.q"))
    page.table(grid("pair.k"))
    page.lines([grid("pair.plain").scalars[0]])
    page.section("Learned places")
    page.text("Each place has a row of its own, which is added:")
    page.table(grid("pair.code"))
    let (m, l) = places[0]
    page.text("The query at place \(m), the key at place \(l):")
    page.lines(
      grid("pair.learned_q0").scalars + grid("pair.learned_k0").scalars
        + grid("pair.learned0").scalars)
    page.section("Turned: RoPE")
    page.text(
      """
      Take the numbers of a query two by two, as points in a plane, and turn each point by an angle in proportion to its place: the first pair by 1 radian per place, the next ones ever more slowly. Do the same to the keys. For pair i = 0, 1, … of a query or key of d numbers (here d = \(WorkedPair.size)) at place p:
      """)
    page.formula(
      #"\omega_i = 10000^{-2i/d} \qquad (a, b) \mapsto (a\cos p\,\omega_i - b\sin p\,\omega_i,\; a\sin p\,\omega_i + b\cos p\,\omega_i)"#
    )
    page.lines(
      grid("rope.speed").scalars + [
        grid("rope.angle")[m, 0], grid("rope.sin")[m, 0], grid("rope.cos")[m, 0],
      ])
    page.lines(
      grid("pair.turned_q0").scalars + grid("pair.turned_k0").scalars
        + grid("pair.turned0").scalars)
    page.text(
      "Turning two points by the same angle changes neither their lengths nor the angle between them. If the query is turned by m·ω and the key by n·ω, only the difference (m − n)·ω is left in their product: RoPE tells *how far apart* they stand, whatever their places are."
    )
    page.text(
      "The first two numbers of the query as a point, turned to places 0 to \(WorkedPair.length - 1): each is 1 radian further round than the one before."
    )
    page.picture(
      "turns.svg", turns.utf8,
      alt:
        "The first two numbers of the query at eight places: points on a circle, equally far apart")
    page.section("Lowered: ALiBi")
    page.text(
      "The simplest way touches neither query nor key. Each score is lowered in proportion to the distance: here by \(WorkedPair.slope.shown) per place. Each head has its own slope, so that some heads look far back and others only near."
    )
    page.lines([grid("pair.lowered0").scalars[0]])
    page.section("The same query and key at four pairs of places")
    var table = Table(["query at", "key at", "apart", "learned", "turned", "lowered"])
    for n in pairs {
      table.add(
        ["\(places[n].0)", "\(places[n].1)", "\(places[n].0 - places[n].1)"]
          + ["learned", "turned", "lowered"].map { value("pair.\($0)\(n)").shown })
    }
    page.text(table.markdown)
    let turned = pairs.dropLast().map { value("pair.turned\($0)") }
    let spread = (turned.max() ?? 0) - (turned.min() ?? 0)
    let learned = pairs.dropLast().map { value("pair.learned\($0)") }
    page.text(
      "The first three pairs are equally far apart. Turned, their scores differ by \(spread.shown) (rounding); lowered, not at all; learned, they lie anywhere from \((learned.min() ?? 0).shown) to \((learned.max() ?? 0).shown): a learned place is just a name, and what 3 and 1 have in common with 4 and 2 must be found out in training."
    )
    page.everyEntry(
      of: pairs.dropFirst().flatMap { n in
        ["learned_q", "learned_k", "learned", "turned_q", "turned_k", "turned", "lowered"].map {
          grid("pair.\($0)\(n)")
        }
      })
    page.inRealSystems(
      """
      GPT-2 (2019) and GPT-3 (2020) learn a row for each of their 1,024 and 2,048 places. T5 (2019) learns a number for each distance (far ones share), which is added to the score. RoPE (Su et al., 2021) is in GPT-J, PaLM, Llama, Mistral and Qwen: it has become the usual way. ALiBi (Press, Smith, Lewis, 2021) is in BLOOM and MPT.
      Models for long texts turn more slowly: Llama 3 (2024) has 500,000 in place of the formula's 10,000.
      """)
    page.section("In the core")
    page.excerpt("Rotary.forward", says: "A turn")
    page.excerpt("Attention.biased", says: "ALiBi")
    page.check(prefix: "pair.")
    page.checkYourself([
      (
        "What does RoPE do at place 0?",
        "Nothing: the angle is 0, its cosine 1 and its sine 0."
      ),
      (
        "A model with learned places was trained on texts of 16 tokens. What does it know of place 17?",
        "Nothing: its row was never used. What comes of it shows \(page.link("long-texts"))."
      ),
    ])
    page.keep(
      "Learned: a name for each place. RoPE: an angle between places. ALiBi: a price for distance.")
  }

  /// The query's first two numbers as a point, turned to each of eight places.
  private var turns: String {
    let q = grid("pair.q").values
    let radius = (q[0] * q[0] + q[1] * q[1]).squareRoot()
    /// A point of the plane, its distance from the middle as long as asked for.
    func spot(_ x: Double, _ y: Double, _ length: Double) -> (x: String, y: String) {
      ((150 + length / radius * x).fixed(1), (150 - length / radius * y).fixed(1))
    }
    let marks = (0..<WorkedPair.length).flatMap { p -> [String] in
      let (s, c) = (grid("rope.sin")[p, 0].value, grid("rope.cos")[p, 0].value)
      let (x, y) = (q[0] * c - q[1] * s, q[0] * s + q[1] * c)
      let (point, label) = (spot(x, y, 110), spot(x, y, 130))
      return [
        "<line x1=\"150\" y1=\"150\" x2=\"\(point.x)\" y2=\"\(point.y)\" stroke=\"#2c6aae\" stroke-opacity=\"0.4\"/>",
        "<circle cx=\"\(point.x)\" cy=\"\(point.y)\" r=\"4\" fill=\"#2c6aae\"/>",
        "<text class=\"t\" x=\"\(label.x)\" y=\"\(label.y)\" dy=\"4\">\(p)</text>",
      ]
    }
    let circle = "<circle cx=\"150\" cy=\"150\" r=\"110\" fill=\"none\" stroke=\"#8888\"/>"
    return SVG.document(width: 300, height: 300, [circle] + marks)
  }
}
