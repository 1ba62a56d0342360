import Numerics

/// One picture, prepared for windows that correspond to its pixels one to one: what entry (i, j) of a
/// kernel sees is the whole picture, shifted by i rows and j columns.
///
/// There is a plane for each shift by columns only, with rows of zeros above and below; a shift by rows
/// is then another place to begin. So a 3×3 kernel needs three planes of each channel, where unfolding
/// every window writes nine.
struct ShiftedPlanes {
  let kernel: (rows: Int, columns: Int)
  let padding: (rows: Int, columns: Int)
  let channels: Int
  let width: Int
  /// Pixels of a picture.
  let area: Int

  /// From one channel to the next.
  var channelStep: Int { area + (kernel.rows - 1) * width }
  private var planeStep: Int { channels * channelStep }
  /// Numbers of all planes, with room for a row before and behind: a shift begins a little outside.
  private var size: Int { kernel.columns * planeStep + 2 * width }

  /// Where the first window's entry (i, j) lies in the first channel.
  func offset(_ i: Int, _ j: Int) -> Int { width + j * planeStep + i * width }

  /// The same for every row of unfolded columns, (c, i, j).
  var offsets: [Int] {
    (0..<channels).flatMap { c in
      (0..<kernel.rows).flatMap { i in
        (0..<kernel.columns).map { j in c * channelStep + offset(i, j) }
      }
    }
  }

  /// Calls `body` with memory for the planes, zero at first; and as much more as asked for, which is not.
  @inline(__always)
  func withMemory<Element: RealNumber>(
    and more: Int = 0,
    _ body: (_ planes: UnsafeMutablePointer<Element>, UnsafeMutablePointer<Element>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: Element.self, capacity: size + more) { memory in
      guard let start = memory.baseAddress else { return }
      start.initialize(repeating: 0, count: size)
      body(start, start + size)
    }
  }

  /// Writes the planes of a picture's channels (channels, height, width).
  func fill<Element: RealNumber>(
    _ planes: UnsafeMutablePointer<Element>, from x: UnsafePointer<Element>
  ) {
    for c in 0..<channels {
      let start = planes + c &* channelStep
      let middle = start + offset(padding.rows, padding.columns)
      MatrixKernel.copyVectors(x + c &* area, to: middle, count: area)
      for j in 0..<kernel.columns where j != padding.columns {
        let (shift, shifted) = (j &- padding.columns, start + offset(padding.rows, j))
        MatrixKernel.copyVectors(middle + shift, to: shifted, count: area)
        // What a window at the side sees beyond it came from the next row.
        let outside = shift < 0 ? 0..<min(width, -shift) : max(0, width &- shift)..<width
        for q in outside {
          for p in stride(from: q, to: area, by: width) { shifted[p] = 0 }
        }
      }
    }
  }
}

extension Im2col {
  /// The planes for some channels of pictures of this shape (n, c, h, w), if windows correspond to pixels
  /// and a picture is whole vectors.
  func planes<Element: RealNumber>(_ shape: [Int], channels: Int, _: Element.Type)
    -> ShiftedPlanes?
  {
    let area = shape[2] * shape[3]
    guard stride == 1, counts(height: shape[2], width: shape[3]) == (shape[2], shape[3]),
      area > 0, area % MatrixKernel<Element>.width == 0,
      0..<kernel.rows ~= padding.rows, 0..<kernel.columns ~= padding.columns
    else { return nil }
    return ShiftedPlanes(
      kernel: kernel, padding: padding, channels: channels, width: shape[3], area: area)
  }

  /// The windows that look at each pixel, as windows onto the gradient: entries in reverse.
  func turned(_ shape: [Int]) -> Im2col {
    Im2col(
      kernel: kernel,
      padding: (kernel.rows - 1 - padding.rows, kernel.columns - 1 - padding.columns),
      counts: (shape[2], shape[3]))
  }
}

