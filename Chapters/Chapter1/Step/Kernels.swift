import Core
import Dataset
import Numerics
import Walkthrough

/// What a kernel of the first convolution answers to.
struct KernelAnswer: Sendable {
  /// The patch of length 1 that it answers most strongly to: by Cauchy and Schwarz, W / |W|.
  let patch: [Double]
  /// The answer to that patch, without the bias: |W|.
  let strength: Double
  let bias: Double
  /// The picture of the family, and the place in it, with the largest answer of all.
  let picture: Picture
  let row, column: Int
  /// The answers at all places of that picture, with the bias.
  let map: [Double]

  /// One for each kernel of `conv_in`.
  static func all(of model: UNet<Double>) -> [KernelAnswer] {
    var parameters = model.parameters.filter { $0.name.hasPrefix("conv_in.") }.makeIterator()
    var convolution = Conv2d<Double>("conv_in", 1, model.configuration.channels)
    convolution.forEachParameter { own in
      if let trained = parameters.next() { own.value = trained.value }
    }
    let answers = convolution.forward(WorkedExample.family)
    return (0..<model.configuration.channels).map { KernelAnswer($0, convolution, answers) }
  }

  /// - Parameter answers: (pictures, kernels, 4, 4)
  private init(_ kernel: Int, _ convolution: Conv2d<Double>, _ answers: Tensor<Double>) {
    let weights = convolution.weight.value.values[9 * kernel..<9 * (kernel + 1)]
    // A kernel of zeros answers 0 to everything; its own picture is then one of zeros.
    let strength = max(weights.reduce(0) { $0 + $1 * $1 }.squareRoot(), 1e-12)
    let maps = TinyShapes.all.indices.map { n in
      let start = 16 * (n * answers.shape[1] + kernel)
      return Array(answers.values[start..<start + 16])
    }
    let peaks = maps.map { $0.max() ?? 0 }
    let best = peaks.firstIndex(of: peaks.max() ?? 0) ?? 0
    let place = maps[best].firstIndex(of: peaks[best]) ?? 0
    self.strength = strength
    patch = weights.map { $0 / strength }
    bias = convolution.bias.value.values[kernel]
    (picture, map) = (TinyShapes.all[best], maps[best])
    (row, column) = (place / 4, place % 4)
  }

  /// The pixels of the picture that the kernel sees at that place.
  var window: [Int] {
    (max(0, row - 1)...min(3, row + 1)).flatMap { r in
      (max(0, column - 1)...min(3, column + 1)).map { 4 * r + $0 }
    }
  }

  /// The answer at that place, without the bias, as a share of what a patch of the same length could
  /// reach: 1 where the window is the patch itself, made larger.
  var likeness: Double {
    let length = Double(window.count).squareRoot()  // every pixel is 1 or −1
    return (map[4 * row + column] - bias) / (strength * length)
  }
}

extension Chapter1Story {
  func kernelSection(_ page: Page) {
    let answers = results.kernels
    page.section("What the first kernels answer to")
    page.text(
      """
      What has `conv_in` learned to look for? A kernel's answer to a 3×3 patch is a sum of products. Of all patches
      p with the same length (root of the sum of squares) 1, which gets the largest answer? The one that points the same way as
      the kernel: $`W \\cdot p = |W|\\,|p|\\,\\cos\\varphi`$ is largest for $`p = W / |W|`$. So a kernel answers most strongly to its
      own picture:
      """)
    page.heatMap(
      answers.enumerated().map { ("kernel \($0)", $1.patch) }, rows: ["0", "1", "2"],
      columns: ["0", "1", "2"],
      alt:
        "For each trained kernel of conv_in the patch of length 1 that it answers most strongly to")
    page.text(
      "And where in the data does each answer most? At all 16 places of all twelve pictures:")
    let digits = (0..<4).map { "\($0)" }
    page.heatMap(
      answers.enumerated().flatMap { k, answer in
        [("\(answer.picture.name)", answer.picture.pixels), ("kernel \(k) answers", answer.map)]
      }, rows: digits, columns: digits,
      framing: answers.flatMap { [Set($0.window), [4 * $0.row + $0.column]] },
      alt:
        "For each kernel the picture of the family with its largest answer, the window framed, and its answers at all places"
    )
    var table = Table(
      ["kernel", "answer to its patch", "bias", "largest answer", "picture", "place", "likeness"],
      left: [4, 5])
    for (k, answer) in answers.enumerated() {
      table.add([
        "\(k)", answer.strength.shown, answer.bias.shown,
        answer.map[4 * answer.row + answer.column].shown, answer.picture.name,
        "row \(answer.row), column \(answer.column)", answer.likeness.fixed(2),
      ])
    }
    page.text(table.markdown)
    page.text(
      "*Likeness* is cos φ between the kernel and what it sees there, pixels outside the picture counted as 0: 1 would be the patch itself. The answer to a patch is without the bias, the largest answer with it. (Kernels look at *noisy* pictures; these clean ones only show which pattern each prefers.)"
    )
    for (k, answer) in answers.enumerated() where answer.patch[4].magnitude > 0.95 {
      page.text(
        "The patch of kernel \(k) is \(answer.patch[4].fixed(3)) in its middle: the kernel looks at hardly anything but the pixel itself, and \(answer.patch[4] > 0 ? "copies it" : "turns its sign")."
      )
    }
  }
}
