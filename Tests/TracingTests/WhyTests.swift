import Testing
import Tracing

@Suite struct WhyTests {
  func why(_ text: String, _ name: String, depth: Int = 1) throws -> Why {
    let trace = try Sample.recorded(text)
    return try Why(trace, line: try #require(trace.find(name)), depth: depth)
  }

  @Test func `a number is explained with names, numbers and its operands`() throws {
    let why = try why(Sample.text(), "y[1]")
    #expect(
      why.text == """
        y[1] = -1.15
          = x[0]·layer.w[1,0] + x[1]·layer.w[1,1] + b[1]
          = 0.50·0.10 + (−2)·0.70 + 0.20
          = 0.05 + (−1.40) + 0.20
          x[0] = 0.5   (data)
          x[1] = -2.0   (data)
          layer.w[1,0] = 0.1   (parameter)
          layer.w[1,1] = 0.7   (parameter)
          b[1] = 0.2   (parameter)

        """)
    #expect(why.wrong.isEmpty)
  }

  @Test func `a gradient is explained by all of its users, also one that used it twice`() throws {
    let text = try why(Sample.text(), "grad.h[0]", depth: 0).text
    let rows = text.split(separator: "\n")
    #expect(rows.count == 5 && rows.filter { $0.contains("square[0]") }.count == 2)
    #expect(rows[4].contains("total"))
    #expect(try why(Sample.text(), "grad.x[1]", depth: 5).text.contains("grad.loss = 1.0"))
  }

  @Test func `depth leads down to what was given, and repeats nothing`() throws {
    let text = try why(Sample.text(), "loss", depth: 9).text
    #expect(text.contains("layer.w[1,1] = 0.7   (parameter)"))
    #expect(text.contains("h[0] = ") && !text.contains("grad."))
    #expect(try why(Sample.text(), "loss", depth: 0).text.split(separator: "\n").count == 4)
  }

  @Test func `a tampered number is caught`() throws {
    let good = Sample.text()
    #expect(try Verification(Sample.recorded(good)).wrong == 0)
    let tampered = Sample.sealed(good.replacing("\ny[1]\t-1.15\t", with: "\ny[1]\t-1.25\t"))
    let why = try why(tampered, "y[1]")
    #expect(why.wrong == ["y[1]"] && why.text.contains("✗ the recipe gives -1.15"))
    let verification = try Verification(Sample.recorded(tampered))
    #expect(verification.firstWrong?.name == "y[1]" && verification.report.hasPrefix("✗"))
    // Every computed number is guarded by some recipe.
    let trace = try Sample.recorded(good)
    for line in trace.lines where line.recipe.contains("(") {
      let changed = Sample.sealed(
        good.replacing(
          "\n\(line.name)\t\(line.value)\t", with: "\n\(line.name)\t\(line.value + 0.5)\t"))
      #expect(changed != good)
      #expect(try Verification(Sample.recorded(changed)).wrong > 0, "\(line.name)")
    }
  }

  @Test(arguments: [
    ("dot(x[0:2]; layer.w[1,0:2]; b[1])", "conjure(x[0:2])", "unknown operation 'conjure'"),
    ("dot(x[0:2]; layer.w[1,0:2]; b[1])", "dot(x[0:9]; b[1])", "no line is called 'x[0:9]'"),
    ("dot(x[0:2]; layer.w[1,0:2]; b[1])", "dot(h[0] b[1])", "which is computed later"),
    ("dot(x[0:2]; layer.w[1,0:2]; b[1])", "silu(x[0] b[1])", "silu with 2 operands"),
    ("dot(x[0:2]; layer.w[1,0:2]; b[1])", "dot", "is no recipe"),
    ("chain(square[0] square[0])", "chain(square[1])", "does not use it so"),
  ])
  func `a damaged recipe is refused with the reason`(old: String, new: String, reason: String)
    throws
  {
    let text = Sample.text()
    #expect(text.contains(old))
    let trace = try Sample.recorded(Sample.sealed(text.replacing(old, with: new)))
    do {
      _ = try Verification(trace)
      Issue.record("accepted \(new)")
    } catch { #expect("\(error)".contains(reason), "\(error)") }
  }

  @Test func `unknown names get the closest ones`() throws {
    let trace = try Sample.recorded(Sample.text())
    #expect("\(trace.unknown("layr.w[0,0]"))".contains("did you mean layer.w"))
    #expect("\(trace.unknown("layer.w[5,5]"))".contains("shape 2×2"))
    #expect("\(trace.unknown("loss[0]"))".contains("one number"))
    #expect(!"\(trace.unknown("something.else.entirely"))".contains("did you mean"))
    for name in ["y[", "y[]", "y[0", "y[x]", "y[0,0]", "y[-1]", "y[99999999999999999999]", "", "["]
    {
      #expect(trace.find(name) == nil, "\(name)")
    }
  }

  @Test(arguments: [
    "x[9223372036854775807]", "x[-1]", "x[0", "x[]", "x[a]", "x[2000000000,2000000000]",
  ])
  func `an entry with an impossible index is refused, not a crash`(entry: String) {
    let text = Sample.text(lines: ["\(entry)\t1.0\tdata"])
    #expect(throws: TraceError.self) { try Sample.recorded(text) }
  }

  @Test func `grids are shown as table, CSV and JSON`() throws {
    let trace = try Sample.recorded(Sample.text())
    let show = Show(trace)
    let grid = try #require(trace["layer.w"])
    #expect(
      show.grid(grid, .table) == "layer.w\n        0      1\n  0  1.25  −0.30\n  1  0.10   0.70\n")
    #expect(show.grid(grid, .csv) == "i0,i1,value\n0,0,1.25\n0,1,-0.3\n1,0,0.1\n1,1,0.7\n")
    #expect(
      show.grid(grid, .json)
        == "{\"name\":\"layer.w\",\"shape\":[2,2],\"values\":[1.25,-0.3,0.1,0.7]}\n")
    #expect(
      show.list(.csv).contains("layer.w,2x2,4\n") && show.list(.json).contains("\"shape\":[2,2]"))
    #expect(show.list(.table).contains("layer.w"))
  }
}
