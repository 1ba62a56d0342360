import ByHand
import Testing

@testable import Tracing

@Suite struct TraceWriterTests {
  @Test func `a trace lists name, value and recipe, with neighbours joined`() {
    let trace = Trace()
    let x = trace.given(.data, "x", [2, 3], [0.1, 2, 3, 4, 5, 6])
    let w = trace.given(.parameter, "w", [3], [1, -1, 0.5])
    let b = trace.constant("b", 1e-5)
    let y = trace.grid("y", 2) { i in dot(x.row(i), w.scalars, plus: b) }
    _ = trace.scalar("z") { dot([x[0, 2], x[1, 0]], [w[0], w[2]]) }
    _ = trace.scalar("m") { ByHand.mean(y.scalars) }
    let text = TraceWriter.text(of: trace, version: "1", settings: [("seed", "3")]).string
    #expect(
      text == """
        # tiny-hat trace, format 2
        # version\t1
        # setting\tseed\t3
        x[0,0]\t0.1\tdata
        x[0,1]\t2.0\tdata
        x[0,2]\t3.0\tdata
        x[1,0]\t4.0\tdata
        x[1,1]\t5.0\tdata
        x[1,2]\t6.0\tdata
        w[0]\t1.0\tparameter
        w[1]\t-1.0\tparameter
        w[2]\t0.5\tparameter
        b\t1e-05\tconstant
        y[0]\t-0.3999899999999999\tdot(x[0,0:3]; w[0:3]; b)
        y[1]\t2.00001\tdot(x[1,0:3]; w[0:3]; b)
        z\t5.0\tdot(x[0,2] x[1,0]; w[0] w[2])
        m\t0.8000100000000001\tmean(y[0:2])
        # end\t14\t183221aafe6cb989

        """)
  }

  @Test func `the checksum is FNV-1a, as published`() {
    for (text, sum) in [
      ("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8"),
    ] {
      var checksum = Checksum()
      checksum.add(text.utf8)
      #expect(checksum.text == sum)
    }
  }
}
