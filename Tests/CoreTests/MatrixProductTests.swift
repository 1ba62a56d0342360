import Core
import Numerics
import Testing

@Suite struct MatrixProductTests {
  /// The sum as a person does it, for every entry.
  func naive<Element: RealNumber>(_ a: Tensor<Element>, _ b: Tensor<Element>) -> [Element] {
    let (m, k, n) = (a.shape[0], a.shape[1], b.shape[1])
    return (0..<m * n).map { place in
      (0..<k).reduce(Element(0)) { sum, l in sum + a[place / n, l] * b[l, place % n] }
    }
  }

  @Test(arguments: [
    (1, 1, 1), (4, 3, 16), (5, 7, 17), (3, 2, 33), (8, 9, 40), (2, 0, 5), (13, 31, 15), (9, 64, 48),
  ])
  func `equals the plain sums to the last bit, in Double and Float`(m: Int, k: Int, n: Int) {
    let draws = NamedRandom(seed: 6)["matrix"]
    let a = Tensor([m, k], (0..<m * k).map(draws.normal))
    let b = Tensor([k, n], (0..<k * n).map { draws.normal(1000 + $0) })
    #expect((a ⊗ b).values.map(\.bitPattern) == naive(a, b).map(\.bitPattern))
    let (c, d) = (a.converted(to: Float.self), b.converted(to: Float.self))
    #expect((c ⊗ d).values.map(\.bitPattern) == naive(c, d).map(\.bitPattern))
  }

  @Test func `a channel joined on is split off again`() {
    let a = Tensor([2, 1, 2, 2], (0..<8).map(Double.init))
    let b = Tensor([2, 3, 2, 2], (0..<24).map { -Double($0) })
    let (first, second) = a.concatenatedOnChannels(with: b).splitOnChannels(at: 1)
    #expect(first == a && second == b)
  }
}
