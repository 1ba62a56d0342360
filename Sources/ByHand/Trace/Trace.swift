import Numerics

/// The recording of a computation done by hand: every scalar, in the order computed, with the
/// operation that made it and the scalars it was made from.
package final class Trace {
  /// One line of the recording.
  package struct Node {
    /// What made the number; or how it was given.
    package let operation: Operation
    /// The lines that it was made from.
    package let operands: LineNumbers
    /// The number itself.
    package let value: Double
    /// Whether the number depends on more than constants, so that it can have a gradient.
    let isVariable: Bool
    /// Which grid it belongs to, and where in it; −1 until it is put into one.
    var grid = -1
    var offset = 0
  }

  /// Every number, in the order computed.
  package internal(set) var nodes: [Node] = []
  /// Every named block, in the order recorded.
  package private(set) var grids: [Grid] = []
  private var gridIndex: [String: Int] = [:]
  /// Put before the name of each new grid, and before the names of parameters; see `pass`.
  private var (prefix, parameterPrefix) = ("", "")
  /// Put before the names of what all passes of a model share.
  private(set) var sharedPrefix = ""
  private var aliases: [String: Grid] = [:]
  var sweeps: [String: Sweep] = [:]

  /// An empty recording.
  package init() {}

  /// The name of the entry on a line: `conv_in[1,2,0]`.
  package func name(of id: Int) -> String {
    let (grid, offset) = place(of: id)
    return Grid.entryName(grid.name, grid.index(at: offset))
  }

  /// The grid that a scalar belongs to, and its place in it.
  package func place(of id: Int) -> (grid: Grid, offset: Int) {
    let node = nodes[id]
    require(node.grid >= 0, "a scalar made by \(node.operation.name) was never named")
    return (grids[node.grid], node.offset)
  }

  /// The same with the grid's number in `grids`.
  package func gridAndOffset(of id: Int) -> (grid: Int, offset: Int) {
    let node = nodes[id]
    require(node.grid >= 0, "a scalar made by \(node.operation.name) was never named")
    return (node.grid, node.offset)
  }
}

/// Looking things up.
extension Trace {
  /// The grid of this name, if it has been recorded.
  package subscript(name: String) -> Grid? { gridIndex[name].map { grids[$0] } }

  /// The grid of this name, which must have been recorded.
  package func recorded(_ name: String) -> Grid {
    guard let grid = self[name] else { stop("\(name) is not recorded yet") }
    return grid
  }

  /// A parameter of the present pass, by the name that the model gives it.
  package func parameter(_ name: String) -> Grid {
    guard let grid = optionalParameter(name) else { stop("there is no parameter \(name)") }
    return grid
  }

  /// The same, nil where the model has none of the name.
  func optionalParameter(_ name: String) -> Grid? {
    aliases[parameterPrefix + name] ?? self[parameterPrefix + name]
  }

  /// Gives recorded scalars another name to be found by as a parameter. No number is copied.
  package func alias(_ grid: Grid, as name: String) { aliases[name] = grid }
}

/// Recording.
extension Trace {
  /// Does a whole computation once more under other names.
  ///
  /// - Parameters:
  ///   - prefix: Put before the name of each grid: `second.` for the second forward pass.
  ///   - parameters: Put before the names of the parameters that layers ask for: `updated.`.
  ///   - shared: Put before the names of what all passes of a model share, where a chapter has a second
  ///     model whose layers are called the same; by default what it was.
  ///   - body: The computation; what it records has these names.
  package func pass<Result>(
    _ prefix: String, parameters: String = "", shared: String? = nil, _ body: () throws -> Result
  ) rethrows -> Result {
    let outer = (self.prefix, parameterPrefix, sharedPrefix)
    (self.prefix, parameterPrefix, sharedPrefix) = (prefix, parameters, shared ?? sharedPrefix)
    defer { (self.prefix, parameterPrefix, sharedPrefix) = outer }
    return try body()
  }

