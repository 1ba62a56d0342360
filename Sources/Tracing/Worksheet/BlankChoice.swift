import ByHand
import Numerics

/// Chooses a worksheet's blanks.
struct BlankChoice {
  private let trace: RecordedTrace
  private let level: Worksheet.Level
  private let draws: NamedRandom.Draws
  private var drawn = 0
  /// The pages with something to ask, and their grids by the kind of problem that their entries are.
  private var pages:
    [(name: String, grids: [(kind: String, grids: [RecordedTrace.RecordedGrid])])] =
      []
  /// How often each kind has been asked for.
  private var uses: [String: Int] = [:]
  /// The grids with a blank.
  private var asked: Set<String> = []
  /// What is printed on the sheet, and the answers, as texts.
  private var (printed, answers): (Set<String>, Set<String>) = ([], [])
  private(set) var blanks: [Worksheet.Blank] = []

  /// How many entries of a kind are tried before another kind is.
  private static let tries = 12

  init(_ trace: RecordedTrace, _ level: Worksheet.Level, _ seed: UInt64) {
    (self.trace, self.level) = (trace, level)
    draws = NamedRandom(seed: seed)["worksheet"]
  }

  /// Notes what a page has to ask.
  ///
  /// - Throws: `TraceError` if a recipe cannot be read.
  mutating func open(_ page: String, _ names: [String]) throws {
    var kinds: [(kind: String, grids: [RecordedTrace.RecordedGrid])] = []
    // Single numbers, such as a loss, are told in the pages' sentences.
    for grid in names.compactMap({ trace[$0] }) where grid.count > 1 {
      // The entries of a grid are made alike, but for borders and masks.
      guard let kind = try problem(at: grid.first + grid.count / 2)?.kind else { continue }
      if let k = kinds.firstIndex(where: { $0.kind == kind }) {
        kinds[k].grids.append(grid)
      } else {
        kinds.append((kind, [grid]))
      }
    }
    if !kinds.isEmpty { pages.append((page, kinds)) }
  }

  /// Goes through the pages in reading order.
  ///
  /// - Throws: `TraceError` if a recipe cannot be read.
  mutating func choose() throws {
    let perPage = min(3, max(1, Worksheet.most / max(1, pages.count)))
    for page in pages {
      let start = blanks.count
      for _ in 0..<perPage where blanks.count < Worksheet.most { try add(from: page) }
      order(from: start)
    }
  }

  /// Puts a page's blanks in the order computed, unless two of one kind would then follow each other.
  private mutating func order(from start: Int) {
    let sorted = blanks[start...].sorted { $0.problem.line < $1.problem.line }
    let kinds = (blanks[..<start].suffix(1) + sorted).map(\.problem.kind)
    if zip(kinds, kinds.dropFirst()).contains(where: { $0 == $1 }) { return }
    for (n, blank) in sorted.enumerated() {
      blanks[start + n] = Worksheet.Blank(
        number: start + n + 1, page: blank.page, problem: blank.problem)
    }
  }

  /// Adds a blank from a page: of the kind that was asked least so far, and not of the last one's.
  private mutating func add(
    from page: (name: String, grids: [(kind: String, grids: [RecordedTrace.RecordedGrid])])
  ) throws {
    let last = blanks.last?.problem.kind
    let order = page.grids.filter { $0.kind != last }
      .map { (uses: uses[$0.kind, default: 0], turn: draw(below: 1 << 20), of: $0) }
      .sorted { ($0.uses, $0.turn) < ($1.uses, $1.turn) }
    for (_, _, (_, grids)) in order {
      // A section of a page is about one grid.
      let fresh = grids.filter { !asked.contains($0.name) }
      for _ in 0..<(fresh.isEmpty ? 0 : Self.tries) {
        let grid = fresh[draw(below: fresh.count)]
        guard let problem = try problem(at: grid.first + draw(below: grid.count)),
          problem.kind != last, take(problem)
        else { continue }
        uses[problem.kind, default: 0] += 1
        asked.insert(grid.name)
        blanks.append(
          Worksheet.Blank(number: blanks.count + 1, page: page.name, problem: problem))
        return
      }
    }
  }

