import ByHand
import ChapterKit
import Numerics
import Walkthrough

/// Tells the chapter: the pages in reading order. Each page stands in a file of its own.
struct Story {
  let settings: Settings
  let run: WorkedRun
  let shapes: ShapesTraining
  let digits: DigitsTraining
  let book: Book

  init(
    settings: Settings, run: WorkedRun, shapes: ShapesTraining, digits: DigitsTraining,
    excerpts: Excerpts
  ) {
    self.settings = settings
    self.run = run
    self.shapes = shapes
    self.digits = digits
    book = Book(trace: run.trace, excerpts: excerpts, check: run.twins.sentence)
    book.plan =
      [
        "data", "noise", "line", "time", "conv-in", "down1", "down-conv1", "mid1", "mid2",
        "up-conv1", "up1", "conv-out", "loss", "back-loss", "back-conv-out", "back-up1",
        "back-up-conv1", "back-mid2", "back-mid1", "back-down-conv1", "back-down1",
        "back-conv-in", "back-time", "adamw", "second-forward", "training",
      ] + (1...settings.steps).map { "euler-\($0)" } + ["pictures", "digits", "try-it"]
  }

  func tell(_ checks: [Twins.Comparison]) throws -> (Book, readme: String) {
    data()
    noise()
    line()
    time()
    convIn()
    down1()
    downConv1()
    mid1()
    mid2()
    upConv1()
    up1()
    convOut()
    loss()
    backLoss()
    backConvOut()
    backUp1()
    backUpConv1()
    backMid2()
    backMid1()
    backDownConv1()
    backDown1()
    backConvIn()
    backTime()
    adamW()
    secondForward()
    training()
    for step in 1...settings.steps { euler(step) }
    pictures()
    digitsPage()
    try tryIt()
    return (book, readme(checks))
  }

  func grid(_ name: String) -> Grid {
    guard let grid = run.trace[name] else { preconditionFailure("no grid \(name)") }
    return grid
  }

  func gradient(_ name: String) -> Grid { grid("grad.\(name)") }

  func value(_ name: String) -> Double { grid(name).values[0] }

  static let forwardTrail = [
    "data", "noise", "line", "time", "conv_in", "down1", "down_conv1", "mid1", "mid2", "up_conv1",
    "up1", "conv_out", "loss",
  ]
  static let backwardTrail = [
    "loss", "conv_out", "up1", "up_conv1", "mid2", "mid1", "down_conv1", "down1", "conv_in", "time",
    "AdamW",
  ]

  /// An entry away from the corners, to work out in full.
  func example(_ grid: Grid) -> Scalar {
    grid[grid.shape.enumerated().map { i, edge in i == 0 ? edge - 1 : (i == 1 ? edge / 2 : 0) }]
  }
}
