import Testing
import Walkthrough

@Suite struct DotRowsTests {
  @Test func `every value is a dot in its row, and larger ones lie further right`() throws {
    let svg = DotRows.svg([("a < b", [0.5, 0.75, 1]), ("c", [0, 2])], xLabel: "share")
    let dots = svg.split(separator: "\n").filter { $0.hasPrefix("<circle") }
    #expect(dots.count == 5)
    let places = try dots.map { dot -> (x: Double, y: Double) in
      let parts = dot.split(separator: "\"")
      return (try #require(Double(parts[1])), try #require(Double(parts[3])))
    }
    #expect(Set(places[..<3].map(\.y)).count == 1 && places[0].y < places[3].y)
    #expect(places[3].x < places[0].x && places[0].x < places[1].x && places[1].x < places[2].x)
    #expect(places[2].x < places[4].x)
    #expect(svg.contains(">a &lt; b<") && svg.contains("prefers-color-scheme:dark"))
  }

  @Test func `equal values are drawn too`() {
    let svg = DotRows.svg([("all", [1, 1, 1])], xLabel: "share")
    #expect(!svg.contains("nan") && !svg.contains("inf"))
  }
}
