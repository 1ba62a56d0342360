import ByHand
import Numerics

/// What a page calls the trace's grids: `W` for `conv_in.weight`, say. A page names its aliases in
/// its first table.
package struct Names: Sendable {
  /// Dropped from the front of names: `down1.` on the page of that block.
  private let prefixes: [String]
  private let aliases: [String: String]
  /// Which grids were called by these names, where somebody wants to know.
  private var calls: Calls?

  /// A list that one page writes and reads, and nobody at the same time.
  private final class Calls: @unchecked Sendable { var grids: Set<String> = [] }

  /// - Parameters:
  ///   - prefixes: The first that a name begins with is dropped.
  ///   - aliases: Short names by the trace's, with or without the prefix.
  package init(dropping prefixes: [String] = [], _ aliases: [String: String] = [:]) {
    self.prefixes = prefixes
    self.aliases = aliases
  }

  /// These names, with more of them.
  package func adding(_ more: [String: String]) -> Names {
    Names(dropping: prefixes, aliases.merging(more) { _, new in new })
  }

  /// These names for one page, which knows afterwards what it has called by them.
  func forOnePage() -> Names {
    var names = self
    names.calls = Calls()
    return names
  }

  /// The page's name of a grid. Gradients are written ∂L/∂name.
  package func grid(_ name: String) -> String {
    if name.hasPrefix("grad.") { return "∂L/∂" + grid(String(name.dropFirst(5))) }
    calls?.grids.insert(name)
    let short = prefixes.first { name.hasPrefix($0) }.map { String(name.dropFirst($0.count)) }
    return aliases[name] ?? short.map { aliases[$0] ?? $0 } ?? name
  }

  /// Whether the page has called a grid by its name.
  func haveCalled(_ grid: String) -> Bool { calls?.grids.contains(grid) ?? true }

  /// The short names that occur in a page's text, with the grids that they stand for.
  func used(in text: String) -> [(short: String, full: String)] {
    let found = NamesInText(text)
    return aliases.filter { full, short in short != full && found.mentions(short) }
      .map { (short: $1, full: $0) }.sorted { ($0.short, $0.full) < ($1.short, $1.full) }
  }

  /// The page's name of one entry of a trace.
  package func entry(_ id: Int, of trace: Trace) -> String {
    let (place, offset) = trace.place(of: id)
    return Grid.entryName(grid(place.name), place.index(at: offset))
  }
}
