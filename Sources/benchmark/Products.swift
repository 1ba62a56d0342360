import Core
import Numerics

/// Matrix products on one thread against the peak of unfused multiply-adds, and single rows against reading.
enum Products {
  static func figures() -> [Figure] {
    squares(Float.self, Peak.floatLoop, Peak.operations(SIMD16<Float>.self))
      + squares(Double.self, Peak.doubleLoop, Peak.operations(SIMD8<Double>.self))
      + shapes() + rows()
  }

  private static func squares<Element: RealNumber>(
    _ type: Element.Type, _ peak: @escaping () -> Void, _ operations: Double
  ) -> [Figure] {
    [64, 128, 256, 512, 1024].map { n in
      figure(
        "\(type) \(n)³", (n, n, n), type, peak, operations, goal: n < 128 ? nil : 0.8,
        form: { a, b in { a ⊗ b } })
    }
  }

  /// What the reference models multiply: projections and their two gradients, a head's scores, a
  /// convolution of one picture.
  private static func shapes() -> [Figure] {
    let (peak, operations) = (Peak.floatLoop, Peak.operations(SIMD16<Float>.self))
    func figure(
      _ name: String, _ m: Int, _ k: Int, _ n: Int,
      form: @escaping Form<Float>
    ) -> Figure {
      Self.figure(name, (m, k, n), Float.self, peak, operations, goal: nil, form: form)
    }
    let rightTurned: Form<Float> = { a, b in
      let w = b.transposed()
      return { a ⊗ w.transpose }
    }
    return [
      figure("x Wᵀ, 1024×64 by 256×64", 1024, 64, 256, form: rightTurned),
      figure("dy W, 1024×256 by 256×64", 1024, 256, 64) { a, b in { a ⊗ b } },
      figure("dyᵀ x, 1024×256 by 1024×64", 256, 1024, 64) { a, b in
        let dy = a.transposed()
        return { dy.transpose ⊗ b }
      },
      figure("scores, 64×16 by 64×16", 64, 16, 64, form: rightTurned),
      figure("convolution, 16×144 by 144×256", 16, 144, 256) { a, b in { a ⊗ b } },
    ]
  }

  /// What is measured of two factors; what it prepares first is not.
  private typealias Form<Element: RealNumber> = (Tensor<Element>, Tensor<Element>) -> () -> Tensor<
    Element
  >

  private static func figure<Element: RealNumber>(
    _ name: String, _ size: (m: Int, k: Int, n: Int), _: Element.Type,
    _ peak: @escaping () -> Void, _ operations: Double, goal: Double?,
    form: @escaping Form<Element>
  ) -> Figure {
    let a: Tensor<Element> = numbers([size.m, size.k])
    let b: Tensor<Element> = numbers([size.k, size.n])
    let product = form(a, b)
    let seconds = Timing.seconds(of: [{ Threads.limited(to: 1) { keep(product()) } }, peak])
    let rates = (2 * Double(size.m * size.k * size.n) / seconds[0], operations / seconds[1])
    let note = "\(Figure.short(rates.0 / 1e9)) of \(Figure.short(rates.1 / 1e9)) GFLOP/s"
    return Figure("product \(name) / peak", rates.0 / rates.1, goal: goal, note: note)
  }

  /// One row times a weight, as in generating word by word, against adding up the weight's numbers.
  private static func rows() -> [Figure] {
    let n = 1024
    let (x, w): (Tensor<Float>, Tensor<Float>) = (numbers([1, n]), numbers([n, n]))
    let seconds = Timing.seconds(of: [{ keep(x ⊗ w) }, { keep(x ⊗ w.transpose) }, { read(w) }])
    return [
      Figure("one row, x W / reading W", seconds[2] / seconds[0]),
      Figure("one row, x Wᵀ / reading W", seconds[2] / seconds[1]),
    ]
  }

  @inline(never)
  private static func read(_ w: Tensor<Float>) {
    w.values.withUnsafeBytes { bytes in
      var sums = (SIMD16<Float>(), SIMD16<Float>(), SIMD16<Float>(), SIMD16<Float>())
      for i in stride(from: 0, to: bytes.count, by: 256) {
        sums.0 += bytes.loadUnaligned(fromByteOffset: i, as: SIMD16<Float>.self)
        sums.1 += bytes.loadUnaligned(fromByteOffset: i + 64, as: SIMD16<Float>.self)
        sums.2 += bytes.loadUnaligned(fromByteOffset: i + 128, as: SIMD16<Float>.self)
        sums.3 += bytes.loadUnaligned(fromByteOffset: i + 192, as: SIMD16<Float>.self)
      }
      kept = Double((sums.0 + sums.1 + sums.2 + sums.3)[0])
    }
  }

  static func numbers<Element: RealNumber>(_ shape: [Int]) -> Tensor<Element> {
    let draws = NamedRandom(seed: 16)["numbers"]
    return Tensor(shape, (0..<shape.reduce(1, *)).map { Element(draws.uniform($0) - 0.5) })
  }

  nonisolated(unsafe) private static var kept = 0.0

  /// So that the compiler cannot leave out what nobody uses.
  @inline(never)
  static func keep<Element: RealNumber>(_ tensor: Tensor<Element>) {
    kept = Double(tensor.values[0])
  }
}
