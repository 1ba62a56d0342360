import ByHand
import Tracing

/// Where each grid of a trace stands in a workbook: which sheet, and where on it.
struct Layout {
  /// A sheet's name and its grids, by their numbers in the trace, in the order computed.
  struct Sheet {
    let name: String
    var grids: [Int] = []
  }

  /// The place of a grid: its sheet, and the row and column of its first entry, from 1.
  struct Place {
    let sheet: Int
    let row: Int
    /// Entries of a row; the row of an entry is its offset divided by this.
    let width: Int
  }

  private(set) var sheets: [Sheet] = []
  private(set) var places: [Place] = []
  /// For each line of the trace, the grid that it belongs to.
  private(set) var gridOfLine: [Int] = []
  private let trace: RecordedTrace
  /// What single numbers are called in formulas.
  private(set) var names: [String] = []

  /// What a sheet of Excel can hold.
  private static let most = (rows: 1_048_576, columns: 16_384)
  /// The column of a grid's first entry; before it stand the labels of rows.
  static let firstColumn = 2

  /// - Parameter pages: Which page shows a grid, in reading order; what stands on none is put together by
  ///   what it is.
  init(_ trace: RecordedTrace, pages: [(page: String, grid: String)] = []) throws {
    self.trace = trace
    let number = Dictionary(
      trace.grids.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    var placed: Set<Int> = []
    for (page, grid) in pages {
      guard let n = number[grid], try !isParameter(n), placed.insert(n).inserted else { continue }
      add(n, to: Self.valid("p\(page)"))
    }
    let passes = Self.passes(Set(number.keys))
    for n in trace.grids.indices where !placed.contains(n) {
      add(n, to: try sheet(of: n, passes))
    }
    places = trace.grids.map { _ in Place(sheet: 0, row: 0, width: 1) }
    for (s, sheet) in sheets.enumerated() {
      var row = 3
      for n in sheet.grids {
        let grid = trace.grids[n]
        let width = max(1, grid.shape.last ?? 1)
        places[n] = Place(sheet: s, row: row + 2, width: width)
        row += 3 + grid.count / width
        if row > Self.most.rows || Self.firstColumn + width > Self.most.columns {
          throw TraceError(
            trace.name,
            "'\(grid.name)' does not fit: a sheet has \(Self.most.rows) rows and \(Self.most.columns) columns"
          )
        }
      }
    }
    gridOfLine = trace.grids.enumerated().flatMap { [Int](repeating: $0, count: $1.count) }
    names = Self.definedNames(trace.grids.map(\.name))
  }

  private mutating func add(_ grid: Int, to name: String) {
    if let found = sheets.firstIndex(where: { $0.name.lowercased() == name.lowercased() }) {
      sheets[found].grids.append(grid)
    } else {
      sheets.append(Sheet(name: name, grids: [grid]))
    }
  }

  private func isParameter(_ grid: Int) throws -> Bool {
    try trace.recipe(of: trace.grids[grid].first).operation.isParameter
  }

  /// The sheet for a grid: parameters, gradients, AdamW's lines, or the pass that it belongs to.
  private func sheet(of n: Int, _ passes: Set<String>) throws -> String {
    let grid = trace.grids[n]
    if try isParameter(n) { return "Parameters" }
    let isGradient = try trace.recipe(of: grid.first).operation === Operation.chain
    if isGradient || grid.name.hasPrefix("grad.") { return "Gradients" }
    let parts = grid.name.split(separator: ".")
    if parts.contains("adamw") { return "AdamW" }
    if parts.contains("updated") { return "Updated" }
    for n in [2, 1] where parts.count > n {
      let pass = parts[..<n].joined(separator: ".")
      if passes.contains(pass) { return Self.valid(pass) }
    }
    return "Forward"
  }

  /// The beginnings of names that stand before names which are there without them, too: `second` for
  /// `second.loss` and `loss`, `clip.second` for `clip.second.loss` and `clip.loss`.
  private static func passes(_ known: Set<String>) -> Set<String> {
    var counts: [String: Int] = [:]
    for name in known {
      let parts = name.split(separator: ".")
      for n in [1, 2] where parts.count > n {
        let without = parts[..<(n - 1)] + parts[n...]
        if known.contains(without.joined(separator: ".")) {
          counts[parts[..<n].joined(separator: "."), default: 0] += 1
        }
      }
    }
    return Set(counts.filter { $0.value > 2 }.keys)
  }

  /// Sheets of other content, whose names no pass can have, in whatever case.
  private static let taken = [
    Workbook.startSheet, Workbook.helperSheet, Workbook.worksheetSheet, Workbook.keySheet,
    "History",
  ].map { $0.lowercased() }

  /// At most 31 characters, letters, digits and underscores, beginning with a letter; a name that no sheet
  /// has already.
  private static func valid(_ name: String) -> String {
    let plain = String(
      name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }.prefix(31))
    return beginsLikeACell(plain) || taken.contains(plain.lowercased())
      ? "pass_" + plain.prefix(26) : plain
  }

