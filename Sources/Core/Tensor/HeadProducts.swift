import Numerics

/// Attention's matrix products, for all batch entries and heads at once. Head h's features lie at
/// h·size ..< (h+1)·size of each row; they are read and written where they are.
extension Tensor {
  /// q kᵀ: q (batch, queries, d), k (batch, keys, d) → (batch, heads, queries, keys).
  static func headScores(_ q: Tensor, _ k: Tensor, heads: Int) -> Tensor {
    let (batch, queries, keys, d) = (q.shape[0], q.shape[1], k.shape[1], q.shape[2])
    return headProducts([batch, heads, queries, keys], q, k, heads, work: d / heads) {
      y, q, k, n, h in
      MatrixKernel.multiplyAlone(
        head(q, n, h, heads, queries, d), head(k, n, h, heads, keys, d).transposed,
        into: MatrixTarget(y + (n * heads + h) * queries * keys, rowStep: keys))
    }
  }

  /// w v: w (batch, heads, queries, keys), v (batch, keys, d) → (batch, queries, d).
  static func headAverages(_ w: Tensor, _ v: Tensor) -> Tensor {
    let (heads, queries, keys, d) = (w.shape[1], w.shape[2], w.shape[3], v.shape[2])
    return headProducts([w.shape[0], queries, d], w, v, heads, work: keys) { y, w, v, n, h in
      MatrixKernel.multiplyAlone(
        MatrixView(w + (n * heads + h) * queries * keys, queries, keys, rowStep: keys),
        head(v, n, h, heads, keys, d),
        into: MatrixTarget(y + n * queries * d + h * (d / heads), rowStep: d))
    }
  }

  /// wᵀ x: w (batch, heads, queries, keys), x (batch, queries, d) → (batch, keys, d).
  static func headAverages(transposed w: Tensor, _ x: Tensor) -> Tensor {
    let (heads, queries, keys, d) = (w.shape[1], w.shape[2], w.shape[3], x.shape[2])
    return headProducts([w.shape[0], keys, d], w, x, heads, work: queries) { y, w, x, n, h in
      MatrixKernel.multiplyAlone(
        MatrixView(w + (n * heads + h) * queries * keys, queries, keys, rowStep: keys).transposed,
        head(x, n, h, heads, queries, d),
        into: MatrixTarget(y + n * keys * d + h * (d / heads), rowStep: d))
    }
  }

  private static func head(
    _ x: UnsafePointer<Element>, _ n: Int, _ h: Int, _ heads: Int, _ rows: Int, _ d: Int
  ) -> MatrixView<Element> {
    MatrixView(x + n * rows * d + h * (d / heads), rows, d / heads, rowStep: d)
  }

  /// Does `body` for each batch entry n and head h: (y, a, b, n, h). Each entry of y is a sum of
  /// `work` products.
  private static func headProducts(
    _ shape: [Int], _ a: Tensor, _ b: Tensor, _ heads: Int, work: Int,
    _ body: (
      UnsafeMutablePointer<Element>, UnsafePointer<Element>, UnsafePointer<Element>, Int, Int
    ) -> Void
  ) -> Tensor {
    Tensor(uninitialized: shape) { y in
      a.values.withStart { a in
        b.values.withStart { b in
          let size = shape.reduce(work, *)
          Threads.split(shape[0] * heads, work: size) { range in
            for part in range { body(y, a, b, part / heads, part % heads) }
          }
        }
      }
    }
  }
}
