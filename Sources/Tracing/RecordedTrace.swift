import ByHand

/// A trace read back whole, for asking where its numbers come from.
public struct RecordedTrace {
  /// One line.
  public struct Line {
    public let name: String
    public let value: Double
    public let recipe: String
  }

  public struct RecordedGrid {
    public let name: String
    public let shape: [Int]
    /// The line of its first entry; the others follow.
    let first: Int
    let count: Int
  }

  public private(set) var lines: [Line] = []
  public private(set) var grids: [RecordedGrid] = []
  private var gridIndex: [String: Int] = [:]
  public let name: String

  /// - Throws: `TraceError` if the source is no trace, or a grid has holes.
  public init(_ source: TraceSource) throws {
    let reader = try source.reader()
    name = reader.name
    var last: [Int] = []
    var first = 0
    var openGrid: String?
    func close(at end: Int) throws {
      guard let grid = openGrid else { return }
      let shape = last.map { $0 + 1 }
      // As Doubles, because a damaged trace may have any index.
      guard shape.reduce(1, { $0 * Double($1) }) == Double(end - first) else {
        throw TraceError(reader.name, "\(grid) has \(end - first) entries for the shape \(shape)")
      }
      gridIndex[grid] = grids.count
      grids.append(RecordedGrid(name: grid, shape: shape, first: first, count: end - first))
    }
    while !reader.isAtEnd {
      let grid = reader.gridName
      if grid != openGrid {
        try close(at: lines.count)
        (openGrid, first) = (grid, lines.count)
      }
      let entry = reader.entryName
      guard let index = Self.index(of: entry) else {
        throw reader.error("'\(entry)' is no entry's name")
      }
      last = index
      lines.append(
        Line(name: entry, value: try reader.value(), recipe: reader.recipe))
      try reader.advance()
    }
    try close(at: lines.count)
  }

  public subscript(name: String) -> RecordedGrid? { gridIndex[name].map { grids[$0] } }

  public func values(of grid: RecordedGrid) -> [Double] {
    lines[grid.first..<grid.first + grid.count].map(\.value)
  }

  /// The line of an entry such as `conv_in[1,2,0]`; nil if there is none.
  public func find(_ entry: some StringProtocol) -> Int? {
    guard let found = self[String(entry.prefix { $0 != "[" })], let index = Self.index(of: entry),
      index.count == found.shape.count, zip(index, found.shape).allSatisfy({ $0 < $1 })
    else { return nil }
    return found.first + zip(index, found.shape).reduce(0) { $0 * $1.1 + $1.0 }
  }

  /// The index in an entry's name: [1, 2] of `q[1,2]`, none of `loss`; nil where it is no index.
  private static func index(of entry: some StringProtocol) -> [Int]? {
    let bracketed = entry.drop { $0 != "[" }
    if bracketed.isEmpty { return [] }
    let parts = bracketed.dropFirst().dropLast().split(
      separator: ",", omittingEmptySubsequences: false)
    let index = parts.compactMap { Int($0) }.filter { (0..<Int(Int32.max)).contains($0) }
    return entry.hasSuffix("]") && index.count == parts.count ? index : nil
  }
}

/// Recipes read back, and evaluated anew.
extension RecordedTrace {
  public struct Recipe {
    public let operation: Operation
    /// Lines of the trace.
    public let operands: [Int]
  }

  /// Reads the recipe of a line.
  ///
  /// - Throws: `TraceError` if the operation is unknown, or an operand is not an earlier line.
  public func recipe(of line: Int) throws -> Recipe {
    let text = lines[line].recipe
    let name = text.prefix { $0 != "(" }
    func fail(_ why: String) -> TraceError { TraceError(self.name, "\(lines[line].name): \(why)") }
    guard let operation = Operation.all[String(name)] else {
      throw fail("unknown operation '\(name)'")
    }
    if operation.isGiven && name.endIndex == text.endIndex {
      return Recipe(operation: operation, operands: [])
    }
    guard text.hasSuffix(")"), name.endIndex < text.endIndex, !operation.isGiven else {
      throw fail("'\(text)' is no recipe")
    }
    let inner = text[name.endIndex...].dropFirst().dropLast()
    var operands: [Int] = []
    for word in inner.split(whereSeparator: { $0 == " " || $0 == ";" }) {
      guard let expanded = expand(word) else { throw fail("no line is called '\(word)'") }
      operands += expanded
    }
    if let later = operands.first(where: { $0 >= line }) {
      throw fail("uses \(lines[later].name), which is computed later")
    }
    let isFitting = operation === Operation.chain || operation.takes(operands.count)
    guard isFitting else { throw fail("\(name) with \(operands.count) operands") }
    return Recipe(operation: operation, operands: operands)
  }

  /// `W[1,0:3]` as the lines of its entries.
  private func expand(_ word: Substring) -> [Int]? {
    guard let colon = word.lastIndex(of: ":"), word.hasSuffix("]") else {
      return find(word).map { [$0] }
    }
    let head = word[..<colon]
    guard let start = head.lastIndex(where: { $0 == "," || $0 == "[" }),
      let low = Int(head[word.index(after: start)...]),
      let high = Int(word[word.index(after: colon)...].dropLast()), low < high,
      let first = find("\(word[...start])\(low)]"), let last = find("\(word[...start])\(high - 1)]")
    else { return nil }
    return Array(first...last)
  }

  /// What the recipe of a line gives for the recorded values of its operands; nil where the number
  /// was given and there is nothing to evaluate.
  public func evaluated(_ line: Int) throws -> Double? {
    let recipe = try recipe(of: line)
    if recipe.operation.isGiven { return nil }
    if recipe.operation === Operation.chain {
      return try chainTerms(of: line).reduce(0) { $0 + $1.product }
    }
    return recipe.operation.value(recipe.operands.map { lines[$0].value })
  }

  /// One term of a gradient.
  public struct ChainTerm {
    /// The line that used the number, and the line of its own gradient.
    public let consumer: Int
    public let gradient: Int
    public let position: Int
    public let derivative: Double
    public let gradientValue: Double
    public var product: Double { gradientValue * derivative }
  }

  /// The terms of a line `grad.NAME`: for each use of NAME, the user's gradient times the derivative.
  public func chainTerms(of line: Int) throws -> [ChainTerm] {
    func fail(_ why: String) -> TraceError { TraceError(name, "\(lines[line].name): \(why)") }
    let gradientName = lines[line].name
    guard gradientName.hasPrefix("grad."), let target = find(gradientName.dropFirst(5)) else {
      throw fail("a chain belongs to a line grad.NAME")
    }
    var seen: [Int: Int] = [:]
    return try recipe(of: line).operands.map { consumer in
      let used = try recipe(of: consumer)
      let positions = used.operands.indices.filter { used.operands[$0] == target }
      let turn = seen[consumer, default: 0]
      seen[consumer] = turn + 1
      guard turn < positions.count, let derivatives = used.operation.derivatives,
        let gradient = find("grad.\(lines[consumer].name)")
      else { throw fail("\(lines[consumer].name) does not use it so") }
      let local = derivatives(used.operands.map { lines[$0].value }, lines[consumer].value)
      return ChainTerm(
        consumer: consumer, gradient: gradient, position: positions[turn],
        derivative: local[positions[turn]], gradientValue: lines[gradient].value)
    }
  }
}