  /// Whether a formula might read a name, or its part before the first dot, as a cell: `x1`, `mid1.out`, but
  /// not `step12`, which has more than three letters; `r` and `c` are rows and columns.
  private static func beginsLikeACell(_ name: String) -> Bool {
    let word = name.prefix { $0 != "." }
    let letters = word.prefix { $0.isLetter }
    let digits = word.dropFirst(letters.count)
    let isCell = letters.count <= 3 && !digits.isEmpty && digits.allSatisfy(\.isNumber)
    let isRowOrColumn = word.lowercased().wholeMatch(of: /r[0-9]*(c[0-9]*)?|c[0-9]*/) != nil
    return letters.isEmpty || isCell || isRowOrColumn
  }

  /// The grids' names as a workbook allows them: at most 255 letters, digits, dots and underscores; not
  /// beginning like a cell's name, and unlike each other, whatever their case.
  private static func definedNames(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.map { name in
      var plain = String(
        name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") ? $0 : "_" }.prefix(200))
      if beginsLikeACell(plain) { plain = "n_" + plain }
      while !seen.insert(plain.lowercased()).inserted { plain += "_" }
      return plain
    }
  }
}

/// Cells.
extension Layout {
  /// The row and the column of a line's cell, from 1.
  func cell(of line: Int) -> (sheet: Int, row: Int, column: Int) {
    let n = gridOfLine[line]
    let (place, offset) = (places[n], line - trace.grids[n].first)
    return (
      place.sheet, place.row + offset / place.width, Self.firstColumn + offset % place.width
    )
  }

  /// `B7` on its own sheet, `Forward!B7` on another; the defined name of a number that stands alone.
  func reference(_ line: Int, from sheet: Int) -> String {
    if trace.grids[gridOfLine[line]].count == 1 { return names[gridOfLine[line]] }
    let at = cell(of: line)
    return prefix(at.sheet, from: sheet) + Self.address(at.row, at.column)
  }

  func prefix(_ sheet: Int, from own: Int) -> String {
    sheet == own ? "" : "\(sheets[sheet].name)!"
  }

  static func address(_ row: Int, _ column: Int) -> String {
    var (letters, n) = ("", column)
    while n > 0 {
      letters = String(UnicodeScalar(UInt8(65 + (n - 1) % 26))) + letters
      n = (n - 1) / 26
    }
    return letters + "\(row)"
  }

  /// Which way it goes from a cell to its neighbour.
  enum Step { case right, down }

  /// Which way from a line's cell to another's, if they are neighbours.
  func step(_ a: Int, _ b: Int) -> Step? {
    let (x, y) = (cell(of: a), cell(of: b))
    guard x.sheet == y.sheet else { return nil }
    let step = (y.row - x.row, y.column - x.column)
    return step == (0, 1) ? .right : step == (1, 0) ? .down : nil
  }

  /// The same for a pair of lines, where both go the same way.
  func step(_ a: (Int, Int), _ b: (Int, Int)) -> Step? {
    let first = step(a.0, b.0)
    return first == step(a.1, b.1) ? first : nil
  }

  /// Cuts neighbours into runs that go on in one direction.
  ///
  /// - Parameter step: From number i to the next.
  static func runs(_ all: Range<Int>, _ step: (Int) -> Step?) -> [Range<Int>] {
    var (runs, start, direction) = ([Range<Int>](), all.lowerBound, Step?.none)
    for i in all.dropFirst() {
      let next = step(i - 1)
      if next == nil || (i - 1 > start && next != direction) {
        runs.append(start..<i)
        start = i
      }
      direction = next
    }
    return all.isEmpty ? [] : runs + [start..<all.upperBound]
  }

  /// Σ a·b over two runs of cells, each from its first to its last line.
  func product(_ a: (Int, Int), _ b: (Int, Int), from sheet: Int) -> String {
    a.0 == a.1
      ? "\(reference(a.0, from: sheet))*\(reference(b.0, from: sheet))"
      : "SUMPRODUCT(\(range(a.0, a.1, from: sheet)),\(range(b.0, b.1, from: sheet)))"
  }

  /// The cells from one line's to another's.
  func range(_ first: Int, _ last: Int, from sheet: Int) -> String {
    if first == last { return reference(first, from: sheet) }
    let (a, b) = (cell(of: first), cell(of: last))
    return prefix(a.sheet, from: sheet) + Self.address(a.row, a.column) + ":"
      + Self.address(b.row, b.column)
  }
}
