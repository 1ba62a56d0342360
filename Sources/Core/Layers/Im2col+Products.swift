import Numerics

/// A convolution's three matrix products. Pictures are unfolded a few at a time, so that columns stay
/// in a cache between being written and being multiplied.
extension Im2col {
  /// y[n] = w ⊗ columns of x[n], plus b[o]: w (o, c·k·k), x (n, c, h, w), b (o) → (n, o, r, q).
  func product<Element: RealNumber>(
    _ w: Tensor<Element>, _ x: Tensor<Element>, plus b: Tensor<Element>
  ) -> Tensor<Element> {
    let sizes = Sizes(self, outputs: w.shape[0], x.shape)
    if sizes.taps * sizes.area == 0 {
      return Tensor(sizes.output).scalingChannels(by: b, plus: b)  // no window sees anything
    }
    // Few rows of w would leave much of a block of rows idle.
    if sizes.outputs >= 4, let planes = planes(x.shape, channels: x.shape[1], Element.self) {
      return Tensor(uninitialized: sizes.output) { y in
        reading(w, x, b) { w, x, b in
          let w = MatrixView(w, sizes.outputs, sizes.taps, rowStep: sizes.taps)
          Threads.split(sizes.shape[0], work: sizes.work) {
            planes.product(w, x, plus: b, $0, into: y)
          }
        }
      }
    }
    return Tensor(uninitialized: sizes.output) { y in
      reading(w, x, b) { w, x, b in
        Threads.split(sizes.groups, work: sizes.work) { groups in
          sizes.withMemory(columns: true) {
            (columns: UnsafeMutablePointer<Element>, products: UnsafeMutablePointer<Element>) in
            for group in groups {
              let pictures = sizes.pictures(group)
              sizes.clear(columns, before: pictures)
              unfold(x + sizes.input(group), pictures, to: columns)
              MatrixKernel.multiplyAlone(
                MatrixView(w, sizes.outputs, sizes.taps, rowStep: sizes.taps),
                sizes.columns(columns, pictures),
                into: MatrixTarget(products, rowStep: pictures.batch * sizes.area))
              sizes.forEachOutput(group, pictures) { from, to in
                let bias = b[to / sizes.area % sizes.outputs]
                for p in 0..<sizes.area { y[to &+ p] = products[from &+ p] + bias }
              }
            }
          }
        }
      }
    }
  }

  /// Σₙ dy[n] ⊗ (columns of x[n])ᵀ, from the first window of the first picture to the last of the
  /// last: dy (n, o, r, q), x (n, c, h, w) → (o, c·k·k).
  func productTransposed<Element: RealNumber>(_ dy: Tensor<Element>, _ x: Tensor<Element>)
    -> Tensor<Element>
  {
    let sizes = Sizes(self, outputs: dy.shape[1], x.shape)
    let (shape, entries) = (x.shape, kernel.rows * kernel.columns)
    // Few channels or outputs would leave much of a block idle.
    if shape[1] >= 8, sizes.outputs >= 8, planes(shape, channels: 0, Element.self) != nil {
      return Tensor(uninitialized: [sizes.outputs, sizes.taps]) { dw in
        reading(dy, x, x) { dy, x, _ in
          Threads.split(shape[1], work: sizes.work) { channels in
            planes(shape, channels: channels.count, Element.self)?.productTransposed(
              dy, outputs: sizes.outputs, x + channels.lowerBound * shape[2] * shape[3],
              xStep: shape[1] * shape[2] * shape[3], batch: shape[0],
              into: dw + channels.lowerBound * entries, dwStep: sizes.taps)
          }
        }
      }
    }
    return Tensor(uninitialized: [sizes.outputs, sizes.taps]) { dw in
      reading(dy, x, x) { dy, x, _ in
        Threads.split(sizes.shape[1], work: sizes.work) { channels in
          sizes.withMemory(columns: true) {
            (columns: UnsafeMutablePointer<Element>, gradients: UnsafeMutablePointer<Element>) in
            for group in 0..<sizes.groups {
              let pictures = sizes.pictures(group, channels)
              sizes.clear(columns, before: pictures)
              unfold(x + sizes.input(group), pictures, to: columns)
              MatrixKernel.multiplyAlone(
                sizes.gathered(dy, group, to: gradients),
                sizes.columns(columns, pictures).transposed,
                into: MatrixTarget(
                  dw + channels.lowerBound * kernel.rows * kernel.columns, rowStep: sizes.taps),
                continuing: group > 0)
            }
          }
        }
      }
    }
  }

