import ByHand
import Foundation
import Tracing

/// A run as bytes, for the page of `trace view`: names and words as JSON, then numbers as doubles, then recipes by
/// pattern. `Run.js` unpacks it.
struct PackedRun {
  private let trace: RecordedTrace
  private(set) var bytes: [UInt8] = []
  /// The number of each operation in the page's list.
  private var operations: [String: Int] = [:]

  /// What the page has to say besides numbers.
  struct Head: Encodable {
    /// What the run is called, and the other one.
    let names: [String]
    let settings: [[String]]
    /// In reading order: titles, and grids by their number.
    let sections: [Section]
    /// How the runs differ.
    let difference: ViewDifference?
    /// The numbers to fill in; none where it is no exercise.
    let exercise: [ViewBlank]?
  }

  /// One page of the book, or what stands on none.
  struct Section: Encodable {
    let title: String
    var grids: [Int]
  }

  /// A grid's name and shape, and whether the other run has it.
  private struct Grid: Encodable {
    let name: String
    let shape: [Int]
    let isInOther: Bool

    func encode(to encoder: Encoder) throws {
      var list = encoder.unkeyedContainer()
      try list.encode(name)
      try list.encode(shape)
      try list.encode(isInOther)
    }
  }

  /// - Parameter other: The other run's numbers under the same names; nil where it has none.
  /// - Throws: `TraceError` if a recipe cannot be read.
  init(_ trace: RecordedTrace, head: Head, other: RecordedTrace?) throws {
    self.trace = trace
    let twins = trace.grids.map { grid in other.flatMap { $0.values(like: grid) } }
    let recipes = try trace.lines.indices.map { line in
      let recipe = try trace.recipe(of: line)
      if recipe.operation === Operation.chain { _ = try trace.chainTerms(of: line) }
      return recipe
    }
    var names: [String] = []
    for recipe in recipes where operations[recipe.operation.name] == nil {
      operations[recipe.operation.name] = names.count
      names.append(recipe.operation.name)
    }
    let words = ViewWords.of(recipes)
    addBytes(
      try Self.json(
        All(
          head: head, hasOther: other != nil, operations: names, words: words,
          grids: zip(trace.grids, twins).map {
            Grid(name: $0.name, shape: $0.shape, isInOther: $1 != nil)
          })))
    add(trace.lines.count)
    let bits = trace.lines.map(\.value.bitPattern)
    add(bits)
    if other != nil {
      let theirs = zip(trace.grids, twins).flatMap { grid, values in
        values ?? [Double](repeating: .nan, count: grid.count)
      }
      add(zip(bits, theirs).map { $0 ^ $1.bitPattern })
    }
    addRecipes(recipes)
  }

  /// All that is packed as JSON, in one object.
  private struct All: Encodable {
    let head: Head
    let hasOther: Bool
    let operations: [String]
    let words: [String: ViewWords]
    let grids: [Grid]

    func encode(to encoder: Encoder) throws {
      try head.encode(to: encoder)
      var fields = encoder.container(keyedBy: Keys.self)
      try fields.encode(hasOther, forKey: .hasOther)
      try fields.encode(operations, forKey: .operations)
      try fields.encode(words, forKey: .words)
      try fields.encode(grids, forKey: .grids)
    }

    private enum Keys: CodingKey { case hasOther, operations, words, grids }
  }

  private static func json(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value))
  }
}

/// Numbers as bytes.
extension PackedRun {
  /// Seven bits a byte, the lowest first; all bytes but the last have their highest bit set.
  private mutating func add(_ number: Int) {
    Self.add(number, to: &bytes)
  }

  private static func add(_ number: Int, to bytes: inout [UInt8]) {
    var rest = number
    while rest > 127 {
      bytes.append(UInt8(rest & 127 | 128))
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func addBytes(_ part: [UInt8]) {
    add(part.count)
    bytes += part
  }

  private mutating func add(_ words: [UInt64]) {
    for word in words { withUnsafeBytes(of: word.littleEndian) { bytes += $0 } }
  }
}

/// Recipes.
extension PackedRun {
  /// The patterns, how many operands there are in all, and each number's pattern.
  private mutating func addRecipes(_ recipes: [RecordedTrace.Recipe]) {
    var (numbers, patterns, chosen): ([[UInt8]: Int], [[UInt8]], [Int]) = ([:], [], [])
    for (line, recipe) in recipes.enumerated() {
      let pattern = pattern(recipe, after: line > 0 ? recipes[line - 1] : nil, at: line)
      let number = numbers[pattern] ?? patterns.count
      if number == patterns.count {
        numbers[pattern] = number
        patterns.append(pattern)
      }
      chosen.append(number)
    }
    add(patterns.count)
    for pattern in patterns { addBytes(pattern) }
    add(recipes.reduce(0) { $0 + $1.operands.count })
    for number in chosen { add(number) }
  }

  /// How a recipe follows from the one before: where both are alike, how far each operand has moved; else
  /// operation, count, and how far each operand lies from the one before it. Equal steps are counted.
  private func pattern(
    _ recipe: RecordedTrace.Recipe, after previous: RecordedTrace.Recipe?, at line: Int
  ) -> [UInt8] {
    var pattern: [UInt8] = []
    let (operands, count) = (recipe.operands, recipe.operands.count)
    let steps: [Int]
    if let previous, previous.operation === recipe.operation, previous.operands.count == count {
      Self.add(0, to: &pattern)
      steps = zip(operands, previous.operands).map { $0 - $1 }
    } else {
      Self.add(1 + operations[recipe.operation.name, default: 0], to: &pattern)
      Self.add(count, to: &pattern)
      steps = zip(operands, [line] + operands).map { $0 - $1 }
    }
    var rest = steps[...]
    while let step = rest.first {
      let run = rest.prefix { $0 == step }.count
      Self.add(step < 0 ? -2 * step - 1 : 2 * step, to: &pattern)
      Self.add(run, to: &pattern)
      rest = rest.dropFirst(run)
    }
    return pattern
  }
}

extension RecordedTrace {
  /// The numbers of the grid with this one's name and shape; nil where there is none.
  fileprivate func values(like grid: RecordedGrid) -> [Double]? {
    guard let own = self[grid.name], own.shape == grid.shape else { return nil }
    return values(of: own)
  }
}
