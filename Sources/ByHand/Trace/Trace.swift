/// The recording of a computation done by hand: every scalar, in the order computed, with the
/// operation that made it and the scalars it was made from.
public final class Trace {
  /// One line of the recording.
  public struct Node {
    public let operation: Operation
    public let operands: [Int]
    public let value: Double
    /// Whether the number depends on more than constants, so that it can have a gradient.
    let isVariable: Bool
    /// Which grid it belongs to, and where in it; −1 until it is put into one.
    var grid = -1
    var offset = 0
  }

  /// One term of a gradient: a scalar was used by `consumer`, as its operand number `position`,
  /// and the consumer's value changes by `derivative` per unit of it.
  public struct Contribution {
    public let consumer: Int
    public let position: Int
    public let derivative: Double
  }

  public internal(set) var nodes: [Node] = []
  public private(set) var grids: [Grid] = []
  /// Put before the name of each new grid: `second.` for the second forward pass, for example.
  public var prefix = ""
  private var gridIndex: [String: Int] = [:]
  var gradientOf: [Int: Int] = [:]
  var contributions: [Int: [Contribution]] = [:]

  public init() {}

  /// The grid of this name, if it has been recorded.
  public subscript(name: String) -> Grid? { gridIndex[name].map { grids[$0] } }

  public func name(of id: Int) -> String {
    let node = nodes[id]
    precondition(node.grid >= 0, "a scalar made by \(node.operation.name) was never named")
    let grid = grids[node.grid]
    return Grid.entryName(grid.name, grid.index(at: node.offset))
  }

  /// The grid that a scalar belongs to, and its place in it.
  public func place(of id: Int) -> (grid: Grid, offset: Int) {
    (grids[nodes[id].grid], nodes[id].offset)
  }
}

/// Recording.
extension Trace {
  /// Computes a grid entry by entry, in row-major order.
  @discardableResult
  public func grid(_ name: String, _ shape: [Int], _ entry: ([Int]) -> Scalar) -> Grid {
    add(name, shape, (0..<shape.reduce(1, *)).map { entry(Grid.index(at: $0, in: shape)) })
  }

  @discardableResult
  public func grid(_ name: String, _ n: Int, _ entry: (Int) -> Scalar) -> Grid {
    add(name, [n], (0..<n).map(entry))
  }

  @discardableResult
  public func grid(_ name: String, _ a: Int, _ b: Int, _ c: Int, _ entry: (Int, Int, Int) -> Scalar)
    -> Grid
  {
    grid(name, [a, b, c]) { entry($0[0], $0[1], $0[2]) }
  }

  /// Computes a single number.
  @discardableResult
  public func scalar(_ name: String, _ entry: () -> Scalar) -> Scalar {
    add(name, [], [entry()]).scalars[0]
  }

  /// Takes numbers as they are: `.parameter`, `.data`, `.constant` or `.draw`.
  @discardableResult
  public func given(_ kind: Operation, _ name: String, _ shape: [Int], _ values: [Double]) -> Grid {
    precondition(kind.isGiven && values.count == shape.reduce(1, *), name)
    let isVariable = kind.hasGradient
    return add(
      name, shape,
      values.map { value in
        nodes.append(Node(operation: kind, operands: [], value: value, isVariable: isVariable))
        return Scalar(trace: self, id: nodes.count - 1)
      })
  }

  /// A number that a mask sets to 0, to be put into a grid.
  public func masked() -> Scalar {
    nodes.append(Node(operation: .masked, operands: [], value: 0, isVariable: false))
    return Scalar(trace: self, id: nodes.count - 1)
  }

  @discardableResult
  public func constant(_ name: String, _ value: Double) -> Scalar {
    given(.constant, name, [], [value]).scalars[0]
  }

  func append(_ operation: Operation, _ operands: [Scalar]) -> Scalar {
    let ids = operands.map(\.id)
    for id in ids where nodes[id].grid < 0 {
      preconditionFailure("\(operation.name) uses a scalar that has no name yet")
    }
    let value = operation.value(ids.map { nodes[$0].value })
    let isVariable = ids.contains { nodes[$0].isVariable }
    nodes.append(Node(operation: operation, operands: ids, value: value, isVariable: isVariable))
    return Scalar(trace: self, id: nodes.count - 1)
  }

  func add(_ name: String, _ shape: [Int], _ scalars: [Scalar]) -> Grid {
    let name = prefix + name
    precondition(gridIndex[name] == nil, "\(name) is recorded twice")
    for (offset, scalar) in scalars.enumerated() {
      precondition(nodes[scalar.id].grid < 0, "an entry of \(name) has a name already")
      nodes[scalar.id].grid = grids.count
      nodes[scalar.id].offset = offset
    }
    gridIndex[name] = grids.count
    grids.append(Grid(name: name, shape: shape, scalars: scalars))
    return grids[grids.count - 1]
  }
}
