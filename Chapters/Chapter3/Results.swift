import ChapterKit
import Core
import Dataset
import Numerics
import Terminal

/// All that the chapter has computed. Its pages read it.
struct Results {
  let run: Run
  let trained: TrainedModels
  let measured: Measurements
  /// Comparisons of trainings.
  let trials: Trials
  let errors: GuidedErrors
  let digits: [DigitsCell.Pair]
  let clearest: Clearest
  /// The mean losses of equal parts of the small model's training and of the wide one's.
  let losses: (small: [Double], wide: [Double])
  let pictures: Pictures
  /// The answers to the first guided step's noise, asked and not asked, in a pass each.
  let twoPasses: [Double]
  /// Where the walk by hand ends, and where other noises lead.
  let arrivals: Arrivals
  /// The same with other guidance scales.
  let otherScales: [(scale: Double, arrivals: Arrivals)]
  /// The same for each class, asked plainly and with the run's scale.
  let byClass: [(plain: Arrivals, guided: Arrivals)]
  let tryIt: TryIt

  init(_ chapter: Chapter3, _ trained: TrainedModels, _ console: Console) async throws {
    let random = chapter.common.random
    self.trained = trained
    console.progress("one training step and \(chapter.steps) guided steps by hand …")
    var other = chapter
    other.learningRate /= 10
    (run, tryIt) = try chapter.compared(with: other) { try $0.work(trained) }
    measured = try Measurements(of: trained)
    trials = try Trials(Comparisons.guidance, chapter: 3)
    errors = GuidedErrors(
      of: try trained.model("wide", DiT<Double>(ShapesModel.wide.sizes)), random)
    digits = try DigitsCell.all(of: trained)
    clearest = try Clearest(of: digits, trained)
    losses = (
      try trained.losses(ShapesModel.dit.rawValue), try trained.losses(ShapesModel.wide.rawValue)
    )
    pictures = Pictures(
      of: try trained.model("wide", DiT<Double>(ShapesModel.wide.sizes)), scale: chapter.guidance,
      random["pictures"])
    twoPasses = Self.twoPasses(chapter, run)
    arrivals = try Self.arrivals(chapter, trained, scale: chapter.guidance)
    otherScales = try [0.0, 1, 2, 3, 5, 8].map {
      ($0, try Self.arrivals(chapter, trained, scale: $0, besides: []))
    }
    byClass = try ShapeClasses.names.indices.map { label in
      func walks(_ scale: Double) throws -> Arrivals {
        try Self.arrivals(chapter, trained, label, scale: scale, besides: [])
      }
      return (try walks(1), try walks(chapter.guidance))
    }
  }

  /// Where walks to a class end, by the small model with two decimals.
  ///
  /// - Parameter label: By default the class that the run asks for.
  static func arrivals(
    _ chapter: Chapter3, _ trained: TrainedModels, _ label: Int? = nil, scale: Double,
    besides: [Int] = [1, 2, 4, 8, 16, 32]
  ) throws -> Arrivals {
    let label = label ?? chapter.label
    let guidance = Guidance<Double>(scale: scale)
    let small = try trained.model(ShapesModel.dit.rawValue, DiT<Double>(ShapesModel.dit.sizes))
      .twoDecimals
    return Arrivals(
      steps: chapter.steps, besides: besides, seed: chapter.common.random.seed,
      judge: Measurements.judge,
      isWanted: { ShapeClasses.label(of: $0) == label },
      velocity: { x, t in
        guidance.velocity(of: small, Array(repeating: label, count: x.shape[0]), x, t)
      })
  }

  private static func twoPasses(_ chapter: Chapter3, _ run: Run) -> [Double] {
    var model = chapter.model
    model.forEachParameter {
      $0.value = Tensor($0.value.shape, run.trace.recorded("trained.\($0.name)").values)
    }
    let x = Tensor([1, 1, 4, 4], run.trace.recorded("sample.noise").values)
    return [chapter.label, WorkedExample.none].flatMap { label in
      model.forward(x, Tensor([1], [1]), [label], nil).values
    }
  }
}

/// What the wide model draws for the page of pictures.
struct Pictures {
  /// Eight samples of each class, class after class.
  let samples: [[Double]]
  static let scales = [0.0, 1, 2, 3, 5, 8, 12]
  /// From one noise: for each class the picture at each scale.
  let byScale: [[[Double]]]
  /// Three noises, and what each becomes: a picture for each class, and one for none.
  let noises: [(noise: [Double], pictures: [[Double]])]

  init(of model: DiT<Double>, scale: Double, _ draws: NamedRandom.Draws) {
    func noise(_ count: Int, from first: Int) -> Tensor<Double> {
      Tensor([count, 1, 4, 4], (0..<count * 16).map { draws.normal(first + $0) })
    }
    func made(_ noise: Tensor<Double>, _ labels: [Int], _ w: Double) -> [[Double]] {
      let guidance = Guidance<Double>(scale: w)
      let steps = Measurements.steps
      let x = Solver.euler.trajectory(from: noise, steps: steps) { x, t in
        guidance.velocity(of: model, labels, x, t)
      }[steps]
      return labels.indices.map { Array(x.values[$0 * 16..<($0 + 1) * 16]) }
    }
    samples = made(noise(32, from: 0), (0..<32).map { $0 / 8 }, scale)
    let one = noise(1, from: 1000)
    byScale = ShapeClasses.names.indices.map { k in Self.scales.map { made(one, [k], $0)[0] } }
    noises = (0..<3).map { n in
      let noise = noise(1, from: 2000 + 16 * n)
      return (noise.values, (0..<5).map { made(noise, [$0], $0 == 4 ? 1 : scale)[0] })
    }
  }
}

/// The digits that can be read best.
struct Clearest {
  let model: DigitsModel
  let scale: Double
  let cell: DigitsCell
  /// The first twelve samples for each digit, asked one after the other.
  let pictures: [Picture]

  init(of pairs: [DigitsCell.Pair], _ trained: TrainedModels) throws {
    let all = pairs.flatMap { [($0.scale, DigitsModel.unet, $0.unet), ($0.scale, .dit, $0.dit)] }
    guard var best = all.first else { stop("no digits were drawn") }
    for other in all where other.2.clear > best.2.clear { best = other }
    (scale, model, cell) = best
    pictures = try DigitsCell.pictures(of: model, trained, scale: scale, 120)
  }
}
