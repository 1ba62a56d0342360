/// The chain rule, edge by edge.
extension Trace {
  /// Walks the recording backward from the loss and records a grid `grad.NAME` for every grid
  /// that the loss depends on, constants and random draws excepted.
  ///
  /// A scalar's gradient is the sum, over every step that used it, of that step's gradient times
  /// the step's derivative with respect to the scalar. Each such term is kept (`terms`).
  public func backward(from loss: Scalar) {
    let reached = gridsReached(from: loss)
    for index in reached.reversed() {
      let grid = grids[index]
      let gradients = grid.scalars.map { scalar -> Scalar in
        let used = (contributions[scalar.id] ?? []).reversed()
        contributions[scalar.id] = Array(used)
        let value = used.reduce(0) { $0 + gradient(of: $1.consumer) * $1.derivative }
        nodes.append(
          Node(
            operation: scalar.id == loss.id ? .constant : .chain, operands: used.map(\.consumer),
            value: scalar.id == loss.id ? 1 : value, isVariable: false))
        gradientOf[scalar.id] = nodes.count - 1
        return Scalar(trace: self, id: nodes.count - 1)
      }
      _ = add("grad.\(grid.name)", grid.shape, gradients)
      for scalar in grid.scalars.reversed() { passOn(from: scalar.id) }
    }
  }

  /// The gradient of a scalar; 0 where the loss does not depend on it.
  public func gradient(of id: Int) -> Double { gradientOf[id].map { nodes[$0].value } ?? 0 }

  /// The terms of a scalar's gradient, in the order in which the scalar was used.
  public func terms(of id: Int) -> [Contribution] { contributions[id] ?? [] }

  /// Hands a scalar's derivatives to its operands.
  private func passOn(from id: Int) {
    let node = nodes[id]
    guard let derivatives = node.operation.derivatives else { return }
    let local = derivatives(node.operands.map { nodes[$0].value }, node.value)
    for (position, operand) in node.operands.enumerated().reversed()
    where nodes[operand].isVariable {
      contributions[operand, default: []].append(
        Contribution(consumer: id, position: position, derivative: local[position]))
    }
  }

  /// The grids that the loss depends on, in the order computed.
  private func gridsReached(from loss: Scalar) -> [Int] {
    var reached = [Bool](repeating: false, count: nodes.count)
    reached[loss.id] = true
    for id in stride(from: loss.id, through: 0, by: -1) where reached[id] {
      guard nodes[id].operation.derivatives != nil else { continue }
      for operand in nodes[id].operands where nodes[operand].isVariable { reached[operand] = true }
    }
    return grids.indices.filter { grids[$0].scalars.contains { reached[$0.id] } }
  }
}
