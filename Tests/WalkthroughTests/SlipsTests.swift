import ByHand
import Terminal
import Testing

@testable import Walkthrough

/// The numbers that slips give beside a page's worked entries.
@Suite struct SlipsTests {
  private let trace = Trace()

  private func page(blanks: [Blanks.Place: Int] = [:]) throws -> Page {
    let x = trace.given(.data, "x", [2], [0.5, -2])
    let w = trace.given(.parameter, "w", [2], [1.25, -0.3])
    let b = trace.given(.parameter, "b", [1], [-0.1])
    let y = trace.grid("y", 1) { _ in dot(x.scalars, w.scalars, plus: b[0]) }
    let far = trace.grid("far", 1) { _ in y[0] - x[1] }
    let book = Book(
      Outline([]), trace: trace, origin: "chosen",
      excerpts: try Excerpts(package: Package.root), check: { _ in "" },
      blanks: blanks)
    let page = Page("01-test", "1 · Test", in: book, Names())
    page.lines([y[0], far[0]])
    page.keep("The end.")
    page.beforeTheEnd { page.likelySlips() }
    return page
  }

  @Test func `a bias that was left out and a wrong sign are told, before the end`() throws {
    let page = try page()
    let fold = page.body[page.body.count - 2]
    #expect(fold.contains("| `y[0]`   | 1.1250 |   1.2250 | `b[0]` was not added"))
    #expect(fold.contains("| `far[0]` | 3.1250 |  −0.8750 | `x[1]` was added, not subtracted"))
    #expect(page.body.last?.hasPrefix("> **Keep.**") == true)
  }

  @Test func `a page with blanks tells none`() throws {
    #expect(try page(blanks: [.init("y[0]"): 1]).body.allSatisfy { !$0.contains("you have") })
  }
}
