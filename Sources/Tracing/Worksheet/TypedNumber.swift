/// A number as a reader types it: `0.2671`, `−.5`, `2,5`, `3.1e-4`, `3.1·10^-4`.
struct TypedNumber {
  /// What was meant.
  let value: Double
  /// What the last digit counts: 0.0001 for `0.2671`.
  let unit: Double
  /// How many digits there are from the first that is not 0.
  let digits: Int

  /// Reads a number; nil if it is none. A comma is a decimal point, the minus may be any dash, and the marks
  /// that Markdown puts around a word are dropped.
  init?(_ text: some StringProtocol) {
    let plain = text.filter { !$0.isWhitespace && !"_*`".contains($0) }
      .replacing("·10^", with: "e").replacing("×10^", with: "e").replacing("x10^", with: "e")
      .map { "−–".contains($0) ? "-" : $0 == "," ? "." : $0 }
    guard plain.count <= 40,
      let match = String(plain).wholeMatch(
        of: /([+\-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+\-]?[0-9]{1,3}))?/),
      !(match.2.isEmpty && (match.3 ?? "").isEmpty),
      let value = Double(
        "\(match.1)\(match.2.isEmpty ? "0" : match.2).\((match.3 ?? "") + "0")e\(match.4 ?? "0")"),
      value.isFinite
    else { return nil }
    let places = (match.3 ?? "").count
    self.value = value
    unit = Self.tenToThe((match.4.flatMap { Int($0) } ?? 0) - places)
    digits = (match.2 + (match.3 ?? "")).drop { $0 == "0" }.count
  }

  /// The number whose text a page shows, read back.
  static func shown(_ value: Double, decimals: Int = 4) -> Double {
    TypedNumber(value.shown(decimals: decimals))?.value ?? value
  }

  /// The unit of the last digit that pages show of a number: four decimals, or four digits where it is very
  /// small or very large.
  static func shownUnit(of value: Double) -> Double {
    let size = value.magnitude
    if size == 0 || (size >= 0.001 && size < 100_000) { return 1e-4 }
    return TypedNumber(value.scientific(digits: 4))?.unit ?? 1e-4
  }

  private static func tenToThe(_ power: Int) -> Double { Double("1e\(power)") ?? 0 }
}
