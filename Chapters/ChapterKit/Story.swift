import ByHand
import Core
import Numerics
import Walkthrough

/// Who tells a chapter, from what it has computed.
public protocol Story {
  associatedtype Model: Module<Double>

  var run: Run { get }
  /// The model of the worked step, with the parameters that it starts from.
  var model: Model { get }
  var outline: Outline { get }

  /// What the contents page says before the list of parameters and pages: what the chapter is about,
  /// what the reader will learn, and the model as a diagram.
  func introduce(_ page: Page)

  /// Commands to try, for the contents page.
  var commands: [String] { get }

  /// The trained models that a run writes beside its pages, to be kept with the chapter.
  var models: TrainedModels? { get }
}

extension Story {
  public var models: TrainedModels? { nil }

  public func grid(_ name: String) -> Grid { run.trace.recorded(name) }
  public func gradient(_ name: String) -> Grid { grid("grad.\(name)") }
  public func value(_ name: String) -> Double { grid(name).values[0] }

  /// The names of the model's parameters, in its order.
  public var parameterNames: [String] { model.parameters.map(\.name) }

  /// The model's parameters as a table.
  public var parameterTable: String {
    var table = Table(["parameter", "shape", "numbers"], left: [0, 1])
    for p in model.parameters {
      let shape = p.value.shape.map(String.init).joined(separator: "×")
      table.add(["`\(p.name)`", shape, p.value.count.grouped])
    }
    table.add(["**all**", "", "**\(model.parameterCount.grouped)**"])
    return table.markdown
  }
}