/// A convolution's three products by planes, picture by picture; their sums are those of `Im2col`'s.
extension ShiftedPlanes {
  /// Into y[n] (o, pixels): w (o, c·k·k) ⊗ columns of x[n] (c, pixels), plus b (o).
  func product<Element: RealNumber>(
    _ w: MatrixView<Element>, _ x: UnsafePointer<Element>, plus b: UnsafePointer<Element>,
    _ pictures: Range<Int>, into y: UnsafeMutablePointer<Element>
  ) {
    let offsets = offsets
    withMemory { planes, _ in
      for n in pictures {
        let target = y + n * w.rows * area
        fill(planes, from: x + n * channels * area)
        MatrixKernel.multiply(
          w, rowsAt: offsets, of: planes, columns: area,
          into: MatrixTarget(target, rowStep: area))
        for o in 0..<w.rows {
          let (row, bias) = (target + o &* area, b[o])
          for p in 0..<area { row[p] += bias }
        }
      }
    }
  }

  /// Σₙ dy[n] ⊗ (columns of x[n])ᵀ for these channels of x, which `x` and `dw` begin with: dy
  /// (n, o, pixels), x with `xStep` numbers a picture → (o, c·k·k), rows `dwStep` apart.
  ///
  /// Worked out the other way round, columns ⊗ dy[n]ᵀ, and entry by entry of the kernel: then the planes
  /// are read where they are, and all of them by the same few vectors of dy.
  func productTransposed<Element: RealNumber>(
    _ dy: UnsafePointer<Element>, outputs: Int, _ x: UnsafePointer<Element>, xStep: Int, batch: Int,
    into dw: UnsafeMutablePointer<Element>, dwStep: Int
  ) {
    let vector = MatrixKernel<Element>.width
    let panels = (outputs + vector - 1) / vector
    let entries = kernel.rows * kernel.columns
    let block = channels * vector
    withMemory(and: panels * (area * vector + entries * block)) {
      (planes: UnsafeMutablePointer<Element>, panel: UnsafeMutablePointer<Element>) in
      let sums = panel + panels * area * vector
      for n in 0..<batch {
        fill(planes, from: x + n * xStep)
        let gradients = MatrixView(dy + n * outputs * area, outputs, area, rowStep: area)
        MatrixKernel.pack(gradients.transposed, to: panel)
        for part in 0..<panels {
          for entry in 0..<entries {
            let (i, j) = (entry % kernel.rows, entry / kernel.rows)
            MatrixKernel.multiplyVectors(
              MatrixView(planes + offset(i, j), channels, area, rowStep: channelStep),
              MatrixView(panel + part * area * vector, area, vector, rowStep: vector),
              into: MatrixTarget(
                sums + (part * entries + i * kernel.columns + j) * block, rowStep: vector),
              n > 0 ? .goingOn : .fromZero)
          }
        }
      }
      for o in 0..<outputs {
        for entry in 0..<entries {
          let from = sums + (o / vector * entries + entry) * block + o % vector
          for c in 0..<channels { dw[o * dwStep + c * entries + entry] = from[c * vector] }
        }
      }
    }
  }

  /// Added to dx[n] (c, pixels), kernel entry by kernel entry, each product complete before it is added:
  /// w[o, …, i, j]ᵀ ⊗ what dy[n] (o, pixels) shows there. These are the planes of dy, by `turned`
  /// windows; w is (o, c·k·k).
  func foldedProduct<Element: RealNumber>(
    _ w: UnsafePointer<Element>, inputs: Int, _ dy: UnsafePointer<Element>,
    _ pictures: Range<Int>, into dx: UnsafeMutablePointer<Element>
  ) {
    let entries = kernel.rows * kernel.columns
    withMemory(and: entries * inputs * channels) {
      (planes: UnsafeMutablePointer<Element>, turned: UnsafeMutablePointer<Element>) in
      for entry in 0..<entries {
        for c in 0..<inputs {
          let row = turned + (entry * inputs + c) * channels
          for o in 0..<channels { row[o] = w[(o * inputs + c) * entries + entry] }
        }
      }
      for n in pictures {
        fill(planes, from: dy + n * channels * area)
        for entry in 0..<entries {
          let (i, j) = (entry / kernel.columns, entry % kernel.columns)
          let start = planes + offset(kernel.rows - 1 - i, kernel.columns - 1 - j)
          MatrixKernel.multiplyVectors(
            MatrixView(turned + entry * inputs * channels, inputs, channels, rowStep: channels),
            MatrixView(start, channels, area, rowStep: channelStep),
            into: MatrixTarget(dx + n * inputs * area, rowStep: area), .addedWhole)
        }
      }
    }
  }
}
