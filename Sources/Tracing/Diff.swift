import Foundation

/// Compares two traces number by number, in the order computed, aligned by name.
///
/// Both are read once, side by side. Memory grows with what differs, not with what is equal.
package struct Diff {
  /// How far two numbers may be apart and still count as equal. With none set, they must be equal
  /// exactly; with several, a number differs only if it is outside all of them. NaN equals NaN.
  package struct Tolerance: Sendable {
    /// The most that |a − b| may be.
    package var absolute: Double?
    /// The most that |a − b| may be as a share of the larger magnitude.
    package var relative: Double?
    /// The most steps of the last place that may lie between them.
    package var ulps: Double?

    /// A limit for each measure; nil sets none.
    package init(absolute: Double? = nil, relative: Double? = nil, ulps: Double? = nil) {
      self.absolute = absolute
      self.relative = relative
      self.ulps = ulps
    }
  }

  /// Two numbers of one name that differ, and by how much.
  package struct Difference {
    /// The entry's, as in `q[1,2]`.
    package let name: String
    /// The number in the first run.
    package let a: Double
    /// The number in the second run.
    package let b: Double

    /// |a − b|; ∞ where one of them is NaN.
    package var absolute: Double { a.isNaN || b.isNaN ? .infinity : (a - b).magnitude }
    /// |a − b| as a share of the larger magnitude; ∞ where |a − b| is.
    package var relative: Double {
      absolute.isInfinite ? .infinity : absolute / max(a.magnitude, b.magnitude)
    }
    /// How many steps of the last place lie between them.
    package var ulps: Double {
      if a.isNaN || b.isNaN { return .infinity }
      func place(_ x: Double) -> Int64 {
        let bits = Int64(bitPattern: x.bitPattern)
        return bits < 0 ? .min &- bits : bits
      }
      let (p, q) = (place(a), place(b))
      let (distance, overflow) = p.subtractingReportingOverflow(q)
      return overflow ? (Double(p) - Double(q)).magnitude : Double(distance.magnitude)
    }
  }

  /// A step with its recipes, where the runs part.
  package struct Step {
    /// The entry, with both of its numbers.
    package let difference: Difference
    /// As they stand in the traces.
    package let recipes: (a: String, b: String)
    /// Where it stands in each trace, counted from 1.
    package let lines: (a: Int, b: Int)
  }

  /// One grid in which something differs.
  package struct GridReport {
    /// The grid's name, the same in both runs.
    package let name: String
    /// Entries that both runs have.
    package fileprivate(set) var entries = 0
    /// Those of them that are outside the tolerance.
    package fileprivate(set) var differing = 0
    /// Entries that only one run has: the shapes differ.
    package fileprivate(set) var onlyA = 0
    /// The same for the second run.
    package fileprivate(set) var onlyB = 0
    /// The entry with the largest |a − b|; nil where no number differs, only the shape.
    package fileprivate(set) var largestAbsolute: Difference?
    /// The entry with the largest relative difference.
    package fileprivate(set) var largestRelative: Difference?
    /// The entry with the most steps of the last place.
    package fileprivate(set) var largestUlps: Difference?
    fileprivate var order = 0
  }

  /// Settings that differ, or that only one run has: the other's is nil.
  package private(set) var settings: [(name: String, a: String?, b: String?)] = []
  /// Where the runs part: of all numbers that differ, the first in the first run's order.
  package private(set) var first: Step?
  /// The first step whose recipes differ although the values do not.
  package private(set) var firstRecipe: Step?
  /// Grids that both runs have and in which something differs, in the first run's order.
  package private(set) var grids: [GridReport] = []
  /// Grids that only the first run has, and how many entries they have.
  package private(set) var onlyA: [(name: String, entries: Int)] = []
  /// Grids that only the second run has, and how many entries they have.
  package private(set) var onlyB: [(name: String, entries: Int)] = []
  /// Every entry that differs, in the order compared; empty unless they were to be kept.
  package private(set) var all: [Difference] = []
  /// How many numbers both runs have.
  package private(set) var compared = 0
  /// How many of them differ.
  package private(set) var differing = 0
  /// How many grids both runs have.
  package private(set) var gridsCompared = 0

  /// Whether the two runs have the same numbers, by the same recipes.
  package var isSame: Bool {
    differing == 0 && firstRecipe == nil && onlyA.isEmpty && onlyB.isEmpty
      && grids.allSatisfy { $0.onlyA + $0.onlyB == 0 }
  }

  private let tolerance: Tolerance
  private let keepsAll: Bool
  private var current: GridReport?
  private var (waitingA, waitingB): (Waiting, Waiting) = (Waiting(), Waiting())

  /// - Parameters:
  ///   - a: Where the first trace comes from.
  ///   - b: Where the second comes from, which is compared with it.
  ///   - tolerance: How far apart numbers still count as equal; by default they must be equal exactly.
  ///   - keepAll: Whether to keep every differing entry in `all`.
  /// - Throws: `TraceError` if a trace cannot be read.
  package init(
    _ a: TraceSource, _ b: TraceSource, _ tolerance: Tolerance = Tolerance(), keepAll: Bool = false
  ) throws {
    self.tolerance = tolerance
    keepsAll = keepAll
    let (a, b) = (try a.reader(), try b.reader())
    try walk(a, b)
    for reader in [a, b] { if let change = reader.change { throw change } }
    compareSettings(a.settings, b.settings)
    closeGrid()
    onlyA = waitingA.rest
    onlyB = waitingB.rest
    grids.sort { $0.order < $1.order }
  }

  // MARK: Reading side by side

  private mutating func walk(_ a: TraceReader, _ b: TraceReader) throws {
    while !a.isAtEnd && !b.isAtEnd {
      if isSameName(a, b) {
        try compareCurrent(a, b)
        try a.advance()
        try b.advance()
      } else {
        try resolve(a, b)
      }
    }
    if !a.isAtEnd, isInCurrentGrid(a) {
      let rest = try collect(a).count
      current?.onlyA += rest
    }
    if !b.isAtEnd, isInCurrentGrid(b) {
      let rest = try collect(b).count
      current?.onlyB += rest
    }
    closeGrid()
    while !a.isAtEnd { try setAside(a, isA: true) }
    while !b.isAtEnd { try setAside(b, isA: false) }
  }

  private func isSameName(_ a: TraceReader, _ b: TraceReader) -> Bool {
    a.nameEnd == b.nameEnd && a.line.hasSameStart(as: b.line, a.nameEnd)
  }

  /// The names part: the grids (or what is left of them) wait until the other run comes to them.
  private mutating func resolve(_ a: TraceReader, _ b: TraceReader) throws {
    let (nameA, nameB) = (a.gridName, b.gridName)
    if nameA == nameB {
      if !isInCurrentGrid(a) { closeGrid() }
      let order = a.lineNumber
      merge(nameA, try collect(a), try collect(b), order)
      return
    }
    // One run's grid ended before the other's.
    if isInCurrentGrid(a) {
      let rest = try collect(a).count
      current?.onlyA += rest
      return
    }
    if isInCurrentGrid(b) {
      let rest = try collect(b).count
      current?.onlyB += rest
      return
    }
    closeGrid()
    if waitingB.grids[nameA] != nil {
      try setAside(a, isA: true)
    } else if waitingA.grids[nameB] != nil {
      try setAside(b, isA: false)
    } else {
      try setAside(a, isA: true)
      try setAside(b, isA: false)
    }
  }

  private struct Entry {
    let name: String
    let value: Double
    let recipe: String
    let line: Int
  }

  /// Grids of one run that the other has not come to yet.
  private struct Waiting {
    var grids: [String: [Entry]] = [:]
    var order: [String] = []

    var rest: [(name: String, entries: Int)] {
      order.compactMap { name in grids[name].map { (name, $0.count) } }
    }
  }

  /// Reads the rest of the current grid.
  private func collect(_ reader: TraceReader) throws -> [Entry] {
    let grid = reader.gridName
    var entries: [Entry] = []
    while !reader.isAtEnd, reader.gridName == grid {
      entries.append(
        Entry(
          name: reader.entryName, value: reader.value, recipe: reader.recipe,
          line: reader.lineNumber))
      try reader.advance()
    }
    return entries
  }

  private mutating func setAside(_ reader: TraceReader, isA: Bool) throws {
    let name = reader.gridName
    let entries = try collect(reader)
    let theirs = isA ? \Diff.waitingB : \Diff.waitingA
    if let others = self[keyPath: theirs].grids.removeValue(forKey: name) {
      let (a, b) = isA ? (entries, others) : (others, entries)
      merge(name, a, b, a.first?.line ?? 0)
    } else {
      let mine = isA ? \Diff.waitingA : \Diff.waitingB
      self[keyPath: mine].grids[name] = entries
      self[keyPath: mine].order.append(name)
    }
  }

  /// Compares the entries of one grid by their names.
  private mutating func merge(_ grid: String, _ a: [Entry], _ b: [Entry], _ order: Int) {
    if current == nil { current = GridReport(name: grid, order: order) }
    let others = Dictionary(b.map { ($0.name, $0) }) { first, _ in first }
    for x in a {
      guard let y = others[x.name] else {
        current?.onlyA += 1
        continue
      }
      note(x.name, x.value, y.value, (x.recipe, y.recipe), (x.line, y.line))
    }
    let known = Set(a.map(\.name))
    current?.onlyB += b.filter { !known.contains($0.name) }.count
    closeGrid()
  }

  // MARK: Comparing

  /// Compares the lines that both readers stand on.
  private mutating func compareCurrent(_ a: TraceReader, _ b: TraceReader) throws {
    if current == nil || !isInCurrentGrid(a) {
      closeGrid()
      current = GridReport(name: a.gridName, order: a.lineNumber)
    }
    if a.line.count == b.line.count && a.line.hasSameStart(as: b.line, a.line.count) {
      compared += 1
      current?.entries += 1
      return
    }
    note(
      a.entryName, a.value, b.value, (a.recipe, b.recipe), (a.lineNumber, b.lineNumber))
  }

  private func isInCurrentGrid(_ reader: TraceReader) -> Bool {
    guard let name = current?.name, name.utf8.count == reader.gridEnd else { return false }
    return name.utf8.elementsEqual(reader.line[..<reader.gridEnd])
  }

  private mutating func note(
    _ name: String, _ a: Double, _ b: Double, _ recipes: (a: String, b: String),
    _ lines: (a: Int, b: Int)
  ) {
    compared += 1
    current?.entries += 1
    let difference = Difference(name: name, a: a, b: b)
    guard !isEqual(difference) else {
      if recipes.a != recipes.b, firstRecipe == nil {
        firstRecipe = Step(difference: difference, recipes: recipes, lines: lines)
      }
      return
    }
    differing += 1
    if first.map({ lines.a < $0.lines.a }) ?? true {
      first = Step(difference: difference, recipes: recipes, lines: lines)
    }
    if keepsAll { all.append(difference) }
    current?.differing += 1
    func keepLarger(
      _ place: WritableKeyPath<GridReport, Difference?>, _ size: (Difference) -> Double
    ) {
      guard var report = current else { return }
      if report[keyPath: place].map({ size(difference) > size($0) }) ?? true {
        report[keyPath: place] = difference
        current = report
      }
    }
    keepLarger(\.largestAbsolute) { $0.absolute }
    keepLarger(\.largestRelative) { $0.relative }
    keepLarger(\.largestUlps) { $0.ulps }
  }

  private func isEqual(_ d: Difference) -> Bool {
    if d.a == d.b || (d.a.isNaN && d.b.isNaN) { return true }
    if let limit = tolerance.absolute, d.absolute <= limit { return true }
    if let limit = tolerance.relative, d.relative <= limit { return true }
    if let limit = tolerance.ulps, d.ulps <= limit { return true }
    return false
  }

  private mutating func closeGrid() {
    guard let report = current else { return }
    gridsCompared += 1
    if report.differing + report.onlyA + report.onlyB > 0 { grids.append(report) }
    current = nil
  }

  private mutating func compareSettings(
    _ a: [(name: String, value: String)], _ b: [(name: String, value: String)]
  ) {
    let (left, right) = (
      Dictionary(a.map { ($0.name, $0.value) }) { x, _ in x },
      Dictionary(b.map { ($0.name, $0.value) }) { x, _ in x }
    )
    for name in a.map(\.name) + b.map(\.name).filter({ left[$0] == nil })
    where left[name] != right[name] {
      settings.append((name, left[name], right[name]))
    }
  }
}

/// Where a trace comes from: a file, or text in memory under a name.
package enum TraceSource {
  /// A path.
  case file(String)
  /// The whole text, and what errors call it.
  case text(TraceText, name: String)

  /// The same of a text that is a string.
  package static func text(_ text: String, name: String) -> TraceSource {
    .text(TraceText(text), name: name)
  }

  /// The same, with its whole text in memory.
  func loaded() throws -> (text: TraceText, reader: TraceReader) {
    let (text, name) =
      switch self {
      case .file(let path): (try TraceText(path: path), path)
      case .text(let text, let name): (text, name)
      }
    return (text, try TraceReader(text: text, name: name))
  }

  func reader() throws -> TraceReader {
    switch self {
    case .file(let path): try TraceReader(path: path)
    case .text(let text, let name): try TraceReader(text: text, name: name)
    }
  }
}
