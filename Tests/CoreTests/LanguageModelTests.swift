import Core
import Numerics
import Testing

@Suite struct LanguageModelTests {
  typealias Model = LanguageModel<Double>

  func model(
    _ positions: Model.Positions = .rotary, isTied: Bool = true, dropout: Double = 0,
    wiring: LanguageBlock<Double>.Wiring = .preNorm, seed: UInt64 = 1
  ) -> Model {
    var model = Model(
      .init(
        vocabulary: 7, length: 12, features: 8, heads: 2, hidden: 12, layers: 2,
        positions: positions, isTied: isTied, dropout: dropout, wiring: wiring))
    model.initialize { StartingValues.readable($0, NamedRandom(seed: seed)) }
    return model
  }

  @Test func `with learned positions and untied it is chapter 0's model`() {
    var (one, two) = (
      model(.learned, isTied: false),
      Gpt<Double>(
        .init(vocabulary: 7, length: 12, features: 8, heads: 2, hidden: 12, layers: 2))
    )
    two.initialize { StartingValues.readable($0, NamedRandom(seed: 1)) }
    #expect(one.parameters.map(\.name) == two.parameters.map(\.name))
    let ids = [[1, 2, 3, 4, 5], [6, 5, 4, 0, 2]]
    let (first, second) = (Recorder<Double>(), Recorder<Double>())
    let dy = one.forward(ids, nil, first)
    #expect(dy == two.forward(ids, second))
    one.backward(dy, first)
    two.backward(dy, second)
    #expect(one.parameters.map(\.gradient) == two.parameters.map(\.gradient))
    #expect(first.names.filter { first[$0] != second[$0] }.isEmpty)
  }

  @Test(arguments: Model.Positions.allCases)
  func `the cache changes no bit`(positions: Model.Positions) {
    var model = model(positions)
    let ids = [1, 2, 3, 4, 5, 6, 0, 1, 1, 3]
    let whole = model.forward([ids])
    var cache = model.emptyCache
    var rows: [Double] = []
    // Several tokens at once, then one by one.
    for part in [Array(ids[..<4])] + ids[4...].map({ [$0] }) {
      rows += model.next(part, &cache).values
    }
    #expect(rows == whole.values)
    #expect(cache.places == 10 && cache.count == 2 * 2 * 10 * 8)
  }

  @Test func `a cached token at a false place gives other numbers, but for ALiBi and no positions`()
  {
    for positions in Model.Positions.allCases {
      var model = model(positions)
      var (right, wrong) = (model.emptyCache, model.emptyCache)
      _ = model.next([1, 2, 3], &right)
      _ = model.next([1, 2, 3], &wrong)
      let same = model.next([4], &right) == model.next([4], at: 0, &wrong)
      #expect(same == (positions == .alibi || positions == .none), "\(positions)")
    }
  }

  @Test func `padding adds nothing`() {
    var model = model()
    func gradients(_ ids: [[Int]], _ targets: [Int?]) -> (Double, [Tensor<Double>]) {
      var loss = LanguageLoss<Double>()
      model.zeroGradients()
      let value = loss.forward(model.forward(ids), targets)
      model.backward(loss.backward())
      return (value, model.parameters.map(\.gradient))
    }
    let (short, padded) = (
      gradients([[1, 2, 3]], [2, 3, 4]), gradients([[1, 2, 3, 0, 0]], [2, 3, 4, nil, nil])
    )
    #expect(short.0 == padded.0)
    for (a, b) in zip(short.1, padded.1) {
      #expect(zip(a.values, b.values).allSatisfy { ($0 - $1).magnitude < 1e-15 })
    }
  }

  @Test(arguments: Model.Positions.allCases)
  func `every gradient is a slope`(positions: Model.Positions) {
    for (isTied, dropout) in [(true, 0), (false, 0.3)] {
      for wiring in LanguageBlock<Double>.Wiring.allCases {
        var model = model(positions, isTied: isTied, dropout: dropout, wiring: wiring)
        let draws = Dropout<Double>.Draws(NamedRandom(seed: 3), step: 1)
        let (ids, targets) = ([[1, 2, 3, 4], [5, 6, 0, 1]], [2, nil, 4, 5, 6, 0, nil, 2])
        func loss(_ model: Model) -> Double {
          var (copy, loss) = (model, LanguageLoss<Double>())
          return loss.forward(copy.forward(ids, draws), targets)
        }
        var entropy = LanguageLoss<Double>()
        _ = entropy.forward(model.forward(ids, draws), targets)
        model.backward(entropy.backward())
        for p in model.parameters {
          for i in stride(from: 0, to: p.value.count, by: 5) {
            let h = 1e-5
            func moved(_ step: Double) -> Double {
              var copy = model
              copy.forEachParameter { if $0.name == p.name { $0.value.values[i] += step } }
              return loss(copy)
            }
            let slope = (moved(h) - moved(-h)) / (2 * h)
            #expect(
              (slope - p.gradient.values[i]).magnitude < 1e-7,
              "\(positions) \(wiring) \(p.name)[\(i)]: \(slope), \(p.gradient.values[i])")
          }
        }
      }
    }
  }

  @Test func `a turn keeps lengths, and products depend on the distance alone`() {
    let rotary = Rotary<Double>(size: 6, places: 40)
    let draws = NamedRandom(seed: 2)["turn"]
    func row(_ i: Int) -> Tensor<Double> {
      Tensor([1, 1, 6], (0..<6).map { draws.normal(6 * i + $0) })
    }
    func product(_ a: Tensor<Double>, _ b: Tensor<Double>) -> Double {
      (a * b).values.reduce(0, +)
    }
    let (q, k) = (row(0), row(1))
    let turned = rotary.forward(q, from: 17)
    #expect((product(turned, turned) - product(q, q)).magnitude < 1e-13)
    let products: [Double] = [(9, 4), (25, 20), (5, 0)].map {
      product(rotary.forward(q, from: $0.0), rotary.forward(k, from: $0.1))
    }
    #expect(products.allSatisfy { ($0 - products[0]).magnitude < 1e-13 })
    #expect((products[0] - product(q, k)).magnitude > 0.01)
  }

  @Test func `dropout keeps the expected sum, and draws the same mask for the same step`() {
    let x = Tensor<Double>([100, 100], repeating: 1)
    var dropout = Dropout<Double>("d", share: 0.2)
    func dropped(_ step: Int) -> Tensor<Double> {
      dropout.forward(x, .init(NamedRandom(seed: 1), step: step))
    }
    #expect(dropped(3) == dropped(3) && dropped(3) != dropped(4))
    #expect(Set(dropped(0).values) == [0, 1.25])
    let mean: Double = dropped(0).values.reduce(0, +) / 10_000
    #expect((mean - 1).magnitude < 0.02)
    #expect(dropout.forward(x, nil) == x)
  }

  @Test func `ALiBi's slopes are the paper's`() {
    let two: [Double] = [1.0 / 16, 1.0 / 256]
    #expect(model(.alibi).configuration.slopes == two)
    var eight = model(.alibi).configuration
    eight.heads = 8
    let halves: [Double] = (1...8).map { (n: Int) -> Double in 1 / Double(1 << n) }
    #expect(eight.slopes == halves)
    #expect(model(.rotary).configuration.slopes.isEmpty)
  }
}
