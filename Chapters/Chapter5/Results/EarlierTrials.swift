import Numerics

/// What was measured with an earlier family of 144 sprites (four animals, four hat colours), and flows without a
/// block that reads the words. Each row is one training.
enum EarlierTrials {
  /// How many steps: of the flow on latents, and of the one on pixels.
  static let steps = (latents: 1500, pixels: 440)

  /// A flow: of 400 paintings each at w = 3, how many percent are as asked.
  struct Flow {
    let says: String
    let seen, heldOut, title: Double

    var row: [String] { [says] + [seen, heldOut, title].map { "\($0.fixed(1)) %" } }
  }
  static let atEqualCost = [
    Flow(says: "on latents", seen: 97.5, heldOut: 99.0, title: 86.2),
    Flow(says: "on pixels", seen: 31.5, heldOut: 34.5, title: 5.5),
  ]

  static let about =
    "(These were run with an earlier family of 144 sprites, four animals and four hat colours, and flows without a block that reads the words; their numbers are noted here. Each row is one training, and from start to start such a share can move by ten points and more.)"
}
