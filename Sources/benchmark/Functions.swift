import Numerics

/// Elementary functions: millions a second, one by one (each argument waits for the result before) and
/// in arrays.
enum Functions {
  static func figures() -> [Figure] {
    let (x, y) = (numbers(Double.self), numbers(Double.self))
    let (floatX, floatY) = (numbers(Float.self), numbers(Float.self))
    // Written out: a loop over a closure would not become vectors.
    return arrays(
      "exp", { for i in 0..<count { floatY[i] = Float.exp(floatX[i]) } },
      { for i in 0..<count { y[i] = Double.exp(x[i]) } })
      + arrays(
        "erf", { for i in 0..<count { floatY[i] = Float.erf(floatX[i]) } },
        { for i in 0..<count { y[i] = Double.erf(x[i]) } })
      + arrays(
        "tanh", { for i in 0..<count { floatY[i] = Float.tanh(floatX[i]) } },
        { for i in 0..<count { y[i] = Double.tanh(x[i]) } })
      + [
        single("exp", { .exp($0) }), single("erf", { .erf($0) }), single("tanh", { .tanh($0) }),
        single("log", { .log($0 + 5) }), single("sin", { .sin($0) }), single("cos", { .cos($0) }),
      ]
  }

  private static let count = 4096

  /// From −4 to 4. Never freed: the process ends soon.
  private static func numbers<Element: RealNumber>(_: Element.Type)
    -> UnsafeMutablePointer<Element>
  {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: count)
    for i in 0..<count { memory[i] = 8 * Element(i) / Element(count) - 4 }
    return memory
  }

  private static func arrays(
    _ name: String, _ float: @escaping () -> Void, _ double: @escaping () -> Void
  ) -> [Figure] {
    let rates = Timing.seconds(of: [float, double]).map { Double(count) / $0 / 1e6 }
    return [
      Figure("\(name) in arrays, Float, M/s", rates[0], goal: 300),
      Figure("\(name) in arrays, Double, M/s", rates[1], goal: 150),
    ]
  }

  private static func single(_ name: String, _ function: @escaping (Double) -> Double) -> Figure {
    var last = 0.0
    let seconds = Timing.seconds {
      for i in 0..<count {
        let x = 8 * Double(i) / Double(count) - 4
        last = function(x + last * 1e-300)
      }
    }
    withExtendedLifetime(last) {}
    return Figure("\(name) one by one, M/s", Double(count) / seconds / 1e6)
  }
}
