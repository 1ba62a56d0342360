import Core
import Dataset
import Numerics

/// The small U-Net, trained on the twelve 4×4 shapes from the same start as the worked step.
struct ShapesTraining: Sendable {
  let losses: [Double]
  let model: UNet<Double>
  /// The trained parameters with two decimals: what sampling by hand uses.
  let rounded: UNet<Double>
  let batch = 32
  let learningRate = 0.02

  static func run(_ settings: Settings, _ progress: (Int, Int) -> Void) -> ShapesTraining {
    var model = UNet<Double>(settings.configuration)
    let start = Dictionary(
      uniqueKeysWithValues: settings.parameters.map { ($0.name, $0.value.values) })
    model.initialize { name, _ in start[name] ?? [] }
    let training = FlowTraining<Double>(
      steps: settings.shapesSteps, batch: 32, learningRate: 0.02, shape: [1, 4, 4])
    let pick = settings.random["train.x0"]
    let losses = training.run(&model, random: settings.random) { i in
      TinyShapes.all[pick.integer(i, below: TinyShapes.all.count)].pixels
    } progress: { step in
      if step % 100 == 99 || step == settings.shapesSteps - 1 {
        progress(step + 1, settings.shapesSteps)
      }
    }
    var rounded = model
    rounded.forEachParameter { $0.value = $0.value.map(\.roundedToTwoDecimals) }
    return ShapesTraining(losses: losses, model: model, rounded: rounded)
  }

  private init(losses: [Double], model: UNet<Double>, rounded: UNet<Double>) {
    self.losses = losses
    self.model = model
    self.rounded = rounded
  }
}

/// A larger U-Net with two levels, in Float, trained on digits.
struct DigitsTraining: Sendable {
  let losses: [Float]
  let data: [Picture]
  let samples: [[Double]]
  let parameterCount: Int
  let edge: Int
  let isMNIST: Bool
  static let configuration = UNet<Float>.Configuration(
    imageChannels: 1, channels: 8, timeFeatures: 16, levels: 2, groups: 4)
  static let batch = 32
  static let learningRate = 0.01
  static let shown = 24

  static func run(_ settings: Settings) async throws -> DigitsTraining {
    let random = settings.random
    let digits = Digits(random: random)
    let first = settings.mnist?[0] ?? digits.picture(0)
    let pick = random["digits.x0"]
    func picture(_ i: Int) -> Picture {
      guard let mnist = settings.mnist else { return digits.picture(i) }
      return mnist[pick.integer(i, below: mnist.count)]
    }
    var model = UNet<Float>(configuration)
    model.initialize { name, shape in
      // PyTorch's usual start: even within ±1/√(inputs), norms at 1 and 0.
      let isNorm = name.contains("norm") || name.hasPrefix("conv_out.0")
      let reach = 1 / Double(shape.dropFirst().reduce(1, *)).squareRoot()
      return (0..<shape.reduce(1, *)).map { i in
        if isNorm { return name.hasSuffix("weight") ? 1 : 0 }
        return name.hasSuffix("bias")
          ? 0 : Float(reach * (2 * random["digits.\(name)"].uniform(i) - 1))
      }
    }
    let shape = [1, first.rows, first.columns]
    let training = FlowTraining<Float>(
      steps: settings.digitsSteps, batch: batch, learningRate: learningRate, shape: shape)
    let losses = training.run(&model, random: random) { picture($0).pixels }
    let size = first.rows * first.columns
    let noise = Tensor<Float>(
      [shown] + shape, (0..<shown * size).map { Float(random["digits.sample"].normal($0)) })
    let path = Solver.heun.trajectory(from: noise, steps: 16, model.velocity)
    let values = path[16].values.map { Double($0) }
    return DigitsTraining(
      losses: losses, data: (0..<shown).map(picture),
      samples: (0..<shown).map { Array(values[$0 * size..<($0 + 1) * size]) },
      parameterCount: model.parameterCount, edge: first.columns, isMNIST: settings.mnist != nil)
  }
}
