/// How numbers are shown to readers. Full precision is in the trace; a page shows four decimals.
extension Double {
  /// The nearest number with two decimals, which a reader can type into a calculator exactly.
  package var roundedToTwoDecimals: Double { (self * 100).rounded() / 100 }

  /// As a page shows it: whole numbers without decimals, others with two decimals when that is all
  /// there is to them, else with four, or in scientific notation with four digits when the size is
  /// below 0.001 or from 100,000 on. The minus is `−`.
  package var shown: String { shown(decimals: 4) }

  /// `shown`, with more decimals where four are too few to calculate with.
  package func shown(decimals: Int) -> String {
    if isNaN { return "NaN" }
    if isInfinite { return self < 0 ? "−∞" : "∞" }
    if self == 0 { return "0" }
    let size = magnitude
    if size < 100_000 && self == rounded() { return fixed(0) }
    if size < 0.001 || size >= 100_000 { return scientific(digits: 4) }
    let isShort = (size * 100 - (size * 100).rounded()).magnitude < 1e-9 * size
    var text = fixed(isShort ? 2 : decimals)
    for _ in 4..<max(4, decimals) where !isShort && text.hasSuffix("0") { text.removeLast() }
    return text
  }

  /// `shown`, in parentheses when negative: for use after another sign.
  package var shownAsTerm: String { shownAsTerm(decimals: 4) }

  /// `shownAsTerm`, with more decimals where four are too few to calculate with.
  package func shownAsTerm(decimals: Int) -> String {
    self < 0 ? "(\(shown(decimals: decimals)))" : shown(decimals: decimals)
  }

  /// With exactly so many decimals (0 to 15), correctly rounded, ties to even.
  package func fixed(_ decimals: Int) -> String {
    let unit = Double.tenToThe(decimals)
    let size = magnitude
    let scaled = size * unit
    guard scaled < 0x1p53 else { return Double.withRealMinus(description) }
    // The product may have been rounded onto a tie that is none: its exact error decides.
    let error = (-scaled).addingProduct(size, unit)
    var whole = scaled.rounded(.down)
    let fraction = scaled - whole
    let isOdd = Int(whole) & 1 == 1
    if fraction > 0.5 || (fraction == 0.5 && (error > 0 || (error == 0 && isOdd))) { whole += 1 }
    let digits = String(Int(whole))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let point = padded.index(padded.endIndex, offsetBy: -decimals)
    let sign = self < 0 && whole > 0 ? "−" : ""
    return sign + padded[..<point] + (decimals > 0 ? "." + padded[point...] : "")
  }

  /// With so many significant digits, as in `−3.142e−5`.
  package func scientific(digits count: Int) -> String {
    if self == 0 || !isFinite { return shown }
    // The shortest decimal that reads back as this number, as digits and a power of ten.
    let parts = magnitude.description.split(separator: "e")
    let (whole, fraction) = (parts[0].prefix { $0 != "." }, parts[0].drop { $0 != "." }.dropFirst())
    let all = (whole + fraction).compactMap(\.wholeNumberValue)
    let zeros = all.prefix { $0 == 0 }.count
    var exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) + whole.count - 1 - zeros
    let digits = Array(all.dropFirst(zeros)) + Array(repeating: 0, count: count + 1)
    var rounded = digits.prefix(count).reduce(0) { 10 * $0 + $1 } + (digits[count] >= 5 ? 1 : 0)
    if String(rounded).count > count { (rounded, exponent) = (rounded / 10, exponent + 1) }
    let text = String(rounded)
    let mantissa = text.prefix(1) + (count > 1 ? "." + text.dropFirst() : "")
    return (self < 0 ? "−" : "") + mantissa + (exponent < 0 ? "e−" : "e") + "\(exponent.magnitude)"
  }

  private static func tenToThe(_ power: Int) -> Double {
    var result = 1.0
    for _ in 0..<power { result *= 10 }
    return result
  }

  private static func withRealMinus(_ text: String) -> String {
    String(text.map { $0 == "-" ? "−" : $0 })
  }
}

extension Int {
  /// With thousands separated, as in `1,234,567`.
  package var grouped: String {
    var result = ""
    for (place, digit) in String(magnitude).reversed().enumerated() {
      if place > 0 && place % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return (self < 0 ? "−" : "") + String(result.reversed())
  }
}
