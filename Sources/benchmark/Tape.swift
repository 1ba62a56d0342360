import ByHand
import Numerics

/// The recording by hand: multiplications and additions a second, forward and backward.
enum Tape {
  static func figures() -> [Figure] {
    let (rows, inputs, outputs) = (16, 16, 32)
    let seconds = Timing.seconds { _ = step(rows, inputs, outputs) }
    // Forward a multiply and an add for each product; backward both twice, for its two factors.
    let operations = Double(3 * 2 * rows * inputs * outputs)
    return [Figure("tape by hand, M operations/s", operations / seconds / 1e6, goal: 20)]
  }

  /// A linear layer, a loss, and the way back.
  static func step(_ rows: Int, _ inputs: Int, _ outputs: Int) -> Trace {
    let hand = Trace()
    let x = given(hand, "x", [rows, inputs])
    _ = given(hand, "l.weight", [outputs, inputs])
    _ = given(hand, "l.bias", [outputs])
    let y = hand.linear("l", x)
    let loss = hand.scalar("loss") { meanSquare(y.scalars) }
    hand.backward(from: loss)
    return hand
  }

  /// The same with about so many traced scalars.
  static func step(scalars: Int) -> Trace { step(scalars / 16, 4, 4) }

  private static func given(_ hand: Trace, _ name: String, _ shape: [Int]) -> Grid {
    let draws = NamedRandom(seed: 16)[name]
    return hand.given(
      .parameter, name, shape, (0..<shape.reduce(1, *)).map { draws.uniform($0) - 0.5 })
  }
}
