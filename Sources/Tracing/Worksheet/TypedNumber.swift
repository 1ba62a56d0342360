/// A number as a reader types it: `0.2671`, `−.5`, `2,5`, `3.1e-4`, `3.1·10^-4`.
package struct TypedNumber {
  /// What was meant.
  let value: Double
  /// What the last digit counts: 0.0001 for `0.2671`.
  let unit: Double
  /// How many digits there are from the first that is not 0.
  let digits: Int

  /// Reads a number; nil if it is none. A comma is a decimal point, the minus may be any dash, and the marks
  /// that Markdown puts around a word are dropped.
  init?(_ text: some StringProtocol) {
    guard let plain = Self.plain(text), plain.count <= 40 else { return nil }
    var rest = Substring(plain)
    let sign = Self.sign(&rest)
    let whole = Self.digits(&rest)
    var (places, power) = (Substring(), 0)
    if rest.first == "." {
      rest.removeFirst()
      places = Self.digits(&rest)
    }
    if rest.first == "e" || rest.first == "E" {
      rest.removeFirst()
      let sign = Self.sign(&rest)
      let size = Self.digits(&rest)
      guard size.count <= 3, let given = Int(sign + size) else { return nil }
      power = given
    }
    guard rest.isEmpty, !(whole.isEmpty && places.isEmpty),
      let value = Double("\(sign)0\(whole).\(places)0e\(power)"), value.isFinite
    else { return nil }
    self.value = value
    unit = Self.tenToThe(power - places.count)
    digits = (whole + places).drop { $0 == "0" }.count
  }

  /// The text with a hyphen, a point and an e in the places of what means the same, without spaces and marks;
  /// nil where a ^ doesn't follow `·10`.
  private static func plain(_ text: some StringProtocol) -> String? {
    var plain = ""
    for character in text where !character.isWhitespace {
      switch character {
      case "_", "*", "`": continue
      case "−", "–": plain.append("-")
      case ",": plain.append(".")
      case "^":
        guard let times = ["·10", "×10", "x10"].first(where: plain.hasSuffix) else { return nil }
        plain.removeLast(times.count)
        plain.append("e")
      default: plain.append(character)
      }
    }
    return plain
  }

  private static func sign(_ rest: inout Substring) -> String {
    guard let first = rest.first, first == "+" || first == "-" else { return "" }
    return String(rest.removeFirst())
  }

  private static func digits(_ rest: inout Substring) -> Substring {
    let digits = rest.prefix { ("0"..."9").contains($0) }
    rest = rest.dropFirst(digits.count)
    return digits
  }

  /// The number whose text a page shows, read back.
  static func shown(_ value: Double, decimals: Int = 4) -> Double {
    TypedNumber(value.shown(decimals: decimals))?.value ?? value
  }

  /// The unit of the last digit that pages show of a number: four decimals, or four digits where it is very
  /// small or very large.
  package static func shownUnit(of value: Double) -> Double {
    let size = value.magnitude
    if size == 0 || (size >= 0.001 && size < 100_000) { return 1e-4 }
    return TypedNumber(value.scientific(digits: 4))?.unit ?? 1e-4
  }

  private static func tenToThe(_ power: Int) -> Double { Double("1e\(power)") ?? 0 }
}
