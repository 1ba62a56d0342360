import Core
import Numerics
import Testing

@Suite struct DiTTests {
  let random = NamedRandom(seed: 21)

  func tensor(_ name: String, _ shape: [Int]) -> Tensor<Double> {
    let draws = random[name]
    return Tensor(shape, (0..<shape.reduce(1, *)).map(draws.normal))
  }

  func sizes(_ change: (inout DiT<Double>.Configuration) -> Void = { _ in })
    -> DiT<Double>.Configuration
  {
    var sizes = DiT<Double>.Configuration(
      size: 4, patch: 2, imageChannels: 2, features: 8, heads: 2, hidden: 5, layers: 2)
    change(&sizes)
    return sizes
  }

  @Test func `pictures cut into rows and put together are the same pictures`() {
    let x = tensor("x", [2, 3, 4, 6])
    let patches = Patches(edge: 2)
    let rows = patches.rows(of: x)
    #expect(rows.shape == [2, 6, 12])
    #expect(patches.pictures(x.shape, from: rows) == x)
    // Patch 4 is row 1, column 1 of the patches; place 2 is its row 1, column 0.
    #expect(rows[1, 4, 2 * 3 + 1] == x[1, 1, 3, 2])
  }

  @Test func `codes of positions agree by their distance alone`() {
    let codes = Positions2D<Double>(features: 16, grid: 5).codes
    let products = codes ⊗ codes.transpose
    func product(_ r: Int, _ c: Int, _ dr: Int, _ dc: Int) -> Double {
      products[5 * r + c, 5 * (r + dr) + c + dc]
    }
    #expect((product(0, 0, 0, 0) - 8).magnitude < 1e-12)
    #expect((product(0, 1, 2, 3) - product(2, 0, 2, 3)).magnitude < 1e-12)
    #expect((product(1, 1, 2, 0) - product(1, 1, 0, 2)).magnitude < 1e-12)
    #expect(product(0, 0, 0, 1) > product(0, 0, 1, 1))
  }

  /// Every kind of conditioning, and the plain and the scaled time.
  static let kinds: [@Sendable (inout DiT<Double>.Configuration) -> Void] = [
    { _ in }, { $0.conditioning = .added }, { $0.conditioning = .concatenated },
    { $0.hasPositions = false }, { $0.patch = 1 }, { $0.patch = 4 }, { $0.timeScale = 1.7 },
  ]

  @Test(arguments: kinds.indices)
  func `gradients are those of central differences`(kind: Int) {
    var model = DiT<Double>(sizes(Self.kinds[kind]))
    model.initialize { p in tensor("\(kind)\(p.name)", p.value.shape).map { 0.3 * $0 }.values }
    let (x, t) = (tensor("x", [2, 2, 4, 4]), Tensor<Double>([2], [0.3, 0.8]))
    let probe = tensor("probe", x.shape)
    func value(_ model: DiT<Double>, _ x: Tensor<Double>, _ t: Tensor<Double>) -> Double {
      var model = model
      return (model.forward(x, t) * probe).values.reduce(0, +)
    }
    _ = model.forward(x, t)
    let (dx, dt) = model.backward(probe)
    let h = 1e-5
    func check(_ what: String, _ d: Double, _ f: (Double) -> Double) {
      let slope = (f(h) - f(-h)) / (2 * h)
      #expect((slope - d).magnitude < 1e-6 * max(1, d.magnitude), "\(what): \(d), \(slope)")
    }
    for i in [0, 7, 40] {
      check("x[\(i)]", dx.values[i]) { h in
        var x = x
        x.values[i] += h
        return value(model, x, t)
      }
    }
    check("t[1]", dt.values[1]) { h in value(model, x, Tensor([2], [0.3, 0.8 + h])) }
    for p in model.parameters where p.value.count > 0 {
      let i = (p.value.count * 2) / 3
      check("\(p.name)[\(i)]", p.gradient.values[i]) { h in
        var other = model
        other.forEachParameter { if $0.name == p.name { $0.value.values[i] += h } }
        return value(other, x, t)
      }
    }
  }

  @Test func `without positions, patches in another order give their answers in that order`() {
    var model = DiT<Double>(sizes { $0.hasPositions = false })
    model.initialize { p in tensor(p.name, p.value.shape).values }
    let (x, t) = (tensor("x", [1, 2, 4, 4]), Tensor<Double>([1], [0.4]))
    let patches = Patches(edge: 2)
    func swapped(_ x: Tensor<Double>) -> Tensor<Double> {
      let rows = patches.rows(of: x).values
      let size = rows.count / 4
      let order = [2, 0, 3, 1].flatMap { rows[$0 * size..<($0 + 1) * size] }
      return patches.pictures(x.shape, from: Tensor([1, 4, size], order))
    }
    let (a, b) = (swapped(model.forward(x, t)), model.forward(swapped(x), t))
    #expect(zip(a.values, b.values).allSatisfy { ($0 - $1).magnitude < 1e-12 })
    model = DiT<Double>(sizes())
    model.initialize { p in tensor(p.name, p.value.shape).values }
    let (c, d) = (swapped(model.forward(x, t)), model.forward(swapped(x), t))
    #expect(zip(c.values, d.values).contains { ($0 - $1).magnitude > 0.01 })
  }
}
