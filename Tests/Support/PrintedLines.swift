import Foundation
import Numerics

/// Finds the calculations on a page and says which are wrong.
package struct PrintedLines {
  /// How many lines were evaluated, and how many of a table's rows.
  package private(set) var lines = 0
  package private(set) var rows = 0
  /// What does not hold, with the line's number on the page.
  package private(set) var wrong: [String] = []
  /// Whether its lists write rows once that entries share; an entry is then one line, with several forms in it.
  private let sharesRows: Bool

  package init(page: String) {
    sharesRows = page.contains("\nA0 = ")
    let all = page.split(separator: "\n", omittingEmptySubsequences: false)
    var i = 0
    while i < all.count {
      if all[i] == "```text" && !isOutput(all, i) {
        let end = all[(i + 1)...].firstIndex(of: "```") ?? all.count
        checkBlock(all[(i + 1)..<end])
        i = end
      } else if all[i].hasPrefix("|"), all[i].contains("running sum") {
        let end = all[i...].firstIndex { !$0.hasPrefix("|") } ?? all.count
        checkTable(all[min(i + 2, end)..<end], hasBias: all[i].contains("input"))
        i = end
      }
      i += 1
    }
  }

  /// What a tool prints has a form of its own.
  private func isOutput(_ lines: [Substring], _ fence: Int) -> Bool {
    fence >= 2 && lines[fence - 2].contains("What it prints")
  }

  // MARK: Entries: name = names = numbers = … = result

  private mutating func checkBlock(_ lines: ArraySlice<Substring>) {
    var (name, forms, start, rows) = (Substring(), [String](), 0, SharedRows())
    func parts(_ text: some StringProtocol) -> [String] {
      sharesRows ? text.components(separatedBy: " = ") : [String(text)]
    }
    for (number, line) in zip(lines.indices, lines) {
      let words = line.drop { $0 == " " }
      if words.hasPrefix("= ") {
        forms += parts(words.dropFirst(2))
      } else if let last = forms.last, words.hasPrefix("+ ") || sharesRows && last.hasSuffix(",") {
        forms = forms.dropLast() + parts("\(last) \(words)")
      } else {
        check(rows.written(name, forms), start)
        forms = []
        guard words.count == line.count, let sign = line.range(of: " = ") else { continue }
        name = line[..<sign.lowerBound]
        (forms, start) = (parts(line[sign.upperBound...]), number + 1)
      }
    }
    check(rows.written(name, forms), start)
  }

  /// Rows that a list writes once, with a name such as `A3`, because many entries share them.
  private struct SharedRows {
    private var rows: [String: [String]] = [:]

    /// An entry's forms, without names of rows. Where the entry is such a row, it is noted.
    mutating func written(_ name: Substring, _ forms: [String]) -> [String] {
      if name.wholeMatch(of: /[AB][0-9]+/) != nil, let last = forms.last {
        rows[String(name)] = last.components(separatedBy: ", ")
      }
      return forms.map { form in
        var form = form
        for match in form.matches(of: /([AB][0-9]+|\([^()]*\))·([AB][0-9]+|\([^()]*\))/).reversed()
        {
          let (a, b) = (row(match.1), row(match.2))
          guard a.count > 1, a.count == b.count else { continue }
          let products = zip(a, b).map { "(\($0))·(\($1))" }
          form.replaceSubrange(match.range, with: products.joined(separator: " + "))
        }
        for match in form.matches(of: /\/ ([AB][0-9]+)/).reversed() {
          form.replaceSubrange(match.range, with: "/ (\(row(match.1).joined()))")
        }
        return form
      }
    }

    private func row(_ text: Substring) -> [String] {
      if let row = rows[String(text)] { return row }
      return text.dropFirst().dropLast().components(separatedBy: ", ")
    }
  }

  /// All forms of an entry must give the last one; only the first may be names.
  private mutating func check(_ forms: [String], _ line: Int) {
    // A result that is left to the reader is none.
    guard forms.count > 1, let last = forms.last, !last.hasSuffix("____") else { return }
    guard let result = Calculator.value(of: last) else {
      wrong.append("line \(line): cannot read the result '\(last)'")
      return
    }
    for (i, form) in forms.dropLast().enumerated() {
      guard let value = Calculator.value(of: form) else {
        if i > 0 || forms.count == 2 { wrong.append("line \(line): cannot read '\(form)'") }
        continue
      }
      lines += 1
      if !value.meets(result) { wrong.append("line \(line): \(form) is not \(last)") }
    }
  }

  // MARK: Tables: value · value = product, and the running sum

  private mutating func checkTable(_ lines: ArraySlice<Substring>, hasBias: Bool) {
    var total = Interval(0, 0)
    for (number, line) in zip(lines.indices, lines) {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 6, let product = Calculator.value(of: cells[4]),
        let sum = Calculator.value(of: cells[5]), let second = Calculator.value(of: cells[3])
      else { continue }
      rows += 1
      let first = cells[1].isEmpty ? Interval(1, 1) : Calculator.value(of: cells[1])
      total = total + product
      guard let first, (first * second).meets(product), total.meets(sum) else {
        wrong.append("line \(number + 1): \(line)")
        continue
      }
    }
  }
}