  /// dx[n] = Σᵢⱼ w[…,i,j] ⊗ what dy[n] shows under kernel entry (i, j), the last entry first, each of
  /// these products complete before it is added: w (c, o, k, k), dy (n, o, h, w) → (n, c, r, q).
  func productByEntries<Element: RealNumber>(_ w: Tensor<Element>, _ dy: Tensor<Element>)
    -> Tensor<Element>
  {
    let sizes = Sizes(self, outputs: w.shape[0], dy.shape)
    let entries = kernel.rows * kernel.columns
    var dx = Tensor<Element>(sizes.output)
    dx.values.withMutableStart { dx in
      reading(w, dy, dy) { w, dy, _ in
        Threads.split(sizes.groups, work: sizes.work) { groups in
          sizes.withMemory(columns: true) {
            (columns: UnsafeMutablePointer<Element>, products: UnsafeMutablePointer<Element>) in
            for group in groups {
              let pictures = sizes.pictures(group)
              let count = pictures.batch * sizes.area
              sizes.clear(columns, before: pictures)
              unfold(dy + sizes.input(group), pictures, to: columns)
              for entry in (0..<entries).reversed() {
                MatrixKernel.multiplyAlone(
                  MatrixView(
                    w + entry, sizes.outputs, sizes.shape[1], rowStep: sizes.taps,
                    columnStep: entries),
                  MatrixView(
                    columns + entry * count, sizes.shape[1], count, rowStep: entries * count),
                  into: MatrixTarget(products, rowStep: count))
                sizes.forEachOutput(group, pictures) { from, to in
                  for p in 0..<sizes.area { dx[to &+ p] += products[from &+ p] }
                }
              }
            }
          }
        }
      }
    }
    return dx
  }

  /// wᵀ ⊗ dy[n], folded onto pictures: w (o, c·k·k), dy (n, o, r, q) → (n, c, h, w), which is `shape`.
  func foldedProduct<Element: RealNumber>(
    _ w: Tensor<Element>, _ dy: Tensor<Element>, to shape: [Int]
  ) -> Tensor<Element> {
    let sizes = Sizes(self, outputs: w.shape[0], shape)
    var dx = Tensor<Element>(shape)
    if planes(shape, channels: 0, Element.self) != nil,
      let planes = turned(shape).planes(shape, channels: sizes.outputs, Element.self)
    {
      dx.values.withMutableStart { dx in
        reading(w, dy, dy) { w, dy, _ in
          Threads.split(shape[0], work: sizes.work) {
            planes.foldedProduct(w, inputs: shape[1], dy, $0, into: dx)
          }
        }
      }
      return dx
    }
    dx.values.withMutableStart { dx in
      reading(w, dy, dy) { w, dy, _ in
        Threads.split(sizes.groups, work: sizes.work) { groups in
          sizes.withMemory(columns: false) { columns, gradients in
            for group in groups {
              let pictures = sizes.pictures(group)
              MatrixKernel.multiplyAlone(
                MatrixView(w, sizes.outputs, sizes.taps, rowStep: sizes.taps).transposed,
                sizes.gathered(dy, group, to: gradients),
                into: MatrixTarget(columns, rowStep: pictures.batch * sizes.area))
              fold(columns, pictures, to: dx + sizes.input(group))
            }
          }
        }
      }
    }
    return dx
  }
}

