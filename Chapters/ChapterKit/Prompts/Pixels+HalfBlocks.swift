import Terminal
import Walkthrough

extension Pixels {
  /// The picture for a terminal.
  package var halfBlocks: String {
    HalfBlocks.text(
      (0..<rows).map { r in
        (0..<columns).map { q -> (UInt8, UInt8, UInt8) in
          let c = colour(r, q)
          return (c[0], c[1], c[2])
        }
      })
  }
}
