import Numerics

infix operator ⊗ : MultiplicationPrecedence

extension Tensor {
  /// The matrix product (m, k) ⊗ (k, n) → (m, n): y[i,j] = Σₗ a[i,l]·b[l,j].
  ///
  /// Each entry adds its products in the order l = 0, 1, 2, … starting from 0, multiply then add,
  /// never fused and never split, as a person would. Speed comes from working on many *entries* at
  /// once (`MatrixKernel`). So the result is the same to the last bit on every machine, for any
  /// vector width and any number of threads.
  package static func ⊗ (a: Tensor, b: Tensor) -> Tensor {
    product(a, b, (a.shape[0], a.shape[1]), (b.shape[0], b.shape[1])) { ($0, $1) }
  }

  /// a ⊗ bᵀ: (m, k) ⊗ (n, k)ᵀ → (m, n).
  package static func ⊗ (a: Tensor, b: Transposed<Element>) -> Tensor {
    let b = b.tensor
    return product(a, b, (a.shape[0], a.shape[1]), (b.shape[1], b.shape[0])) { ($0, $1.transposed) }
  }

  /// aᵀ ⊗ b: (k, m)ᵀ ⊗ (k, n) → (m, n).
  package static func ⊗ (a: Transposed<Element>, b: Tensor) -> Tensor {
    let a = a.tensor
    return product(a, b, (a.shape[1], a.shape[0]), (b.shape[0], b.shape[1])) { ($0.transposed, $1) }
  }

  /// The tensor with rows and columns exchanged, for a product: `x ⊗ w.transpose`. Nothing is copied.
  package var transpose: Transposed<Element> { Transposed(tensor: self) }

  private typealias View = MatrixView<Element>

  private static func product(
    _ a: Tensor, _ b: Tensor, _ left: (Int, Int), _ right: (Int, Int),
    _ views: (View, View) -> (View, View)
  ) -> Tensor {
    require(left.1 == right.0, "\(left) ⊗ \(right)")
    if left.1 == 0 { return Tensor([left.0, right.1]) }
    return Tensor(uninitialized: [left.0, right.1]) { y in
      a.withMatrix { a in
        b.withMatrix { b in
          let (a, b) = views(a, b)
          MatrixKernel.multiply(a, b, into: MatrixTarget(y, rowStep: right.1))
        }
      }
    }
  }

  private func withMatrix(_ body: (View) -> Void) {
    values.withStart { body(View($0, shape[0], shape[1], rowStep: shape[1])) }
  }
}

/// A matrix to be read with rows and columns exchanged.
package struct Transposed<Element: RealNumber> {
  let tensor: Tensor<Element>
}
