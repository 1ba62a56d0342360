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
  /// The trained transformer that walks, of two blocks.
  let deep: DiT<Double>
  /// The mean losses of equal parts of its training and of the wide model's.
  let losses: (deep: [Double], wide: [Double])
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
    deep = try trained.shapes(.deep)
    let wide = try trained.shapes(.wide)
    errors = GuidedErrors(of: wide, random)
    digits = try DigitsCell.all(of: trained)
    clearest = try Clearest(of: digits, trained)
    losses = (
      try trained.losses(ShapesModel.deep.rawValue), try trained.losses(ShapesModel.wide.rawValue)
    )
    pictures = Pictures(of: wide, scale: chapter.guidance, random["pictures"])
    let walker = deep.twoDecimals
    twoPasses = Self.twoPasses(chapter, run, walker)
    arrivals = Self.arrivals(chapter, walker, scale: chapter.guidance)
    otherScales = [0.0, 1, 2, 3, 5, 8].map {
      ($0, Self.arrivals(chapter, walker, scale: $0, besides: []))
    }
    byClass = ShapeClasses.names.indices.map { label in
      func walks(_ scale: Double) -> Arrivals {
        Self.arrivals(chapter, walker, label, scale: scale, besides: [])
      }
      return (walks(1), walks(chapter.guidance))
    }
  }

  /// Where a model's walks to a class end.
  ///
  /// - Parameter label: By default the class that the run asks for.
  static func arrivals(
    _ chapter: Chapter3, _ walker: DiT<Double>, _ label: Int? = nil, scale: Double,
    besides: [Int] = [1, 2, 4, 8, 16, 32]
  ) -> Arrivals {
    let label = label ?? chapter.label
    let guidance = Guidance<Double>(scale: scale)
    return Arrivals(
      steps: chapter.steps, besides: besides, seed: chapter.common.random.seed,
      judge: Measurements.judge,
      isWanted: { ShapeClasses.label(of: $0) == label },
      velocity: { x, t in
        guidance.velocity(of: walker, Array(repeating: label, count: x.shape[0]), x, t)
      })
  }

  private static func twoPasses(_ chapter: Chapter3, _ run: Run, _ walker: DiT<Double>)
    -> [Double]
  {
    var model = walker
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
      Tensor([count, 1, 4, 4], normals: draws, from: first)
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