@inline(__always)
private func reading<Element>(
  _ a: Tensor<Element>, _ b: Tensor<Element>, _ c: Tensor<Element>,
  _ body: (UnsafePointer<Element>, UnsafePointer<Element>, UnsafePointer<Element>) -> Void
) {
  a.values.withStart { a in b.values.withStart { b in c.values.withStart { body(a, b, $0) } } }
}

/// The sizes of one convolution, and how its batch is cut into groups of pictures.
private struct Sizes {
  let shape: [Int]
  let outputs: Int
  /// Kernel entries: c·k·k.
  let taps: Int
  let (rows, columns): (Int, Int)
  /// Im2col of one picture: r·q.
  let area: Int
  /// Pictures in a group: enough that a product has some hundred columns.
  let group: Int

  init(_ windows: Im2col, outputs: Int, _ shape: [Int]) {
    self.shape = shape
    self.outputs = outputs
    taps = shape[1] * windows.kernel.rows * windows.kernel.columns
    (rows, columns) = windows.counts(height: shape[2], width: shape[3])
    area = rows * columns
    group = min(shape[0], max(1, 256 / max(1, area)))
  }

  var output: [Int] { [shape[0], outputs, rows, columns] }
  var groups: Int { (shape[0] + group - 1) / group }
  var work: Int { shape[0] * area * taps * outputs }

  func pictures(_ number: Int, _ channels: Range<Int>? = nil) -> Im2col.Pictures {
    .init(
      batch: min(group, shape[0] - number * group), allChannels: shape[1],
      channels: channels ?? 0..<shape[1], height: shape[2], width: shape[3])
  }

  /// Where a group's first picture begins.
  func input(_ number: Int) -> Int { number * group * shape[1] * shape[2] * shape[3] }

  func columns<Element>(_ start: UnsafePointer<Element>, _ pictures: Im2col.Pictures)
    -> MatrixView<Element>
  {
    let windows = pictures.batch * area
    return MatrixView(
      start, pictures.channels.count * taps / shape[1], windows, rowStep: windows)
  }

  /// A group's part of dy as a matrix (o, n·r·q): where it is if it is one picture, else copied.
  func gathered<Element>(
    _ dy: UnsafePointer<Element>, _ number: Int, to copy: UnsafeMutablePointer<Element>
  ) -> MatrixView<Element> {
    let batch = pictures(number).batch
    let start = dy + number * group * outputs * area
    if batch == 1 { return MatrixView(start, outputs, area, rowStep: area) }
    for n in 0..<batch {
      for o in 0..<outputs {
        (copy + (o * batch + n) * area).update(from: start + (n * outputs + o) * area, count: area)
      }
    }
    return MatrixView(copy, outputs, batch * area, rowStep: batch * area)
  }

  /// Each output plane of a group: its offset in a product (o, n·r·q), and in the result (n, o, r, q).
  @inline(__always)
  func forEachOutput(
    _ number: Int, _ pictures: Im2col.Pictures, _ body: (_ from: Int, _ to: Int) -> Void
  ) {
    for n in 0..<pictures.batch {
      for o in 0..<outputs {
        body((o * pictures.batch + n) * area, ((number * group + n) * outputs + o) * area)
      }
    }
  }

  /// Columns keep their zeros from group to group, but a smaller group has them elsewhere.
  func clear<Element: RealNumber>(
    _ columns: UnsafeMutablePointer<Element>, before pictures: Im2col.Pictures
  ) {
    if pictures.batch < group { columns.update(repeating: 0, count: taps * group * area) }
  }

  /// Memory for a group's columns, zero at first if wanted, and for (outputs, windows) numbers.
  @inline(__always)
  func withMemory<Element: RealNumber>(
    columns isZero: Bool,
    _ body: (UnsafeMutablePointer<Element>, UnsafeMutablePointer<Element>) -> Void
  ) {
    let (first, second) = (taps * group * area, outputs * group * area)
    withUnsafeTemporaryAllocation(of: Element.self, capacity: first + second) { memory in
      guard let start = memory.baseAddress else { return }
      if isZero { start.initialize(repeating: 0, count: first) }
      body(start, start + first)
    }
  }
}
