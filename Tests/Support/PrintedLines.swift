import Foundation
import Numerics

/// Finds the calculations on a page and says which are wrong.
package struct PrintedLines {
  /// How many lines were evaluated, and how many of a table's rows.
  package private(set) var lines = 0
  package private(set) var rows = 0
  /// What does not hold, with the line's number on the page.
  package private(set) var wrong: [String] = []

  package init(page: String) {
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
    var (forms, start) = ([String](), 0)
    for (number, line) in zip(lines.indices, lines) {
      let words = line.drop { $0 == " " }
      if words.hasPrefix("= ") {
        forms.append(String(words.dropFirst(2)))
      } else if words.hasPrefix("+ ") && !forms.isEmpty {
        forms[forms.count - 1] += " " + words
      } else {
        check(forms, start)
        forms = []
        guard words.count == line.count, let sign = line.range(of: " = ") else { continue }
        (forms, start) = ([String(line[sign.upperBound...])], number + 1)
      }
    }
    check(forms, start)
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
