/// Pieces of formulas.
package enum TeX {
  /// A page's name of a grid: single letters as they are, words upright.
  package static func name(_ name: String) -> String {
    if name == "v̂" { return #"\hat v"# }
    let letters = name.prefix { $0.isLetter }
    let isLetter = letters.count == 1 && name.dropFirst().allSatisfy(\.isNumber)
    return isLetter ? name : #"\mathrm{"# + name.replacing("_", with: #"\_"#) + "}"
  }

  /// `\sum_{i=0}^{n-1}`; nothing where there is only one term.
  package static func sum(_ index: String, _ count: Int) -> String {
    count > 1 ? #"\sum_{"# + index + "=0}^{" + "\(count - 1)} " : ""
  }

  package static func gradient(_ of: String) -> String {
    #"\frac{\partial L}{\partial "# + of + "}"
  }

  /// The index, or 0 where it has only one value.
  package static func index(_ index: String, _ count: Int) -> String { count > 1 ? index : "0" }
}
