import ByHand
import Tracing

/// The pages of a run in reading order, each with the grids that it shows.
struct ViewSections {
  private(set) var sections: [PackedRun.Section] = []

  /// What no page shows stands with what is made from it, or in a last section.
  ///
  /// - Throws: `TraceError` if a recipe cannot be read.
  init(_ trace: RecordedTrace, _ places: [RunView.Place]) throws {
    var number: [String: Int] = [:]
    for (n, grid) in trace.grids.enumerated() { number[grid.name] = n }
    var section = [Int?](repeating: nil, count: trace.grids.count)
    for (title, grid) in places {
      if sections.last?.title != title { sections.append(.init(title: title, grids: [])) }
      guard let n = number[grid], section[n] == nil else { continue }
      section[n] = sections.count - 1
      sections[sections.count - 1].grids.append(n)
    }
    let users = try Self.firstUsers(trace)
    var front = sections.map { _ in [Int]() }
    var rest: [Int] = []
    // Users come later, so that going backward a user's section is known.
    for n in trace.grids.indices.reversed() where section[n] == nil {
      section[n] = users[n].flatMap { section[$0] }
      if let found = section[n] { front[found].insert(n, at: 0) } else { rest.insert(n, at: 0) }
    }
    for (n, grids) in front.enumerated() { sections[n].grids = grids + sections[n].grids }
    sections.removeAll { $0.grids.isEmpty }
    if !rest.isEmpty {
      sections.append(.init(title: places.isEmpty ? "All numbers" : "All others", grids: rest))
    }
  }

  /// For each grid, the first other one that is made from it.
  private static func firstUsers(_ trace: RecordedTrace) throws -> [Int?] {
    let gridOf = trace.grids.enumerated().flatMap { [Int](repeating: $0, count: $1.count) }
    var users = [Int?](repeating: nil, count: trace.grids.count)
    for line in trace.lines.indices {
      let recipe = try trace.recipe(of: line)
      if recipe.operation === Operation.chain { continue }
      for operand in recipe.operands where gridOf[operand] != gridOf[line] {
        users[gridOf[operand]] = users[gridOf[operand]] ?? gridOf[line]
      }
    }
    return users
  }
}
