import ByHand
import Numerics

/// A trace read back whole, for asking where its numbers come from.
package struct RecordedTrace {
  /// One line.
  package struct Line {
    /// The entry's, as in `q[1,2]`.
    package let name: String
    /// The number that is recorded.
    package let value: Double
    /// As it stands in the trace: `dot(x[0:3]; W[1,0:3])`, or how the number was given, such as
    /// `data`.
    package let recipe: String
  }

  /// The lines of one grid.
  package struct RecordedGrid {
    /// What comes before the bracket of its entries' names.
    package let name: String
    /// The length of each axis; [] is a single number.
    package let shape: [Int]
    /// The line of its first entry; the others follow.
    let first: Int
    let count: Int
  }

  /// Every number, in the order computed: counted from 0, without the comments that the file begins
  /// with.
  package private(set) var lines: [Line] = []
  /// Every grid, in the order computed.
  package private(set) var grids: [RecordedGrid] = []
  private var gridIndex: [String: Int] = [:]
  /// What the run was asked for.
  package private(set) var settings: [(name: String, value: String)] = []
  /// What errors call the trace: its path, or the name that came with its text.
  package let name: String

  /// What is wrong with the checksum, if anything.
  package private(set) var change: TraceError?
  private let recipes = RecipeCache()
  private var uses = UseCache()

  /// - Parameter evenIfChanged: Whether to accept a checksum that does not fit (see `change`).
  /// - Throws: `TraceError` if the source is no trace.
  package init(_ source: TraceSource, evenIfChanged: Bool = false) throws {
    let reader = try source.reader()
    name = reader.name
    var openGrid: (name: String, first: Int, index: [Int])?
    func close() throws {
      guard let grid = openGrid else { return }
      // To Swift, texts that look the same are equal, whatever bytes they are made of.
      if gridIndex.updateValue(grids.count, forKey: grid.name) != nil {
        throw TraceError(name, "the grid '\(grid.name)' comes twice")
      }
      grids.append(
        RecordedGrid(
          name: grid.name, shape: grid.index.map { $0 + 1 }, first: grid.first,
          count: lines.count - grid.first))
    }
    while !reader.isAtEnd {
      let grid = reader.gridName
      if !(openGrid?.name.utf8.elementsEqual(grid.utf8) ?? false) {
        try close()
        openGrid = (grid, lines.count, [])
      }
      openGrid?.index = reader.index
      lines.append(Line(name: reader.entryName, value: reader.value, recipe: reader.recipe))
      try reader.advance()
    }
    try close()
    settings = reader.settings
    change = reader.change
    if let change, !evenIfChanged {
      throw TraceError(
        change.file, line: change.line, change.reason + "; 'trace verify' looks for the place")
    }
  }

  /// Puts another number in the place of a recorded one.
  mutating func replaceValue(of line: Int, by value: Double) {
    if lines[line].value.bitPattern == value.bitPattern { return }
    lines[line] = Line(name: lines[line].name, value: value, recipe: lines[line].recipe)
    if !uses.byLine.isEmpty { uses = UseCache() }  // derivatives belong to the old values
  }

  /// The grid of this name; nil where there is none.
  package subscript(name: String) -> RecordedGrid? { gridIndex[name].map { grids[$0] } }

  /// The grid's numbers, row-major.
  package func values(of grid: RecordedGrid) -> [Double] {
    lines[grid.first..<grid.first + grid.count].map(\.value)
  }

  /// The line of an entry such as `conv_in[1,2,0]`; nil if there is none.
  package func find(_ entry: some StringProtocol) -> Int? {
    let end = entry.utf8.firstIndex(of: UInt8(ascii: "[")) ?? entry.endIndex
    return find(String(entry[..<end]), EntryOrder.index(of: entry.utf8))?.line
  }

  /// The line of an entry, and the edge of its row.
  private func find(_ grid: String, _ index: [Int]?) -> (line: Int, edge: Int)? {
    guard let index, let found = self[grid], index.count == found.shape.count else { return nil }
    var place = 0
    for (i, edge) in zip(index, found.shape) {
      if i >= edge { return nil }
      place = place * edge + i
    }
    return (found.first + place, found.shape.last ?? 1)
  }
}

