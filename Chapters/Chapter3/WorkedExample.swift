import ByHand
import ChapterKit
import Core
import Dataset
import Numerics

/// The choices of the worked example, which both computations start from.
enum WorkedExample {
  /// No class at all: the last row of the table.
  static let none = ShapeClasses.names.count

  /// The two pictures of the batch.
  static func pictures(_ random: NamedRandom) -> [Picture] {
    (0..<2).map { ShapeClasses.all[random["x0"].integer($0, below: ShapeClasses.all.count)] }
  }

  /// What the batch asks for: the first picture's class, and nothing, because its label was dropped.
  static func labels(_ random: NamedRandom) -> [Int] {
    [ShapeClasses.label(of: pictures(random)[0]), none]
  }

  /// 32 normal draws, with two decimals.
  static func noise(_ random: NamedRandom) -> [Double] {
    (0..<32).map { random["x1"].normal($0).roundedToTwoDecimals }
  }

  /// Two times between 0.2 and 0.45.
  static func times(_ random: NamedRandom) -> [Double] {
    (0..<2).map { (0.2 + 0.25 * random["t"].uniform($0)).roundedToTwoDecimals }
  }

  /// The parameter whose gradient is tried out: a feature of the row that the first picture asked for.
  static func nudge(_ random: NamedRandom) -> Nudge {
    Nudge("class_embed.embed.weight", [labels(random)[0], 3])
  }

  /// Where we stand in the example with one number, and how strongly it is guided.
  static let oneNumber = (x: 0.3, t: 0.5, w: 3.0)

  /// No row counts as shorter: cosines of a row of zeros are 0, as in PyTorch.
  static let shortest = 1e-8

  /// Guidance scales of the first sampling step: none, the plain answer, a usual one, and too much.
  static let scales = [0.0, 1, 3, 12]

  /// Rounds of power iteration.
  static let rounds = 3

  /// Where power iteration starts: the class that lies farthest from the middle, so that few rounds
  /// are enough. `apart` has a row for each class and one for none.
  static func farthest(_ apart: [Double], of classes: Int) -> Int {
    let d = apart.count / (classes + 1)
    func square(_ k: Int) -> Double {
      apart[k * d..<(k + 1) * d].reduce(0) { $0 + $1 * $1 }
    }
    return (0..<classes).max { square($0) < square($1) } ?? 0
  }
}
