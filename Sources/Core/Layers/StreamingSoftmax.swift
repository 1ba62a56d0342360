import Numerics

/// A row of softmax(scores)·values from one block of keys after another, so that no row of scores is ever
/// stored whole: how fused attention kernels work.
///
/// Milakov, Gimelshein, "Online normalizer calculation for softmax", 2018; Dao et al., "FlashAttention:
/// Fast and Memory-Efficient Exact Attention with IO-Awareness", 2022. As in its second version (Dao, 2023),
/// the sums are divided once, at the end.
package struct StreamingSoftmax<Element: RealNumber>: Sendable {
  /// The largest score so far; −∞ before the first.
  package private(set) var largest = -Element.infinity
  /// Σ exp(score − largest) so far.
  package private(set) var sum = Element(0)
  /// Σ exp(score − largest)·value so far: (features).
  package private(set) var total: [Element]

  /// Before the first block.
  ///
  /// - Parameter features: The length of a value.
  package init(features: Int) { total = [Element](repeating: 0, count: features) }

  // excerpt StreamingSoftmax.add
  /// Takes a block: its keys' scores, and their values (keys × features) row after row.
  package mutating func add(
    _ scores: [Element], _ values: [Element], _ recorder: Recorder<Element>? = nil
  ) {
    let before = largest
    largest = scores.reduce(before) { $1 > $0 ? $1 : $0 }
    if largest == -.infinity { return }  // nothing to be seen yet
    let factor = Element.exp(before - largest)  // 0 for the first block
    let gaps = scores.map { $0 - largest }
    let powers = gaps.map { Element.exp($0) }
    let blockSum = powers.reduce(0, +)
    var blockTotal = [Element](repeating: 0, count: total.count)
    for (key, power) in powers.enumerated() {
      for c in total.indices { blockTotal[c] += power * values[key * total.count + c] }
    }
    sum = sum * factor + blockSum
    for c in total.indices { total[c] = total[c] * factor + blockTotal[c] }
    record(recorder, before, factor, gaps, powers, blockSum, blockTotal)
  }

  /// The average of all values so far, weighted by softmax.
  package var average: [Element] { total.map { $0 / sum } }
  // end excerpt

  private func record(
    _ recorder: Recorder<Element>?, _ before: Element, _ factor: Element, _ gaps: [Element],
    _ powers: [Element], _ blockSum: Element, _ blockTotal: [Element]
  ) {
    guard let recorder else { return }
    recorder.record("largest", Tensor(scalar: largest))
    recorder.record("gap", Tensor([gaps.count], gaps))
    recorder.record("power", Tensor([powers.count], powers))
    if before > -.infinity {
      recorder.record("shift", Tensor(scalar: before - largest))
      recorder.record("factor", Tensor(scalar: factor))
      recorder.record("block_sum", Tensor(scalar: blockSum))
      recorder.record("block_total", Tensor([blockTotal.count], blockTotal))
    }
    recorder.record("sum", Tensor(scalar: sum))
    recorder.record("total", Tensor([total.count], total))
    recorder.record("average", Tensor([total.count], average))
  }
}

/// Attention that never stores all scores.
package enum StreamingAttention {
  // excerpt StreamingAttention
  /// softmax(q kᵀ / √(d/heads)) v as `Attention` computes it, but for rounding: q (batch, queries, d),
  /// k and v (batch, keys, d), result (batch, queries, d). Of the scores there are never more than `block`
  /// at a time.
  ///
  /// - Parameters:
  ///   - q: The queries, the heads' features side by side.
  ///   - k: The keys, likewise.
  ///   - v: A value for each key, likewise.
  ///   - heads: They divide d.
  ///   - block: How many keys are looked at in one go.
  ///   - isCausal: Whether a query sees only keys at or before its own place; fewer queries than keys are the
  ///     last ones. Blocks that it does not see are not computed at all.
  package static func forward<Element: RealNumber>(
    _ q: Tensor<Element>, _ k: Tensor<Element>, _ v: Tensor<Element>, heads: Int, block: Int,
    isCausal: Bool = false
  ) -> Tensor<Element> {
    let (queries, keys, d) = (q.shape[1], k.shape[1], q.shape[2])
    let size = d / heads
    let root = Element(size).squareRoot()
    var result = Tensor<Element>(q.shape)
    for row in 0..<q.shape[0] * queries * heads {
      let (n, i, h) = (row / heads / queries, row / heads % queries, row % heads)
      let at = (n * queries + i) * d + h * size
      let seen = isCausal ? keys - queries + i + 1 : keys
      var softmax = StreamingSoftmax<Element>(features: size)
      for first in stride(from: 0, to: seen, by: block) {
        let places = first..<min(first + block, seen)
        var (scores, values) = ([Element](), [Element]())
        for j in places {
          let key = (n * keys + j) * d + h * size
          let score = (0..<size).reduce(Element(0)) { $0 + q.values[at + $1] * k.values[key + $1] }
          scores.append(score / root)
          values += v.values[key..<key + size]
        }
        softmax.add(scores, values)
      }
      result.values.replaceSubrange(at..<at + size, with: softmax.average)
    }
    return result
  }
  // end excerpt
}
