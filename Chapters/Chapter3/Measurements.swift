import ChapterKit
import Core
import Dataset
import Numerics

/// What comes of asking: how often the asked class is drawn, and how varied the drawings are.
struct Measurements: Sendable {
  /// Some samples that were asked for class after class, 0, 1, 2, 3, 0, …
  struct Cell: Sendable {
    /// Drawings whose nearest member of the family is of the asked class.
    let asked: Double
    /// Of those, drawings that are members: every pixel on its side of 0.
    let clean: Double
    /// Different members drawn, of 16.
    let distinct: Int
    /// The mean distance (root mean square over pixels) between two samples of a class, and its error.
    let variety, varietyError: Double
    /// The mean distance to the nearest member.
    let distance: Double

    /// `98.5 ± 0.6 %`
    var askedText: String { Proportion(asked, of: samples).text }
    var cleanText: String { Proportion(clean, of: samples).text }
    var varietyText: String { "\(variety.fixed(3)) ± \(varietyError.fixed(3))" }

    /// All of them in one order, as they are kept with the trained models.
    var numbers: [Double] { [asked, clean, Double(distinct), variety, varietyError, distance] }

    init(numbers: [Double]) {
      require(numbers.count == 6, "a cell has 6 numbers, not \(numbers.count)")
      (asked, clean, distinct) = (numbers[0], numbers[1], Int(numbers[2]))
      (variety, varietyError, distance) = (numbers[3], numbers[4], numbers[5])
    }

    init(of x: Tensor<Double>) {
      let n = x.shape[0]
      let pictures = (0..<n).map { Array(x.values[$0 * 16..<($0 + 1) * 16]) }
      let verdicts = pictures.map { judge.verdict(on: $0) }
      let right = verdicts.indices.filter {
        ShapeClasses.label(of: verdicts[$0].member) == Measurements.label($0)
      }
      asked = Double(right.count) / Double(n)
      clean = Double(right.filter { verdicts[$0].isMember }.count) / Double(n)
      distinct = Set(verdicts.filter(\.isMember).map(\.member.name)).count
      distance = verdicts.reduce(0) { $0 + $1.distance } / Double(n)
      // Ten groups of samples, each with its own mean, show how far chance moves the mean.
      let groups = (0..<10).map { g in
        Self.variety(pictures[g * n / 10..<(g + 1) * n / 10])
      }
      let mean = groups.reduce(0, +) / 10
      variety = mean
      varietyError = (groups.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 90).squareRoot()
    }

    /// The mean distance between two pictures that were asked for the same class.
    private static func variety(_ pictures: ArraySlice<[Double]>) -> Double {
      var (sum, pairs) = (0.0, 0)
      for a in pictures.indices {
        for b in pictures.indices where b > a && Measurements.label(a) == Measurements.label(b) {
          let square = zip(pictures[a], pictures[b]).reduce(0) {
            $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
          }
          sum += (square / 16).squareRoot()
          pairs += 1
        }
      }
      return pairs > 0 ? sum / Double(pairs) : 0
    }
  }

  static let samples = 400
  static let steps = 32
  static let judge = Judge(of: ShapeClasses.all)
  static let scales = [0.0, 1, 1.5, 2, 3, 5, 8, 12]
  /// The wide model, and the perfect field, at each scale.
  let model, perfect: [Cell]
  /// The model that walks, at scale 1.
  let deep: Cell

  static func label(_ n: Int) -> Int { n % ShapeClasses.names.count }

  /// What a training has measured.
  ///
  /// - Throws: `Failure.badData` if it has not.
  init(of trained: TrainedModels) throws {
    func cells(_ name: String) throws -> [Cell] {
      try trained.fineNumbers("measured/\(name)").parts(of: 6).map { Cell(numbers: Array($0)) }
    }
    (model, perfect) = try (cells("wide"), cells("perfect"))
    deep = try cells("deep")[0]
  }

  /// Samples of the models trained on the shapes, measured, are added to them.
  static func add(to trained: inout TrainedModels) throws {
    let draws = trained.random["samples"]
    let noise = Tensor<Double>([samples, 1, 4, 4], normals: draws)
    func cells(_ x: [Tensor<Double>]) -> [Double] { x.flatMap { Cell(of: $0).numbers } }
    let (wide, deep) = try (trained.shapes(.wide), trained.shapes(.deep))
    trained.addFinely(
      "measured/wide", cells(scales.map { samples(of: wide, noise, scale: $0) }))
    trained.addFinely(
      "measured/perfect", cells(scales.map { perfectSamples(noise, scale: $0) }))
    trained.addFinely("measured/deep", cells([samples(of: deep, noise, scale: 1)]))
  }

  /// Samples of a model, asked class after class.
  static func samples(of model: DiT<Double>, _ noise: Tensor<Double>, scale: Double)
    -> Tensor<Double>
  {
    let labels = (0..<noise.shape[0]).map(label)
    let guidance = Guidance<Double>(scale: scale)
    return Solver.euler.trajectory(from: noise, steps: steps) { x, t in
      guidance.velocity(of: model, labels, x, t)
    }[steps]
  }

  /// The same with the best possible answers: of all pictures, and of those of the class.
  private static func perfectSamples(_ noise: Tensor<Double>, scale: Double) -> Tensor<Double> {
    func field(_ pictures: some Collection<Picture>) -> PerfectField<Double> {
      PerfectField(Tensor([pictures.count, 1, 4, 4], pictures.flatMap(\.pixels)))
    }
    let all = field(ShapeClasses.all)
    let classes = ShapeClasses.names.indices.map { field(ShapeClasses.all[4 * $0..<4 * $0 + 4]) }
    let guidance = Guidance<Double>(scale: scale)
    return Solver.euler.trajectory(from: noise, steps: steps) { x, t in
      let asked = (0..<x.shape[0]).flatMap { n in
        classes[label(n)].velocity(Tensor([1, 1, 4, 4], Array(x.values[n * 16..<(n + 1) * 16])), t)
          .values
      }
      return guidance.blend(Tensor(x.shape, asked), all.velocity(x, t))
    }[steps]
  }
}
