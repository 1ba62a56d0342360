import Core
import Numerics
import Testing

@Suite struct StreamingSoftmaxTests {
  func tensor(_ name: String, _ shape: [Int]) -> Tensor<Double> {
    let draws = NamedRandom(seed: 29)[name]
    return Tensor(shape, (0..<shape.reduce(1, *)).map { 2 * draws.normal($0) })
  }

  @Test(arguments: 0..<24) func `block after block, attention is what it is at once`(trial: Int) {
    let sizes = NamedRandom(seed: 29)["sizes \(trial)"]
    func size(_ i: Int, _ range: ClosedRange<Int>) -> Int {
      range.lowerBound + sizes.integer(i, below: range.count)
    }
    let (batch, heads, keys) = (size(0, 1...2), size(1, 1...3), size(2, 1...20))
    let (queries, d) = (size(3, 1...keys), heads * size(4, 1...4))
    let (q, k, v) = (
      tensor("q\(trial)", [batch, queries, d]), tensor("k\(trial)", [batch, keys, d]),
      tensor("v\(trial)", [batch, keys, d])
    )
    var attention = Attention<Double>("a", heads: heads)
    let plain = attention.forward(q, k, v, .none)
    for block in [1, 2, size(5, 1...keys), keys, keys + 7] {
      let streamed = StreamingAttention.forward(q, k, v, heads: heads, block: block)
      #expect(streamed.shape == plain.shape)
      let gap = zip(streamed.values, plain.values).map { ($0 - $1).magnitude }.max() ?? 0
      #expect(gap < 1e-14, "blocks of \(block)")
    }
  }

  @Test func `blocks that a query may not see are not there`() {
    let (q, k, v) = (tensor("q", [1, 9, 4]), tensor("k", [1, 9, 4]), tensor("v", [1, 9, 4]))
    var attention = Attention<Double>("a", heads: 2)
    let plain = attention.forward(q, k, v, .causal)
    let all = StreamingAttention.forward(q, k, v, heads: 2, block: 4, isCausal: true)
    #expect(zip(all.values, plain.values).allSatisfy { ($0 - $1).magnitude < 1e-14 })
    // The last two queries alone.
    let last = Tensor([1, 2, 4], Array(q.values.suffix(8)))
    let two = StreamingAttention.forward(last, k, v, heads: 2, block: 4, isCausal: true)
    #expect(two.values == Array(all.values.suffix(8)))
  }

  @Test func `scores may be so large that their powers overflow, and hidden`() {
    var softmax = StreamingSoftmax<Double>(features: 1)
    softmax.add([-.infinity, -.infinity], [7, 7])
    softmax.add([800, -.infinity], [1, 7])
    softmax.add([-2000], [5])
    #expect(softmax.average == [1] && softmax.largest == 800)
    softmax.add([800], [2])
    #expect(softmax.average == [1.5])
    softmax.add([3000], [4])
    #expect(softmax.average == [4] && softmax.sum == 1)
  }
}
