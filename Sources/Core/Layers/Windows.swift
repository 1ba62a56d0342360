import Numerics

/// Where a convolution's kernel looks: its windows over a (batch, channels, rows, columns) picture.
///
/// `unfold` writes one column a window and one row a kernel entry (c, i, j), so that a convolution
/// is a matrix product; `fold` is its transpose.
struct Windows: Sendable {
  let kernel: Int
  let stride: Int
  let padding: Int

  /// How many windows fit along an edge of so many pixels.
  func count(along pixels: Int) -> Int { (pixels + 2 * padding - kernel) / stride + 1 }

  /// Some pictures that lie one after another in memory, and some channels of each.
  struct Pictures {
    let batch: Int
    let allChannels: Int
    let channels: Range<Int>
    let height: Int
    let width: Int
  }

  /// (n, c, h, w) → (c·k·k, n·r·q): writes what lies inside the pictures. `columns` must be zero
  /// where windows reach outside.
  func unfold<Element: RealNumber>(
    _ x: UnsafePointer<Element>, _ pictures: Pictures, to columns: UnsafeMutablePointer<Element>
  ) {
    forEachPlane(pictures) { from, to, i, j in
      let (source, target) = (x + from, columns + to)
      if let (shift, places) = shifted(pictures, i, j) {
        for p in places { target[p] = source[p &+ shift] }
        forEachEdge(pictures, j) { target[$0] = 0 }
      } else {
        forEachRow(pictures, i, j) { from, to, places in
          for q in places { target[to &+ q] = source[from &+ q &* stride] }
        }
      }
    }
  }

  /// Adds each column back onto the pixels its window showed. `columns` is changed outside the
  /// pictures.
  func fold<Element: RealNumber>(
    _ columns: UnsafeMutablePointer<Element>, _ pictures: Pictures,
    to x: UnsafeMutablePointer<Element>
  ) {
    forEachPlane(pictures) { to, from, i, j in
      let (source, target) = (columns + from, x + to)
      if let (shift, places) = shifted(pictures, i, j) {
        forEachEdge(pictures, j) { source[$0] = 0 }
        for p in places { target[p &+ shift] += source[p] }
      } else {
        forEachRow(pictures, i, j) { to, from, places in
          for q in places { target[to &+ q &* stride] += source[from &+ q] }
        }
      }
    }
  }
}

/// The places that unfolding and folding visit.
extension Windows {
  /// Each kernel entry (c, i, j) on each picture: the picture's offset, and the unfolded one's.
  @inline(__always)
  private func forEachPlane(_ p: Pictures, _ body: (Int, Int, Int, Int) -> Void) {
    let area = count(along: p.height) * count(along: p.width)
    var unfolded = 0
    for c in p.channels {
      for i in 0..<kernel {
        for j in 0..<kernel {
          for n in 0..<p.batch {
            body((n * p.allChannels + c) * p.height * p.width, unfolded, i, j)
            unfolded += area
          }
        }
      }
    }
  }

  /// Where windows and pixels correspond one to one, a kernel entry sees the whole picture, shifted:
  /// by how much, and for which windows there is a pixel (or, at the sides, one of the next row).
  @inline(__always)
  private func shifted(_ p: Pictures, _ i: Int, _ j: Int) -> (Int, Range<Int>)? {
    guard stride == 1, kernel == 2 * padding + 1 else { return nil }
    let shift = (i - padding) * p.width + j - padding
    let first = max(0, (padding - i) * p.width, -shift)
    let end = p.height * p.width - max(0, (i - padding) * p.width, shift)
    return (shift, first..<max(first, end))
  }

  /// The windows that look past the left or right side.
  @inline(__always)
  private func forEachEdge(_ p: Pictures, _ j: Int, _ body: (Int) -> Void) {
    let width = p.width
    let outside = j < padding ? 0..<min(width, padding - j) : max(0, width + padding - j)..<width
    for r in 0..<p.height { for q in outside { body(r &* width &+ q) } }
  }

  /// Each row of windows: the picture's offset for q = 0, the unfolded offset for q = 0, and the
  /// range of q whose pixels lie inside the picture.
  @inline(__always)
  private func forEachRow(_ p: Pictures, _ i: Int, _ j: Int, _ body: (Int, Int, Range<Int>) -> Void)
  {
    let (rows, columns) = (count(along: p.height), count(along: p.width))
    let first = max(0, (padding - j + stride - 1) / stride)
    let end = min(columns, (p.width - 1 + padding - j) / stride + 1)
    guard first < end else { return }
    for r in 0..<rows {
      let y = r * stride + i - padding
      guard y >= 0 && y < p.height else { continue }
      body(y * p.width + j - padding, r * columns, first..<end)
    }
  }
}
