import Numerics
import Testing

@testable import Core

@Suite struct MatrixProductTests {
  /// The sum as a person does it, for every entry.
  func naive<Element: RealNumber>(_ a: Tensor<Element>, _ b: Tensor<Element>) -> [Element] {
    let (m, k, n) = (a.shape[0], a.shape[1], b.shape[1])
    return (0..<m * n).map { place in
      let (i, j) = (place / n, place % n)
      return (0..<k).reduce(Element(0)) { $0 + a.values[i * k + $1] * b.values[$1 * n + j] }
    }
  }

  /// All three forms of a product against the plain sums.
  func expectPlainSums<Element: RealNumber>(_ a: Tensor<Element>, _ b: Tensor<Element>) {
    let plain = naive(a, b).map { Double($0).bitPattern }
    func bits(_ y: Tensor<Element>) -> [UInt64] { y.values.map { Double($0).bitPattern } }
    let shapes = "\(a.shape) ⊗ \(b.shape)"
    let products = [a ⊗ b, a ⊗ b.transposed().transpose, a.transposed().transpose ⊗ b]
    #expect(products.map { bits($0) == plain } == [true, true, true], "\(shapes)")
  }

  func expectPlainSums(_ m: Int, _ k: Int, _ n: Int) {
    let draws = NamedRandom(seed: 6)["matrix"]
    let a = Tensor([m, k], (0..<m * k).map(draws.normal))
    let b = Tensor([k, n], (0..<k * n).map { draws.normal(1000 + $0) })
    expectPlainSums(a, b)
    expectPlainSums(a.converted(to: Float.self), b.converted(to: Float.self))
  }

  /// Blocks that are full and not, panels read in place and copied, k beyond what a panel holds,
  /// rows that lie 2 KiB apart (and so are copied), single rows and columns.
  @Test(arguments: [
    (1, 1, 1), (4, 3, 16), (5, 7, 17), (3, 2, 33), (8, 9, 40), (2, 0, 5), (13, 31, 15), (9, 64, 48),
    (16, 5, 8), (17, 20, 64), (33, 70, 130), (1, 600, 70), (1, 7, 300), (70, 600, 1),
    (20, 1100, 20),
    (20, 512, 65), (18, 1024, 64),
  ])
  func `equals the plain sums to the last bit, in Double and Float`(m: Int, k: Int, n: Int) {
    expectPlainSums(m, k, n)
  }

  @Test(arguments: 1...4)
  func `has the same bits for any number of threads`(threads: Int) {
    let before = Threads.count
    Threads.count = threads
    defer { Threads.count = before }
    expectPlainSums(150, 130, 240)
    expectPlainSums(330, 130, 110)
  }

  @Test func `work is shared out whole`() {
    for (n, unit, threads) in [(1, 1, 3), (7, 1, 3), (100, 16, 4), (64, 64, 2), (3, 1, 8)] {
      let before = Threads.count
      Threads.count = threads
      defer { Threads.count = before }
      var visits = [Int](repeating: 0, count: n)
      visits.withUnsafeMutableBufferPointer { buffer in
        nonisolated(unsafe) let buffer = buffer
        Threads.split(n, by: unit, work: 100_000_000) { range in
          for i in range { buffer[i] += 1 }
        }
      }
      #expect(visits.allSatisfy { $0 == 1 }, "\(n) by \(unit) on \(threads) threads")
    }
  }

  @Test(arguments: [(0, 2), (1, 2), (5, 1), (5, 2), (5, 4), (3, 8), (100, 3)])
  func `entries done side by side stay in their order`(n: Int, threads: Int) {
    let before = Threads.count
    Threads.count = threads
    defer { Threads.count = before }
    let words = (0..<n).map { "entry \($0)" }
    #expect(words.concurrentMap { $0 + "!" } == words.map { $0 + "!" })
    let ranges = Threads.ranges(of: n)
    #expect(ranges.flatMap(Array.init) == Array(0..<n) && ranges.count == min(n, threads))
    #expect(ranges.allSatisfy { !$0.isEmpty })
  }

  @Test func `a channel joined on is split off again`() {
    let a = Tensor([2, 1, 2, 2], (0..<8).map(Double.init))
    let b = Tensor([2, 3, 2, 2], (0..<24).map { -Double($0) })
    let (first, second) = a.concatenatedOnChannels(with: b).splitOnChannels(at: 1)
    #expect(first == a && second == b)
  }
}
