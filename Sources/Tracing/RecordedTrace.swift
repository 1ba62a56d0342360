import ByHand
import Dispatch
import Numerics

import class Foundation.ProcessInfo

/// A trace read back whole, for asking where its numbers come from.
package struct RecordedTrace {
  /// The lines of one grid.
  package struct RecordedGrid {
    /// What comes before the bracket of its entries' names.
    package let name: String
    /// The length of each axis; [] is a single number.
    package let shape: [Int]
    /// The line of its first entry; the others follow.
    package let first: Int
    /// How many entries it has.
    package let count: Int
  }

  /// Every number, in the order computed: counted from 0, without the comments that the file begins
  /// with.
  package private(set) var lines: Lines
  /// Every grid, in the order computed.
  package private(set) var grids: [RecordedGrid] = []
  private var names = GridNames()
  /// What the run was asked for.
  package private(set) var settings: [(name: String, value: String)] = []
  /// What errors call the trace: its path, or the name that came with its text.
  package let name: String

  /// What is wrong with the checksum, if anything.
  package private(set) var change: TraceError?
  private let recipes = RecipeCache()
  private var twins = TwinCache()
  private var uses = UseCache()

  /// - Parameters:
  ///   - source: A file, or a text in memory; it is read to its end.
  ///   - evenIfChanged: Whether to accept a checksum that does not fit (see `change`).
  /// - Throws: `TraceError` if the source is no trace.
  package init(_ source: TraceSource, evenIfChanged: Bool = false) throws {
    let (text, reader) = try source.loaded()
    name = reader.name
    lines = Lines(of: text)
    // To Swift, texts that look the same are equal, whatever bytes they are made of.
    var known: Set<String> = []
    var open: (name: String, first: Int, index: [Int])?
    func close() throws {
      guard let grid = open else { return }
      if !known.insert(grid.name).inserted {
        throw TraceError(name, "the grid '\(grid.name)' comes twice")
      }
      names.add(grid.name)
      grids.append(
        RecordedGrid(
          name: grid.name, shape: grid.index.map { $0 + 1 }, first: grid.first,
          count: lines.count - grid.first))
    }
    while !reader.isAtEnd {
      if reader.isFirstOfGrid {
        try close()
        open = (reader.gridName, lines.count, [])
      }
      open?.index = reader.index
      lines.add(reader, grid: grids.count)
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
    if lines.values[line].bitPattern == value.bitPattern { return }
    lines.replaceValue(of: line, by: value)
    if !uses.byLine.isEmpty { uses = UseCache() }  // derivatives belong to the old values
  }

  /// The grid of this name; nil where there is none.
  package subscript(name: String) -> RecordedGrid? { number(of: name).map { grids[$0] } }

  private func number(of name: String) -> Int? {
    var name = name
    return name.withUTF8 { names.number(of: $0) }
  }

  /// The grid's numbers, row-major.
  package func values(of grid: RecordedGrid) -> [Double] {
    lines[grid.first..<grid.first + grid.count].map(\.value)
  }

  /// The line of an entry such as `conv_in[1,2,0]`; nil if there is none.
  package func find(_ entry: some StringProtocol) -> Int? {
    var entry = String(entry)
    return entry.withUTF8 { expand($0, takesRanges: false)?.lowerBound }
  }

  /// The lines of an entry, or of a part of a row, such as `W[1,0:3]`.
  private func expand(_ word: UnsafeBufferPointer<UInt8>, takesRanges: Bool) -> Range<Int>? {
    let bracket = word.firstIndex(of: UInt8(ascii: "[")) ?? word.count
    guard let number = names.number(of: UnsafeBufferPointer(rebasing: word[..<bracket])) else {
      return nil
    }
    let grid = grids[number]
    if bracket == word.count { return grid.shape.isEmpty ? grid.first..<grid.first + 1 : nil }
    var (line, next) = (0, bracket + 1)
    for (axis, edge) in grid.shape.enumerated() {
      guard let index = EntryOrder.index(in: word, at: &next), index < edge, next < word.count
      else { return nil }
      line = line * edge + index
      let (isLast, mark) = (axis == grid.shape.count - 1, word[next])
      next += 1
      if !isLast {
        guard mark == UInt8(ascii: ",") else { return nil }
        continue
      }
      var end = index + 1
      if mark == UInt8(ascii: ":") {
        guard takesRanges, let last = EntryOrder.index(in: word, at: &next), last > index,
          last <= edge, next < word.count, word[next] == UInt8(ascii: "]")
        else { return nil }
        (end, next) = (last, next + 1)
      } else if mark != UInt8(ascii: "]") {
        return nil
      }
      guard next == word.count else { return nil }
      return grid.first + line..<grid.first + line + end - index
    }
    return nil
  }
}

/// Recipes read back, and evaluated anew.
extension RecordedTrace {
  /// How a number came about.
  package struct Recipe {
    /// What was done with the operands, or how the number was given.
    package let operation: Operation
    /// Lines of the trace.
    package let operands: LineNumbers
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

  /// Reads all recipes, on all processors.
  ///
  /// - Throws: As `recipe`, for the first line that cannot be read.
  func readRecipes() throws {
    recipes.recipes = try inParts { part, lines in try lines.map(part.readRecipe) }.flatMap { $0 }
  }

  /// Does a work on neighbouring lines at a time, on all processors.
  ///
  /// - Parameter work: Gets a copy of the trace whose caches are its own, but for the recipes, which it may
  ///   only ask for once they have been read.
  /// - Returns: What each part came to, in order.
  /// - Throws: What the first part that fails throws.
  func inParts<Result>(
    _ work: @Sendable (RecordedTrace, Range<Int>) throws -> Result
  ) throws -> [Result] {
    let parts = Self.parts(of: lines.count)
    var results = [Swift.Result<Result, any Error>?](repeating: nil, count: parts.count)
    results.withUnsafeMutableBufferPointer { results in
      nonisolated(unsafe) let (results, trace) = (results, self)
      DispatchQueue.concurrentPerform(iterations: parts.count) { n in
        results[n] = Swift.Result { try work(trace.withOwnCaches, parts[n]) }
      }
    }
    return try results.compactMap { try $0?.get() }
  }

  private static func parts(of count: Int) -> [Range<Int>] {
    let size = max(1000, count / (4 * ProcessInfo.processInfo.activeProcessorCount))
    return stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }

  private var withOwnCaches: Self {
    var copy = self
    (copy.twins, copy.uses) = (TwinCache(), UseCache())
    return copy
  }

  /// No recipe of ours comes near; a damaged one might name ranges without end.
  private static let mostOperands = 1_000_000

  private func readRecipe(of line: Int) throws -> Recipe {
    func fail(_ why: String) -> TraceError { TraceError(self.name, "\(lines[line].name): \(why)") }
    let (operation, operands) = try lines.withRecipe(of: line) { text -> (Operation, [Int]) in
      let open = text.firstIndex(of: UInt8(ascii: "(")) ?? text.endIndex
      let name = String(decoding: text[..<open], as: UTF8.self)
      guard let operation = Operation.all[name] else {
        throw fail("unknown operation '\(name)'")
      }
      if operation.isGiven && open == text.endIndex { return (operation, []) }
      guard text.last == UInt8(ascii: ")"), open < text.endIndex, !operation.isGiven else {
        throw fail("'\(String(decoding: text, as: UTF8.self))' is no recipe")
      }
      let inner = UnsafeBufferPointer(rebasing: text[(open + 1)..<(text.count - 1)])
      return (operation, try self.operands(in: inner, fail))
    }
    if operation.isGiven { return Recipe(operation: operation, operands: []) }
    if let later = operands.first(where: { $0 >= line }) {
      throw fail("uses \(lines[later].name), which is computed later")
    }
    let isFitting = operation === Operation.chain || operation.takes(operands.count)
    guard isFitting else {
      throw fail("\(operation.name) with \(operands.count) operands")
    }
    return Recipe(operation: operation, operands: LineNumbers(operands))
  }

  /// The lines that are named between a recipe's brackets.
  private func operands(
    in text: UnsafeBufferPointer<UInt8>, _ fail: (String) -> TraceError
  ) throws -> [Int] {
    var (operands, start) = ([Int](), 0)
    for end in 0...text.count {
      guard end == text.count || text[end] == UInt8(ascii: " ") || text[end] == UInt8(ascii: ";")
      else { continue }
      defer { start = end + 1 }
      if start == end { continue }
      let word = UnsafeBufferPointer(rebasing: text[start..<end])
      guard let lines = expand(word, takesRanges: true) else {
        throw fail("no line is called '\(String(decoding: word, as: UTF8.self))'")
      }
      operands.append(contentsOf: lines)
      if operands.count > Self.mostOperands {
        throw fail("more than \(Self.mostOperands.grouped) operands")
      }
    }
    return operands
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
    return recipe.operation.value(recipe.operands.map { lines.values[$0] })
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

  /// Which grids belong together, found out once for each.
  private final class TwinCache {
    /// For a grid `SWEEP.NAME`: the sweep, and the grid NAME.
    var targets: [Int: (sweep: Substring, grid: Int)?] = [:]
    /// For each sweep, the grids `SWEEP.NAME` by the numbers of the grids NAME.
    var gradients: [Substring: [Int: Int?]] = [:]
  }

  /// The number whose gradient a line is: `q[0]`, and the sweep `grad`, for `grad.q[0]`. A sweep is
  /// called by any word without a dot; a trace may hold several.
  func target(of line: Int) -> (sweep: Substring, line: Int)? {
    let number = lines.grid(of: line)
    if twins.targets[number] == nil {
      let name = grids[number].name
      let sweep = name.prefix { $0 != "." }
      let found = self.number(of: String(name[sweep.endIndex...].dropFirst()))
      twins.targets[number] = .some(found.map { (sweep, $0) })
    }
    guard let (sweep, target) = twins.targets[number] ?? nil else { return nil }
    return place(of: line, in: target).map { (sweep, $0) }
  }

  /// The line of `SWEEP.NAME[…]` for the line `NAME[…]`.
  private func gradient(of line: Int, in sweep: Substring) -> Int? {
    let number = lines.grid(of: line)
    let known = twins.gradients[sweep, default: [:]][number]
    let found = known ?? self.number(of: "\(sweep).\(grids[number].name)")
    if known == nil { twins.gradients[sweep, default: [:]][number] = .some(found) }
    return found.flatMap { place(of: line, in: $0) }
  }

  /// The line in another grid that has the index of a line.
  private func place(of line: Int, in other: Int) -> Int? {
    let (own, other) = (grids[lines.grid(of: line)], grids[other])
    if own.shape == other.shape { return line - own.first + other.first }
    return find(other.name + lines[line].name.dropFirst(own.name.count))
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
    let consumers = try recipe(of: line).operands
    return try consumers.map { consumer in
      let turn = consumers.count == 1 ? 0 : seen[consumer, default: 0]
      if consumers.count > 1 { seen[consumer] = turn + 1 }
      guard let use = try use(by: consumer), let position = use.position(of: target, turn),
        let gradient = gradient(of: consumer, in: sweep), gradient < line
      else { throw fail("\(lines[consumer].name) does not use it so") }
      return ChainTerm(
        consumer: consumer, gradient: gradient, position: position,
        derivative: use.derivatives[position], gradientValue: lines.values[gradient])
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

  /// Uses that have been asked for lately. The operands of a line mostly stand together, so that old ones
  /// are hardly asked for again.
  private final class UseCache {
    private(set) var byLine: [Int: Use] = [:]
    private static let most = 1 << 14

    func keep(_ use: Use, of line: Int) {
      if byLine.count >= Self.most { byLine.removeAll(keepingCapacity: true) }
      byLine[line] = use
    }
  }

  /// nil where the operation has no derivatives.
  private func use(by line: Int) throws -> Use? {
    if let known = uses.byLine[line] { return known }
    let recipe = try recipe(of: line)
    guard let derivatives = recipe.operation.derivatives else { return nil }
    let sorted = recipe.operands.enumerated().map { (line: $1, position: $0) }.sorted(by: <)
    let use = Use(
      derivatives: derivatives(recipe.operands.map { lines.values[$0] }, lines.values[line]),
      sorted: sorted)
    uses.keep(use, of: line)
    return use
  }
}
