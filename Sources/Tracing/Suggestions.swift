/// Names close to one that does not exist.
package enum Suggestions {
  static func closest(to name: String, in names: [String], count: Int = 3) -> [String] {
    // Comparing takes as many steps as both lengths multiplied, and no long name is a slip.
    if name.utf8.count > 200 { return [] }
    return names.filter { $0.utf8.count <= 200 }.map {
      (name: $0, distance: distance(Array(name.utf8), Array($0.utf8)))
    }
    .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
    .prefix(count).filter { $0.distance <= max(3, name.utf8.count / 2) }.map(\.name)
  }

  /// Words that differ from one by a letter, or by a third of its letters.
  package static func nearMisses(of word: String, in words: [String]) -> [String] {
    closest(to: word, in: words).filter {
      distance(Array(word.utf8), Array($0.utf8)) <= max(1, word.utf8.count / 3)
    }
  }

  /// Levenshtein's: how many letters to insert, delete or change.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (x == y ? 0 : 1))
        diagonal = above
      }
    }
    return row[b.count]
  }
}

extension RecordedTrace {
  /// Why an entry was not found, and what might have been meant.
  package func unknown(_ entry: String) -> TraceError {
    let grid = String(entry.prefix { $0 != "[" })
    if let known = self[grid] {
      let shape = known.shape.map(String.init).joined(separator: "×")
      return TraceError(
        name,
        known.shape.isEmpty
          ? "\(grid) is one number; ask for '\(grid)'"
          : "\(grid) has the shape \(shape); ask for an entry such as "
            + "'\(grid)[\(known.shape.map { _ in "0" }.joined(separator: ","))]'")
    }
    let close = Suggestions.closest(to: grid, in: grids.map(\.name))
    let hint = close.isEmpty ? "" : "; did you mean \(close.joined(separator: ", "))?"
    return TraceError(name, "no grid is called '\(grid)'\(hint)")
  }
}
