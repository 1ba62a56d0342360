import ByHand
import ChapterKit
import Numerics
import Terminal
import Testing

@Suite struct TwinsTests {
  @Test func `a mismatch is reported with the name of the first differing number`() throws {
    let trace = Trace()
    trace.given(.data, "x", [2, 2], [1, 2, 3, 4])
    func verify(_ core: [(name: String, values: [Double])]) -> String {
      do {
        _ = try Twins(byHand: trace, core: core).verify()
        return "agree"
      } catch { return (error as? Failure)?.message ?? "\(error)" }
    }
    #expect(verify([("x", [1, 2, 3, 4])]) == "agree")
    #expect(
      verify([("x", [1, 2, 3.0.nextUp, 4])]).hasPrefix("x[1,0] is 3.0 by hand and 3.0000000"))
    #expect(verify([("x", [1, 2, .nan, 4])]).hasPrefix("x[1,0]"))
    #expect(verify([]).contains("the core has no such tensor"))
    #expect(verify([("x", [1, 2, 3, 4]), ("z", [1])]).contains("z, but it was not done by hand"))
  }
}
