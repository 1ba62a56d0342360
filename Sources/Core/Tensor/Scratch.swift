import Foundation

/// Memory for a while, kept for the next who asks: fetching it anew from the system for every
/// product would cost as much as a small product.
enum Scratch {
  /// Bytes of one piece.
  static let size = 3 << 18

  private static let lock = NSLock()
  nonisolated(unsafe) private static var unused: [UnsafeMutableRawPointer] = []

  /// Calls `body` with `size` bytes that nobody else uses meanwhile.
  static func with(_ body: (UnsafeMutableRawPointer) -> Void) {
    let piece =
      lock.withLock { unused.popLast() } ?? .allocate(byteCount: size, alignment: 4096)
    body(piece)
    lock.withLock { unused.append(piece) }
  }
}
