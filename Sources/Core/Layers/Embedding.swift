import Numerics

/// A table with one learned row a token: looking a token up copies its row.
package struct Embedding<Element: RealNumber>: Module, Sendable {
  /// A row for each token.
  package var weight: Parameter<Element>  // (tokens, features)
  private var ids: [Int] = []  // row after row

  /// A table (tokens, features), all zeros until it is given values; its parameter is `NAME.weight`.
  package init(_ name: String, tokens: Int, features: Int) {
    weight = Parameter("\(name).weight", [tokens, features], .table)
  }

  /// The table alone.
  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try body(&weight)
  }

  /// y[n,i] = weight[ids[n][i]]: y (batch, positions, features).
  package mutating func forward(_ ids: [[Int]]) -> Tensor<Element> {
    self.ids = ids.flatMap { $0 }
    let (tokens, features) = (weight.value.shape[0], weight.value.shape[1])
    require(self.ids.allSatisfy { $0 >= 0 && $0 < tokens }, "an id beyond \(tokens) tokens")
    return Tensor(uninitialized: [ids.count, ids[0].count, features]) { y in
      weight.value.values.withStart { table in
        for (i, id) in self.ids.enumerated() {
          (y + i * features).update(from: table + id * features, count: features)
        }
      }
    }
  }

  /// dWeight[k] = Σ dy over the places where token k stood.
  package mutating func backward(_ dy: Tensor<Element>) {
    let features = weight.value.shape[1]
    weight.gradient.values.withMutableStart { gradient in
      dy.values.withStart { dy in
        for (i, id) in ids.enumerated() {
          let (from, to) = (dy + i * features, gradient + id * features)
          for j in 0..<features { to[j] += from[j] }
        }
      }
    }
  }
}