/// Recipes read back, and evaluated anew.
extension RecordedTrace {
  /// How a number came about.
  package struct Recipe {
    /// What was done with the operands, or how the number was given.
    package let operation: Operation
    /// Lines of the trace.
    package let operands: [Int]
  }

  /// Recipes that have been read already.
  private final class RecipeCache {
    var recipes: [Recipe?] = []
  }

  /// Reads the recipe of a line.
  ///
  /// - Throws: `TraceError` if the operation is unknown, or an operand is not an earlier line.
  package func recipe(of line: Int) throws -> Recipe {
    if recipes.recipes.isEmpty { recipes.recipes = lines.map { _ in nil } }
    if let known = recipes.recipes[line] { return known }
    let recipe = try readRecipe(of: line)
    recipes.recipes[line] = recipe
    return recipe
  }

  /// No recipe of ours comes near; a damaged one might name ranges without end.
  private static let mostOperands = 1_000_000

  private func readRecipe(of line: Int) throws -> Recipe {
    let text = lines[line].recipe
    let open = text.utf8.firstIndex(of: UInt8(ascii: "(")) ?? text.endIndex
    let name = text[..<open]
    func fail(_ why: String) -> TraceError { TraceError(self.name, "\(lines[line].name): \(why)") }
    guard let operation = Operation.all[String(name)] else {
      throw fail("unknown operation '\(name)'")
    }
    if operation.isGiven && open == text.endIndex {
      return Recipe(operation: operation, operands: [])
    }
    guard text.utf8.last == UInt8(ascii: ")"), open < text.endIndex, !operation.isGiven else {
      throw fail("'\(text)' is no recipe")
    }
    let inner = text.utf8[open...].dropFirst().dropLast()
    var operands: [Int] = []
    for word in inner.split(whereSeparator: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ";") })
    {
      guard let expanded = expand(word) else {
        throw fail("no line is called '\(Substring(word))'")
      }
      operands += expanded
      if operands.count > Self.mostOperands {
        throw fail("more than \(Self.mostOperands.grouped) operands")
      }
    }
    if let later = operands.first(where: { $0 >= line }) {
      throw fail("uses \(lines[later].name), which is computed later")
    }
    let isFitting = operation === Operation.chain || operation.takes(operands.count)
    guard isFitting else { throw fail("\(name) with \(operands.count) operands") }
    return Recipe(operation: operation, operands: operands)
  }

  /// `W[1,0:3]` as the lines of its entries.
  private func expand(_ word: Substring.UTF8View) -> Range<Int>? {
    let end = word.firstIndex(of: UInt8(ascii: "[")) ?? word.endIndex
    let grid = String(Substring(word[..<end]))
    guard end < word.endIndex, word.last == UInt8(ascii: "]"),
      let colon = word[end...].lastIndex(of: UInt8(ascii: ":"))
    else { return find(grid, EntryOrder.index(of: word)).map { $0.line..<$0.line + 1 } }
    // Up to the colon it is the row's first entry; behind it, where the row ends.
    let first = EntryOrder.index(of: Array(word[end..<colon]) + [UInt8(ascii: "]")])
    let last = EntryOrder.index(of: [UInt8(ascii: "[")] + word[word.index(after: colon)...])
    guard let low = first?.last, let high = last?.first, last?.count == 1, low < high,
      let (line, edge) = find(grid, first), high <= edge
    else { return nil }
    return line..<line + high - low
  }

  /// What the recipe of a line gives for the recorded values of its operands; nil where the number
  /// was given and might be any.
  ///
  /// - Throws: `TraceError` if the recipe, or one that it needs, cannot be read.
  package func evaluated(_ line: Int) throws -> Double? {
    let recipe = try recipe(of: line)
    if recipe.operation.isGiven {
      // A number that is always the same, as a masked one is, has a value; others have none.
      let value = recipe.operation.value([])
      return value.isNaN ? nil : value
    }
    if recipe.operation === Operation.chain {
      return try chainTerms(of: line).reduce(0) { $0 + $1.product }
    }
    return recipe.operation.value(recipe.operands.map { lines[$0].value })
  }

  /// One term of a gradient.
  package struct ChainTerm {
    /// The line that used the number, and the line of its own gradient.
    package let consumer: Int
    /// The line of the user's own gradient, in the same sweep.
    package let gradient: Int
    /// Which of the user's operands the number is, from 0.
    package let position: Int
    /// ∂user/∂number, from the recorded values.
    package let derivative: Double
    /// The recorded gradient of the user.
    package let gradientValue: Double
    /// What this use adds to the number's gradient.
    package var product: Double { gradientValue * derivative }
  }

  /// The number whose gradient a line is: `q[0]`, and the sweep `grad`, for `grad.q[0]`. A sweep is
  /// called by any word without a dot; a trace may hold several.
  func target(of line: Int) -> (sweep: Substring, line: Int)? {
    let name = lines[line].name
    let sweep = name.prefix { $0 != "." }
    return find(name[sweep.endIndex...].dropFirst()).map { (sweep, $0) }
  }

  /// The terms of a line `SWEEP.NAME`: for each use of NAME, the gradient of the user in the same
  /// sweep times the derivative.
  ///
  /// - Throws: `TraceError` if the line is no gradient, or a term is no use of the number with a
  ///   gradient of its own.
  package func chainTerms(of line: Int) throws -> [ChainTerm] {
    func fail(_ why: String) -> TraceError { TraceError(name, "\(lines[line].name): \(why)") }
    guard let (sweep, target) = target(of: line) else {
      throw fail("a chain belongs to a line SWEEP.NAME, such as grad.NAME, after NAME")
    }
    var seen: [Int: Int] = [:]
    return try recipe(of: line).operands.map { consumer in
      let turn = seen[consumer, default: 0]
      seen[consumer] = turn + 1
      guard let use = try use(by: consumer), let position = use.position(of: target, turn),
        let gradient = find("\(sweep).\(lines[consumer].name)"), gradient < line
      else { throw fail("\(lines[consumer].name) does not use it so") }
      return ChainTerm(
        consumer: consumer, gradient: gradient, position: position,
        derivative: use.derivatives[position], gradientValue: lines[gradient].value)
    }
  }

  /// How a line uses its operands. Each operand asks for it, so it is kept: otherwise a sum of n terms
  /// would cost n².
  private struct Use {
    /// For each position, ∂line/∂operand.
    let derivatives: [Double]
    /// Operands with their positions, in the order of lines.
    let sorted: [(line: Int, position: Int)]

    /// Where the operand stands for the first time (turn 0), the second …
    func position(of line: Int, _ turn: Int) -> Int? {
      var (low, high) = (0, sorted.count)
      while low < high {
        let middle = (low + high) / 2
        if sorted[middle].line < line { low = middle + 1 } else { high = middle }
      }
      let found = low + turn
      return found < sorted.count && sorted[found].line == line ? sorted[found].position : nil
    }
  }

  /// Uses that have been asked for already.
  private final class UseCache {
    var byLine: [Int: Use] = [:]
  }

  /// nil where the operation has no derivatives.
  private func use(by line: Int) throws -> Use? {
    if let known = uses.byLine[line] { return known }
    let recipe = try recipe(of: line)
    guard let derivatives = recipe.operation.derivatives else { return nil }
    let sorted = recipe.operands.enumerated().map { (line: $1, position: $0) }.sorted(by: <)
    let use = Use(
      derivatives: derivatives(recipe.operands.map { lines[$0].value }, lines[line].value),
      sorted: sorted)
    uses.byLine[line] = use
    return use
  }
}
