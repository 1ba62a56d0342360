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
    return Self.written(Int(whole), point: decimals, isNegative: self < 0 && whole > 0)
  }

  /// A whole number with a point before its last so many digits.
  private static func written(_ number: Int, point: Int, isNegative: Bool) -> String {
    String(unsafeUninitializedCapacity: 48) { buffer in
      // From the end; at most 17 digits, a point and a minus of three bytes.
      var (rest, place, written) = (number, 48, 0)
      while written <= point || rest > 0 {
        if written == point && point > 0 {
          place -= 1
          buffer[place] = UInt8(ascii: ".")
        }
        place -= 1
        buffer[place] = UInt8(ascii: "0") + UInt8(rest % 10)
        (rest, written) = (rest / 10, written + 1)
      }
      if isNegative {
        place -= 3
        (buffer[place], buffer[place + 1], buffer[place + 2]) = (0xe2, 0x88, 0x92)
      }
      for i in place..<48 { buffer[i - place] = buffer[i] }
      return 48 - place
    }
  }

  /// With so many significant digits, as in `−3.142e−5`.
  package func scientific(digits count: Int) -> String {
    if self == 0 || !isFinite { return shown }
    let (leading, isMore, size) = Self.digits(of: magnitude.description, count)
    let isTooLong = isMore && leading + 1 == Self.wholeTenToThe(count)
    let rounded = isTooLong ? (leading + 1) / 10 : leading + (isMore ? 1 : 0)
    let exponent = isTooLong ? size + 1 : size
    let mantissa = Self.written(rounded, point: count - 1, isNegative: self < 0)
    return mantissa + (exponent < 0 ? "e−" : "e") + "\(exponent.magnitude)"
  }

  /// The first so many digits of a number above 0 as a whole number, whether the next digit rounds them up,
  /// and the power of ten of the first. The text is the shortest decimal that reads back as the number.
  private static func digits(of text: String, _ count: Int) -> (Int, isMore: Bool, power: Int) {
    var (leading, taken, isMore, power) = (0, 0, false, 0)
    var (hasPoint, isExponent, exponent, sign) = (false, false, 0, 1)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "."): hasPoint = true
      case UInt8(ascii: "e"): isExponent = true
      case UInt8(ascii: "-"): sign = -1
      case UInt8(ascii: "+"): break
      case _ where isExponent: exponent = 10 * exponent + Int(byte) - 48
      default:
        let digit = Int(byte) - 48
        // Before the point each further digit raises the power, behind it each leading zero lowers it.
        if taken > 0 { power += hasPoint ? 0 : 1 } else if hasPoint { power -= 1 }
        if taken == 0 && digit == 0 { continue }
        if taken < count {
          leading = 10 * leading + digit
        } else if taken == count {
          isMore = digit >= 5
        }
        taken += 1
      }
    }
    for _ in taken..<max(taken, count) { leading *= 10 }
    return (leading, isMore, power + sign * exponent)
  }

  private static func wholeTenToThe(_ power: Int) -> Int {
    (0..<power).reduce(1) { product, _ in 10 * product }
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
