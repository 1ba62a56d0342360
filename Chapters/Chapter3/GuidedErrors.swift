import ChapterKit
import Core
import Dataset
import Numerics

/// How far a model's guided velocity lies from the best possible one guided alike: what guidance does to
/// the model's own errors.
struct GuidedErrors: Sendable {
  /// Of questions with a class each, times spread evenly from 0 to 1.
  static let count = 2000
  /// The root mean square over pixels and questions, at each of the scales that the pages measure.
  let byScale: [Double]

  init(of model: DiT<Double>, _ random: NamedRandom) {
    let (pick, noise) = (random["errors.x0"], random["errors.x1"])
    let all = Self.field(ShapeClasses.all)
    let classes = ShapeClasses.names.indices.map {
      Self.field(ShapeClasses.all[4 * $0..<4 * $0 + 4])
    }
    var (x, asked, free) = ([Double](), [Double](), [Double]())
    let members = (0..<Self.count).map { pick.integer($0, below: ShapeClasses.all.count) }
    let times = (0..<Self.count).map { (Double($0) + 0.5) / Double(Self.count) }
    for (n, member) in members.enumerated() {
      let (t, pixels) = (times[n], ShapeClasses.all[member].pixels)
      let mixed = (0..<16).map { (1 - t) * pixels[$0] + t * noise.normal(16 * n + $0) }
      let picture = Tensor([1, 1, 4, 4], mixed)
      x += mixed
      asked += classes[ShapeClasses.label(of: member)].velocity(picture, t).values
      free += all.velocity(picture, t).values
    }
    let shape = [Self.count, 1, 4, 4]
    let none = [Int](repeating: model.classCount, count: Self.count)
    func answers(_ labels: [Int]) -> Tensor<Double> {
      var model = model
      return model.forward(Tensor(shape, x), Tensor([Self.count], times), labels, nil)
    }
    // Guidance is linear, so the guided errors are the guided answers' errors.
    let errors = (
      answers(members.map(ShapeClasses.label(of:))) - Tensor(shape, asked),
      answers(none) - Tensor(shape, free)
    )
    byScale = Measurements.scales.map { w in
      let guided = Guidance<Double>(scale: w).blend(errors.0, errors.1)
      return (guided.values.reduce(0) { $0 + $1 * $1 } / Double(guided.count)).squareRoot()
    }
  }

  private static func field(_ pictures: some Collection<Picture>) -> PerfectField<Double> {
    PerfectField(Tensor([pictures.count, 1, 4, 4], pictures.flatMap(\.pixels)))
  }
}
