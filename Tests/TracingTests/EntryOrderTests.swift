import Testing

@testable import Tracing

@Suite struct EntryOrderTests {
  /// The shape that the entries fill; nil if one is missing, twice or out of order.
  func shape(_ entries: String...) -> [Int]? {
    var order = EntryOrder()
    for (place, entry) in entries.enumerated() {
      guard let index = EntryOrder.index(of: entry) else { return nil }
      guard place == 0 ? order.start(at: index) : order.advance(to: index) else { return nil }
    }
    return order.isWhole ? order.shape : nil
  }

  @Test func `entries row by row have a shape`() {
    #expect(shape("loss") == [] && shape("x[0]", "x[1]", "x[2]") == [3])
    #expect(shape("w[0,0]", "w[0,1]", "w[1,0]", "w[1,1]") == [2, 2])
    #expect(shape("c[0,0,0]", "c[0,1,0]", "c[1,0,0]", "c[1,1,0]") == [2, 2, 1])
  }

  @Test func `a row that is too short or too long, a hole and a repetition have none`() {
    #expect(shape("x[1]") == nil && shape("x[0]", "x[2]") == nil && shape("x[0]", "x[0]") == nil)
    #expect(shape("w[0,0]", "w[0,1]", "w[1,0]") == nil)
    #expect(shape("w[0,0]", "w[0,1]", "w[1,0]", "w[2,0]") == nil)
    #expect(shape("w[0,0]", "w[1,0]", "w[1,1]") == nil)
    // As many as a shape of 2×2 has, in rising order, the last of them [1,1].
    #expect(shape("w[0,0]", "w[0,1]", "w[0,7]", "w[1,1]") == nil)
    #expect(shape("w[0,0]", "w[1]") == nil && shape("loss", "loss") == nil)
  }
}
