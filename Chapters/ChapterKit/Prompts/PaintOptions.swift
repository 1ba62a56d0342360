import Core
import Terminal

/// What chapters that paint prompts can be asked for.
extension CommandOption {
  public static let guidance = CommandOption(
    "--guidance", .notNegative("W"), "how strongly to ask: 0 not at all, 1 plainly (default: 3)")
  public static let solver = CommandOption(
    "--solver", .choice("NAME", solvers.map(\.name)),
    "how the painter goes from noise to picture: euler, midpoint, heun or rk4 (default: euler)")
  public static let count = CommandOption(
    "--count", .whole("N", 1...64), "how many paintings of the prompt (default: 8)")
  public static let train = CommandOption(
    "--train", .whole("N", 0...1_000_000),
    "train all models anew, N steps (default: read those kept with the chapter)")

  fileprivate static let solvers: [(name: String, solver: Solver)] = [
    ("euler", .euler), ("midpoint", .midpoint), ("heun", .heun), ("rk4", .rungeKutta4),
  ]
}

extension Arguments {
  public var solver: Solver {
    CommandOption.solvers.first { $0.name == text(.solver) }?.solver ?? .euler
  }
}
