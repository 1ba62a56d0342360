import Numerics

/// Reads and evaluates the notation in which pages print calculations: `0.84·(−0.13) + √2 / 4²`.
///
/// Every number stands for all numbers that are shown so: ±½ in its last digit, but for whole numbers
/// and those with one or two decimals, which are exact.
package struct Calculator {
  private let text: [Character]
  private var place = 0

  /// The value of a line; nil where it is no calculation with numbers only.
  package static func value(of line: some StringProtocol) -> Interval? {
    var calculator = Calculator(text: Array(line.filter { $0 != " " && $0 != "*" }))
    guard let value = calculator.sum(), calculator.place == calculator.text.count else {
      return nil
    }
    return value
  }

  private var next: Character? { place < text.count ? text[place] : nil }

  private mutating func take(_ word: String) -> Bool {
    guard text[place...].starts(with: word) else { return false }
    place += word.count
    return true
  }

  private mutating func sum() -> Interval? {
    guard var total = product() else { return nil }
    while let sign = next, sign == "+" || sign == "−" {
      place += 1
      guard let term = product() else { return nil }
      total = total + (sign == "+" ? term : -term)
    }
    return total
  }

  private mutating func product() -> Interval? {
    guard var total = power() else { return nil }
    while let sign = next, sign == "·" || sign == "/" {
      place += 1
      guard let factor = power() else { return nil }
      total = sign == "·" ? total * factor : total / factor
    }
    return total
  }

  private mutating func power() -> Interval? {
    guard var base = atom() else { return nil }
    while let sign = next, sign == "²" || sign == "^" {
      place += 1
      var exponent = 2
      if sign == "^" {
        guard let count = atom() else { return nil }
        exponent = Int(count.high)
      }
      let factor = base
      for _ in 1..<max(1, exponent) { base = base * factor }
      if exponent == 2 && base.low < 0 { base = Interval(0, base.high) }
    }
    return base
  }

  private mutating func atom() -> Interval? {
    if take("−") { return power().map { -$0 } }
    if take("½") { return Interval(0.5, 0.5) }
    if take("2π") { return Interval(2 * .pi, 2 * .pi) }
    if take("π") { return Interval(.pi, .pi) }
    if take("√") {
      return atom().map { x in
        Interval(max(0, x.low), max(0, x.high)).rising { $0.squareRoot() }
      }
    }
    for (name, function) in Self.rising where take(name) {
      return parenthesized()?.rising(function)
    }
    for (name, function) in Self.gentle where take(name) {
      return parenthesized()?.gentle(function)
    }
    if take("min") {
      return arguments()?.reduce(Interval(.infinity, .infinity)) {
        Interval(min($0.low, $1.low), min($0.high, $1.high))
      }
    }
    if take("max") {
      return arguments()?.reduce(Interval(-.infinity, -.infinity)) {
        Interval(max($0.low, $1.low), max($0.high, $1.high))
      }
    }
    if take("[") { return comparison() }
    if take("round") {
      return parenthesized().map { Interval($0.low - 0.005, $0.high + 0.005) }
    }
    if next == "(" { return parenthesized() }
    return number()
  }

  private typealias Function = @Sendable (Double) -> Double
  private static let rising: [(String, Function)] = [
    ("exp", { Double.exp($0) }), ("erf", { Double.erf($0) }),
    ("ln", { $0 > 0 ? Double.log($0) : -.infinity }),
  ]
  private static let gentle: [(String, Function)] = [
    ("sin", { Double.sin($0) }), ("cos", { Double.cos($0) }),
  ]

  private mutating func parenthesized() -> Interval? {
    guard take("("), let inner = sum(), take(")") else { return nil }
    return inner
  }

  /// `(1, 2, 3)`
  private mutating func arguments() -> [Interval]? {
    guard take("("), let first = sum() else { return nil }
    var all = [first]
    while take(",") {
      guard let next = sum() else { return nil }
      all.append(next)
    }
    return take(")") ? all : nil
  }

  /// `[1 ≥ 2]`, after its bracket: 1 where it is true, 0 where it is not.
  private mutating func comparison() -> Interval? {
    guard let a = sum(), take("≥"), let b = sum(), take("]") else { return nil }
    return Interval(a.low >= b.high ? 1 : 0, a.high >= b.low ? 1 : 0)
  }

  /// `0.1234`, `12,000`, `1.234e−5`
  private mutating func number() -> Interval? {
    var (digits, decimals, exponent) = ("", 0, 0)
    var hasPoint = false
    while let c = next, c.isASCII, c.isNumber || (c == "." && !hasPoint) {
      if hasPoint { decimals += 1 }
      if c == "." { hasPoint = true }
      digits.append(c)
      place += 1
    }
    guard !digits.isEmpty, let size = Double(digits) else { return nil }
    let isScientific = next == "e"
    if isScientific {
      place += 1
      let sign = take("−") ? -1 : 1
      var power = ""
      while let c = next, c.isASCII, c.isNumber {
        power.append(c)
        place += 1
      }
      guard let value = Int(power) else { return nil }
      exponent = sign * value
    }
    var unit = 1.0
    for _ in 0..<exponent.magnitude { unit *= 10 }
    func scaled(_ x: Double) -> Double { exponent < 0 ? x / unit : x * unit }
    var half = 0.5
    for _ in 0..<decimals { half /= 10 }
    // Exact but for the hair by which a number may differ from the two decimals it is shown with.
    let isExact = !isScientific && decimals <= 2
    let slack = isExact ? 1e-9 * size : half * (1 + 1e-9)
    return Interval(scaled(size - slack), scaled(size + slack))
  }
}