  /// Computes a grid entry by entry, in row-major order.
  @discardableResult
  package func grid(_ name: String, _ shape: [Int], _ entry: ([Int]) -> Scalar) -> Grid {
    add(name, shape, (0..<shape.reduce(1, *)).map { entry(Grid.index(at: $0, in: shape)) })
  }

  /// The same with one axis.
  @discardableResult
  package func grid(_ name: String, _ n: Int, _ entry: (Int) -> Scalar) -> Grid {
    add(name, [n], (0..<n).map(entry))
  }

  /// The same with two axes.
  @discardableResult
  package func grid(_ name: String, _ a: Int, _ b: Int, _ entry: (Int, Int) -> Scalar) -> Grid {
    grid(name, [a, b]) { entry($0[0], $0[1]) }
  }

  /// The same with three axes.
  @discardableResult
  package func grid(
    _ name: String, _ a: Int, _ b: Int, _ c: Int, _ entry: (Int, Int, Int) -> Scalar
  )
    -> Grid
  {
    grid(name, [a, b, c]) { entry($0[0], $0[1], $0[2]) }
  }

  /// Does the same to every entry of a grid.
  @discardableResult
  package func each(_ name: String, _ x: Grid, _ step: (Scalar) -> Scalar) -> Grid {
    add(name, x.shape, x.scalars.map(step))
  }

  /// Computes a single number.
  @discardableResult
  package func scalar(_ name: String, _ entry: () -> Scalar) -> Scalar {
    add(name, [], [entry()]).scalars[0]
  }

  /// Takes numbers as they are: `.parameter`, `.frozen`, `.data`, `.constant` or `.draw`.
  @discardableResult
  package func given(_ kind: Operation, _ name: String, _ shape: [Int], _ values: [Double]) -> Grid
  {
    require(
      kind.isGiven && values.count == shape.reduce(1, *),
      "\(values.count) values of the kind \(kind.name) for \(name) \(shape)")
    return add(name, shape, values.map { note(kind, [], $0, isVariable: kind.hasGradient) })
  }

  /// A number that a mask sets to 0, to be put into a grid.
  package func masked() -> Scalar { note(.masked, [], 0, isVariable: false) }

  /// A number given as it is, which has no gradient.
  @discardableResult
  package func constant(_ name: String, _ value: Double) -> Scalar {
    given(.constant, name, [], [value]).scalars[0]
  }

  /// A number that all passes share. It is made when a layer first uses it, and has no pass's prefix.
  package func shared(_ name: String, _ make: () -> Scalar) -> Scalar {
    if let known = self[sharedPrefix + name] { return known.scalars[0] }
    return pass(sharedPrefix) { scalar(name, make) }
  }

  /// A constant that all passes share.
  package func sharedConstant(_ name: String, _ value: Double) -> Scalar {
    shared(name) { note(.constant, [], value, isVariable: false) }
  }

  func append(_ operation: Operation, _ operands: [Scalar]) -> Scalar {
    let ids = LineNumbers(operands.lazy.map(\.id))
    for id in ids where nodes[id].grid < 0 {
      stop("\(operation.name) uses a scalar that has no name yet")
    }
    let value = operation.value(ids.map { nodes[$0].value })
    return note(operation, ids, value, isVariable: ids.contains { nodes[$0].isVariable })
  }

  func note(
    _ operation: Operation, _ operands: LineNumbers, _ value: Double, isVariable: Bool
  ) -> Scalar {
    nodes.append(
      Node(operation: operation, operands: operands, value: value, isVariable: isVariable))
    return Scalar(trace: self, id: nodes.count - 1)
  }

  func add(_ name: String, _ shape: [Int], _ scalars: [Scalar]) -> Grid {
    let name = prefix + name
    require(gridIndex[name] == nil, "\(name) is recorded twice")
    for (offset, scalar) in scalars.enumerated() {
      require(nodes[scalar.id].grid < 0, "an entry of \(name) has a name already")
      nodes[scalar.id].grid = grids.count
      nodes[scalar.id].offset = offset
    }
    gridIndex[name] = grids.count
    grids.append(Grid(name: name, shape: shape, scalars: scalars))
    return grids[grids.count - 1]
  }
}
