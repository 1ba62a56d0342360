import ByHand
import Core
import Numerics
import Walkthrough

/// Who tells a chapter, from what it has computed.
package protocol Story {
  /// What the worked step trains.
  associatedtype Model: Module<Double>

  /// Both computations.
  var run: Run { get }
  /// The model of the worked step, with the parameters that it starts from.
  var model: Model { get }
  /// All pages, in reading order.
  var outline: Outline { get }

  /// What the contents page says before the list of parameters and pages: what the chapter is about,
  /// what the reader will learn, and the model as a diagram.
  func introduce(_ page: Page)

  /// What the contents page says of the passes whose numbers stand on no page: where their sums are spelled out.
  func tellRepeatedPasses(_ page: Page)

  /// Commands to try, for the contents page.
  var commands: [String] { get }

  /// What the pages call the trace's grids of this name, for the contents page; by default what the
  /// trace calls them.
  func names(of grid: String) -> Names

  /// The trained models that a run writes beside its pages, to be kept with the chapter.
  var models: TrainedModels? { get }

  /// What a terminal shows after the summary, one after the other: a picture in colour on its way.
  var frames: [String] { get }

  /// What a run prints after its summary: a text that was asked for.
  var writing: String? { get }
}

extension Story {
  /// Nothing by default.
  package func tellRepeatedPasses(_ page: Page) {}
  /// None by default.
  package var models: TrainedModels? { nil }
  /// None by default.
  package var frames: [String] { [] }
  /// None by default.
  package var writing: String? { nil }
  /// Those of the trace by default.
  package func names(of grid: String) -> Names { Names() }

  /// The grid of the trace by this name, which must have been recorded.
  package func grid(_ name: String) -> Grid { run.trace.recorded(name) }
  /// The gradients of a grid's entries, in its shape.
  package func gradient(_ name: String) -> Grid { grid("grad.\(name)") }
  /// The number itself of a single one, such as `loss`; of a grid the first entry.
  package func value(_ name: String) -> Double { grid(name).values[0] }

  /// The names of the model's parameters, in its order.
  package var parameterNames: [String] { model.parameters.map(\.name) }

  /// The model's parameters as a table, under the names of the trace and, where the chapter tells them,
  /// of the pages.
  package var parameterTable: String {
    let isShort = model.parameters.contains { names(of: $0.name).grid($0.name) != $0.name }
    return parameterTable(of: model) { isShort ? names(of: $0) : nil }
  }

  /// The same for any model, under the names of the trace and, where there are some, of the pages.
  package func parameterTable(
    of model: some Module<Double>, prefix: String = "", _ names: (String) -> Names?
  ) -> String {
    let isShort = model.parameters.contains { names($0.name) != nil }
    let heads = isShort ? ["in the trace", "on its page"] : ["parameter"]
    var table = Table(heads + ["shape", "numbers"], left: Set(0...heads.count))
    for p in model.parameters {
      let shape = p.value.shape.map(String.init).joined(separator: "×")
      let short = names(p.name).map { ["`\($0.grid(prefix + p.name))`"] } ?? []
      table.add(
        ["`\(prefix)\(p.name)`"] + short + [shape.isEmpty ? "one" : shape, p.value.count.grouped])
    }
    table.add(
      ["**all**"] + (isShort ? [""] : []) + ["", "**\(model.parameterCount.grouped)**"])
    return table.markdown
  }

  /// What the forward pass makes, as a table: each grid under both names, and the page that explains it.
  package func tensorTable(_ page: Page, _ rows: [(grid: String, page: String)]) -> String {
    var table = Table(
      ["in the trace", "on its page", "shape", "numbers", "page"], left: [0, 1, 2, 4])
    for row in rows {
      let grid = grid(row.grid)
      table.add([
        "`\(grid.name)`", short(grid.name), Page.shape(grid), "\(grid.count)", page.link(row.page),
      ])
    }
    return table.markdown
  }

  private func short(_ grid: String) -> String { "`\(names(of: grid).grid(grid))`" }
}