  private mutating func draw(below count: Int) -> Int {
    drawn += 1
    return draws.integer(drawn, below: count)
  }

  /// The problem that a line is at this level; nil where it is none.
  private mutating func problem(at line: Int) throws -> Problem? {
    let recipe = try trace.recipe(of: line)
    guard level.asks(for: recipe) else { return nil }
    let whole = try Problem(trace, line: line)
    if level == .terms && recipe.operation === Operation.dot && whole.size > Worksheet.fewTerms {
      return try Problem(
        trace, line: line, part: .product(draw(below: recipe.operands.count / 2)))
    }
    return whole.isFit(for: level) ? whole : nil
  }

  /// Takes a problem onto the sheet, unless its answer would be printed there, or it would print another's.
  private mutating func take(_ problem: Problem) -> Bool {
    guard let decimals = problem.decimals, (1e-12..<1e5).contains(problem.value.magnitude),
      !problem.hasSpeck
    else { return false }
    let answer = problem.value.magnitude.shown
    // Two digits can be guessed, and stand everywhere.
    guard (TypedNumber(answer)?.digits ?? 0) > 2 else { return false }
    let shown = Set(problem.operands.map { $0.magnitude.shown(decimals: decimals) })
    guard !shown.contains(answer), !printed.contains(answer), answers.isDisjoint(with: shown),
      !answers.contains(answer)
    else { return false }
    printed.formUnion(shown)
    answers.insert(answer)
    return true
  }
}

extension Worksheet {
  /// How many terms a sum of a few terms has at most, and how many any sum on a sheet.
  static let (fewTerms, mostTerms) = (4, 20)
}

extension Worksheet.Level {
  /// Steps that AdamW takes.
  private static let updates = ["running_mean", "running_square", "debias", "adamw"]
  /// Steps that are a few terms, or a product.
  private static let short = [
    "add", "subtract", "multiply", "divide", "minus_product", "turned", "dot", "sum", "mean",
  ]
  /// Steps in which there is nothing to work out, or nothing that a calculator helps with.
  private static let never = ["max", "count_reached", "held", "two_decimals", "kept_share"]

  /// Whether a step belongs to the level, whatever its size.
  func asks(for recipe: RecordedTrace.Recipe) -> Bool {
    let name = recipe.operation.name
    if recipe.operation.isGiven || Self.never.contains(name) { return false }
    let isTraining = recipe.operation === Operation.chain || Self.updates.contains(name)
    switch self {
    case .terms: return Self.short.contains(name)
    case .entries: return !isTraining && (!Self.short.contains(name) || recipe.operands.count > 2)
    case .gradients: return isTraining
    }
  }
}

extension Problem {
  /// Whether an operand is what rounding leaves where terms cancel.
  fileprivate var hasSpeck: Bool {
    zip(operands, lines).contains { value, line in
      let isGiven = line.flatMap { try? trace.recipe(of: $0).operation.isGiven } ?? false
      return value != 0 && value.magnitude < 1e-9 && !isGiven
    }
  }

  /// Whether the step has as many terms as the level asks for, and is no mere copy.
  fileprivate func isFit(for level: Worksheet.Level) -> Bool {
    if isGradient && users.count == 1 && users[0].derivative.magnitude == 1 { return false }
    if operation.name != "chain" && operands.isEmpty { return false }
    let isSum = !terms(of: operands).isEmpty
    switch level {
    case .terms: return size <= Worksheet.fewTerms && (size > 1 || operation === Operation.multiply)
    case .entries: return size <= Worksheet.mostTerms && !(isSum && size <= Worksheet.fewTerms)
    case .gradients: return size <= Worksheet.mostTerms
    }
  }
}
