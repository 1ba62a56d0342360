import Numerics

/// A table with one learned row a token: looking a token up copies its row.
public struct Embedding<Element: RealNumber>: Module, Sendable {
  public var weight: Parameter<Element>  // (tokens, features)
  private var ids: [Int] = []  // row after row

  public init(_ name: String, tokens: Int, features: Int) {
    weight = Parameter("\(name).weight", [tokens, features], .table)
  }

  public mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try body(&weight)
  }

  /// y[n,i] = weight[ids[n][i]]: y (batch, places, features).
  public mutating func forward(_ ids: [[Int]]) -> Tensor<Element> {
    self.ids = ids.flatMap { $0 }
    let features = weight.value.shape[1]
    return Tensor(
      [ids.count, ids[0].count, features],
      self.ids.flatMap { weight.value.values[$0 * features..<($0 + 1) * features] })
  }

  /// dWeight[k] = Σ dy over the places where token k stood.
  public mutating func backward(_ dy: Tensor<Element>) {
    let features = weight.value.shape[1]
    for (i, id) in ids.enumerated() {
      for j in 0..<features {
        weight.gradient.values[id * features + j] += dy.values[i * features + j]
      }
    }
  }
}
