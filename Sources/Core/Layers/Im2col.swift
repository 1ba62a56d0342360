import Numerics

/// Where a convolution's kernel looks: its windows over a (batch, channels, rows, columns) picture.
///
/// `unfold` writes one column a window and one row a kernel entry (c, i, j), so that a convolution
/// is a matrix product; `fold` is its transpose.
struct Im2col: Sendable {
  let kernel: (rows: Int, columns: Int)
  let stride: Int
  /// How far the first window reaches beyond the upper and the left side; negative where it begins
  /// inside.
  let padding: (rows: Int, columns: Int)
  /// How many windows there are along the two edges, where it is not as many as fit.
  private let fixed: (rows: Int, columns: Int)?

  init(kernel: Int, stride: Int, padding: Int) {
    self.kernel = (kernel, kernel)
    self.stride = stride
    self.padding = (padding, padding)
    fixed = nil
  }

  /// Im2col at every pixel, so many of them.
  init(
    kernel: (rows: Int, columns: Int), padding: (rows: Int, columns: Int),
    counts: (rows: Int, columns: Int)
  ) {
    self.kernel = kernel
    stride = 1
    self.padding = padding
    fixed = counts
  }

  /// How many windows there are along the edges of a picture.
  func counts(height: Int, width: Int) -> (rows: Int, columns: Int) {
    fixed ?? (
      (height + 2 * padding.rows - kernel.rows) / stride + 1,
      (width + 2 * padding.columns - kernel.columns) / stride + 1
    )
  }

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
    forEachPlane(pictures) { from, to, i, j, shifted in
      let (source, target) = (x + from, columns + to)
      if let (shift, places) = shifted {
        (target + places.lowerBound).update(
          from: source + (places.lowerBound &+ shift), count: places.count)
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
    forEachPlane(pictures) { to, from, i, j, shifted in
      let (source, target) = (columns + from, x + to)
      if let (shift, places) = shifted {
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
extension Im2col {
  /// Each kernel entry (c, i, j) on each picture: the picture's offset, the unfolded one's, the entry,
  /// and what `shifted` says of it.
  @inline(__always)
  private func forEachPlane(
    _ p: Pictures, _ body: (Int, Int, Int, Int, (Int, Range<Int>)?) -> Void
  ) {
    let (rows, columns) = counts(height: p.height, width: p.width)
    let (area, planes) = (p.height &* p.width, p.batch &* rows &* columns)
    for i in 0..<kernel.rows {
      for j in 0..<kernel.columns {
        let shifted = shifted(p, i, j)
        for c in p.channels {
          let entry = ((c &- p.channels.lowerBound) &* kernel.rows &+ i) &* kernel.columns &+ j
          for n in 0..<p.batch {
            body(
              (n &* p.allChannels &+ c) &* area, entry &* planes &+ n &* rows &* columns, i, j,
              shifted)
          }
        }
      }
    }
  }

  /// Where windows and pixels correspond one to one, a kernel entry sees the whole picture, shifted:
  /// by how much, and for which windows there is a pixel (or, at the sides, one of the next row).
  @inline(__always)
  private func shifted(_ p: Pictures, _ i: Int, _ j: Int) -> (Int, Range<Int>)? {
    guard stride == 1, counts(height: p.height, width: p.width) == (p.height, p.width) else {
      return nil
    }
    let down = (i - padding.rows) * p.width
    let shift = down + j - padding.columns
    let first = max(0, -down, -shift)
    return (shift, first..<max(first, p.height * p.width - max(0, down, shift)))
  }

  /// The windows that look past the left or right side.
  @inline(__always)
  private func forEachEdge(_ p: Pictures, _ j: Int, _ body: (Int) -> Void) {
    let right = j - padding.columns
    let outside =
      right < 0 ? 0..<min(p.width, -right) : max(0, p.width - right)..<p.width
    for q in outside { for r in 0..<p.height { body(r &* p.width &+ q) } }
  }

  /// Each row of windows: the picture's offset for q = 0, the unfolded offset for q = 0, and the
  /// range of q whose pixels lie inside the picture.
  @inline(__always)
  private func forEachRow(_ p: Pictures, _ i: Int, _ j: Int, _ body: (Int, Int, Range<Int>) -> Void)
  {
    let (rows, columns) = counts(height: p.height, width: p.width)
    let left = padding.columns - j
    let first = max(0, (left + stride - 1) / stride)
    let end = p.width - 1 + left < 0 ? 0 : min(columns, (p.width - 1 + left) / stride + 1)
    guard first < end else { return }
    for r in 0..<rows {
      let y = r * stride + i - padding.rows
      guard y >= 0 && y < p.height else { continue }
      body(y * p.width - left, r * columns, first..<end)
    }
  }
}
