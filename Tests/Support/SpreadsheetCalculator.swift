import Foundation
import Numerics

/// A small spreadsheet that knows the formulas we write: a third computation, for tests. It is as strict as
/// the strictest program: a number that is infinite is an error, and a function of single numbers takes a
/// range only in an array formula.
package final class SpreadsheetCalculator {
  /// A formula or a number, by sheet and address: `Forward!B7`.
  private var formulas: [String: String] = [:]
  private var values: [String: Double] = [:]
  private var names: [String: String] = [:]
  private var arrays: Set<String> = []
  private var open: Set<String> = []

  /// What is wrong with a workbook.
  package struct Wrong: Error, CustomStringConvertible {
    package let description: String
  }

  package var cells: [String] { (Array(formulas.keys) + values.keys).sorted() }
  package func isFormula(_ cell: String) -> Bool { formulas[cell] != nil }

  /// - Parameters:
  ///   - workbook: The part `xl/workbook.xml`; sheets in its order.
  package init(workbook: String, sheets: [String]) throws {
    let titles = Self.all(#"<sheet name="([^"]+)""#, in: workbook).map { $0[1] }
    guard titles.count == sheets.count else { throw Wrong(description: "\(titles.count) sheets") }
    for name in Self.all(#"<definedName name="([^"]+)">([^<]+)<"#, in: workbook) {
      names[name[1]] = name[2].replacing("$", with: "")
    }
    for (title, xml) in zip(titles, sheets) {
      for c in Self.all(
        #"<c r="([A-Z]+[0-9]+)"[^>]*>(?:<f([^>]*)>([^<]*)</f>)?(?:<v>([^<]*)</v>)?</c>"#, in: xml)
      {
        let cell = "\(title)!\(c[1])"
        if !c[3].isEmpty { formulas[cell] = c[3] } else { values[cell] = Double(c[4]) }
        if c[2] == #" t="array" ref="\#(c[1])""# { arrays.insert(cell) }
      }
    }
  }

  private static func all(_ pattern: String, in text: String) -> [[String]] {
    guard let regex = try? NSRegularExpression(pattern: pattern) else { return [] }
    let whole = NSRange(text.startIndex..., in: text)
    return regex.matches(in: text, range: whole).map { match in
      (0..<match.numberOfRanges).map { n in
        Range(match.range(at: n), in: text).map { String(text[$0]) } ?? ""
      }
    }
  }

  /// Types another number into a given cell; everything is calculated anew.
  package func set(_ cell: String, _ value: Double) {
    values = values.filter { formulas[$0.key] == nil }
    values[cell] = value
  }

  /// - Throws: `Wrong` for a cell that does not exist, a cycle, or a formula that cannot be read.
  package func value(_ cell: String) throws -> Double {
    if let known = values[cell] { return known }
    guard let formula = formulas[cell] else { throw Wrong(description: "no cell \(cell)") }
    guard open.insert(cell).inserted else { throw Wrong(description: "\(cell) depends on itself") }
    defer { open.remove(cell) }
    var parser = Parser(
      text: Array(formula), sheet: String(cell.prefix { $0 != "!" }),
      isArray: arrays.contains(cell), book: self)
    let result = try parser.sum()
    guard parser.isAtEnd, result.count == 1, result[0].isFinite else {
      throw Wrong(description: "\(cell): \(formula)")
    }
    values[cell] = result[0]
    return result[0]
  }

  /// The numbers of a name, a cell or a range.
  fileprivate func numbers(_ word: String, on sheet: String) throws -> [Double] {
    if let area = names[word] { return try numbers(area, on: sheet) }
    let parts = word.split(separator: "!").map(String.init)
    let (home, area) = parts.count == 2 ? (parts[0], parts[1]) : (sheet, word)
    let ends = area.split(separator: ":").map(String.init)
    let (first, last) = (try Self.place(ends[0]), try Self.place(ends[ends.count - 1]))
    return try (first.row...last.row).flatMap { r in
      try (first.column...last.column).map { try value("\(home)!\(Self.letters($0))\(r)") }
    }
  }

  private static func place(_ address: String) throws -> (row: Int, column: Int) {
    let letters = address.prefix { $0.isLetter }
    guard let row = Int(address.dropFirst(letters.count)), !letters.isEmpty else {
      throw Wrong(description: "'\(address)' is no cell")
    }
    return (row, letters.utf8.reduce(0) { 26 * $0 + Int($1) - 64 })
  }

  private static func letters(_ column: Int) -> String {
    column == 0
      ? "" : letters((column - 1) / 26) + String(UnicodeScalar(UInt8(65 + (column - 1) % 26)))
  }
}

/// Sums of products of powers of numbers, areas and functions; areas are calculated entry by entry.
private struct Parser {
  let text: [Character]
  let sheet: String
  let isArray: Bool
  let book: SpreadsheetCalculator
  var at = 0

  var isAtEnd: Bool { at == text.count }

  private mutating func take(_ character: Character) -> Bool {
    guard at < text.count, text[at] == character else { return false }
    at += 1
    return true
  }

  private func each(_ a: [Double], _ b: [Double], _ f: (Double, Double) -> Double) throws
    -> [Double]
  {
    if b.count == 1 { return try finite(a.map { f($0, b[0]) }) }
    if a.count == 1 { return try finite(b.map { f(a[0], $0) }) }
    guard a.count == b.count else {
      throw SpreadsheetCalculator.Wrong(description: "areas of \(a.count) and \(b.count)")
    }
    return try finite(zip(a, b).map(f))
  }

  private func finite(_ numbers: [Double]) throws -> [Double] {
    guard numbers.allSatisfy(\.isFinite) else {
      throw SpreadsheetCalculator.Wrong(description: "\(sheet): \(String(text)) is infinite or NaN")
    }
    return numbers
  }

  mutating func sum() throws -> [Double] {
    var result = take("-") ? try product().map { -$0 } : try product()
    while true {
      if take("+") {
        result = try each(result, product(), +)
      } else if take("-") {
        result = try each(result, product(), -)
      } else {
        return result
      }
    }
  }

  /// A sum, or 1 where one sum is above another (or not below it), and else 0.
  private mutating func comparison() throws -> [Double] {
    let left = try sum()
    guard take(">") else { return left }
    return take("=")
      ? try each(left, sum()) { $0 >= $1 ? 1 : 0 } : try each(left, sum()) { $0 > $1 ? 1 : 0 }
  }

  private mutating func product() throws -> [Double] {
    var result = try power()
    while true {
      if take("*") {
        result = try each(result, power(), *)
      } else if take("/") {
        result = try each(result, power(), /)
      } else {
        return result
      }
    }
  }

  private mutating func power() throws -> [Double] {
    let base = try atom()
    return take("^") ? try each(base, atom(), Foundation.pow) : base
  }

  private mutating func atom() throws -> [Double] {
    if take("-") { return try atom().map { -$0 } }
    if take("(") {
      let inner = try sum()
      _ = take(")")
      return inner
    }
    var word = ""
    while at < text.count, text[at].isLetter || text[at].isNumber || "._!:".contains(text[at]) {
      word.append(text[at])
      at += 1
    }
    if let number = Double(word) {
      guard word.last == "e" || !take("e") else { return [number] }
      return [number]
    }
    guard take("(") else { return try book.numbers(word, on: sheet) }
    var arguments: [[Double]] = []
    if !take(")") {
      repeat { arguments.append(try comparison()) } while take(",")
      _ = take(")")
    }
    return try call(word, arguments)
  }

  /// Functions of single numbers.
  private static let single: [String: @Sendable (Double) -> Double] = [
    "EXP": { Double.exp($0) }, "LN": { Double.log($0) }, "SQRT": { $0.squareRoot() },
    "ERF": { Double.erf($0) }, "SIN": { Double.sin($0) }, "COS": { Double.cos($0) },
    "ABS": { $0.magnitude }, "ROUND": { $0.roundedToTwoDecimals },
  ]

  private func call(_ name: String, _ a: [[Double]]) throws -> [Double] {
    if let function = Self.single[name] {
      guard isArray || a[0].count == 1 else {
        throw SpreadsheetCalculator.Wrong(description: "\(sheet): \(String(text)) takes a range")
      }
      return try finite(a[0].map(function))
    }
    let all = a.flatMap { $0 }
    switch name {
    case "AND": return [all.allSatisfy { $0 != 0 } ? 1 : 0]
    case "PI": return [Double.pi]
    case "MAX": return [all.max() ?? 0]
    case "MIN": return [all.min() ?? 0]
    case "IF": return all[0] == 0 ? a[2] : a[1]
    case "SUM": return [all.reduce(0, +)]
    case "SUMSQ": return [all.reduce(0) { $0 + $1 * $1 }]
    case "SUMPRODUCT": return [try a.dropFirst().reduce(a[0]) { try each($0, $1, *) }.reduce(0, +)]
    default: throw SpreadsheetCalculator.Wrong(description: "unknown function \(name)")
    }
  }
}
