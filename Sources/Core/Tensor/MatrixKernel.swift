import Numerics

/// How a matrix product is computed quickly, with the bits of the plain sum.
///
/// A block of 16 rows × one vector of columns stays in registers while l runs; each of its entries
/// adds a[i,l]·b[l,j] for l = 0, 1, 2, …, multiply then add. Where k is large, l runs over 256 at a
/// time and the block's sums rest in the result meanwhile: that splits no sum, it pauses it.
///
/// A vector's columns of b are first copied together (a *panel*), so that they stay in the fastest
/// cache; rows of a are copied where they lie so that they would push each other out of it.
enum MatrixKernel<Element: RealNumber> {
  typealias View = MatrixView<Element>
  typealias Target = MatrixTarget<Element>

  /// y = a ⊗ b, with at least one column in a. Threads share out the result's rows or columns, never a sum.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  static func multiply(_ a: View, _ b: View, into y: Target) {
    let work = a.rows * a.columns * b.columns
    if b.columns > a.rows {
      Threads.split(b.columns, by: 64, work: work) { columns in
        multiplyAlone(a, b.columns(columns), into: y.from(column: columns.lowerBound))
      }
    } else {
      Threads.split(a.rows, by: 16, work: work) { rows in
        multiplyAlone(a.rows(rows), b, into: y.from(row: rows.lowerBound))
      }
    }
  }

  /// y = a ⊗ b on this thread, or, where the sums continue, y += a ⊗ b, product by product.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  static func multiplyAlone(_ a: View, _ b: View, into y: Target, continuing: Bool = false) {
    MatrixBlocks<Element.Vector>.multiply(a, b, into: y, continuing)
  }
}

/// The work itself, with one type of vectors.
enum MatrixBlocks<V: SIMD> where V.Scalar: RealNumber {
  typealias Element = V.Scalar
  typealias View = MatrixView<Element>
  typealias Target = MatrixTarget<Element>

  static var width: Int { V.scalarCount }
  /// How far l runs before the sums rest.
  static var depth: Int { 512 }
  /// How far apart copied rows lie: not a power of two.
  static var rowStep: Int { depth + 16 }
  static var bytes: Int { MemoryLayout<Element>.stride }

  static func multiply(_ a: View, _ b: View, into y: Target, _ continuing: Bool) {
    if a.rows == 1 && b.columnStep == 1 && b.columns >= width {
      return oneRow(a, b, into: y.start, continuing)
    }
    if a.rows == 1 && b.rowStep == 1 { return oneRow(a, turned: b, into: y.start, continuing) }
    let copiesRows = rowsCollide(a, b)
    Scratch.with { memory in
      let tile = memory.bindMemory(to: Element.self, capacity: Scratch.size / bytes)
      let panels = tile + 16 * width
      let rows = panels + 4 * width * depth
      let most = (Scratch.size / bytes - (rows - tile)) / rowStep / 16 * 16
      let chunk = copiesRows ? min(a.rows, most) : a.rows
      for row in stride(from: 0, to: a.rows, by: chunk) {
        multiplyRows(
          a.rows(row..<min(row + chunk, a.rows)), b, into: y.from(row: row), tile, panels,
          copies: copiesRows ? rows : nil, continuing)
      }
    }
  }

  /// With room for 16 × 1 vectors, for four panels, and for a's rows if they are to be copied.
  @inline(__always)
  private static func multiplyRows(
    _ a: View, _ b: View, into y: Target, _ tile: UnsafeMutablePointer<Element>,
    _ panels: UnsafeMutablePointer<Element>, copies rows: UnsafeMutablePointer<Element>?,
    _ continuing: Bool
  ) {
    for first in stride(from: 0, to: a.columns, by: depth) {
      let range = first..<min(first + depth, a.columns)
      var (a, b) = (a.columns(range), b.rows(range))
      if let rows { a = copied(a, to: rows) }
      for column in stride(from: 0, to: b.columns, by: 4 * width) {
        let part = b.columns(column..<min(column + 4 * width, b.columns))
        let isCopied = a.rows > 16 || part.columns % width > 0 || !isPacked(part)
        if isCopied { pack(part, to: panels) }
        for p in stride(from: 0, to: part.columns, by: width) {
          let panel =
            isCopied
            ? View(panels + p * b.rows, b.rows, width, rowStep: width)
            : part.columns(p..<p + width)
          multiplyPanel(
            a, panel, min(width, part.columns - p), into: y.from(column: column + p),
            continuing: continuing || first > 0, tile)
        }
      }
    }
  }

  /// One vector of columns of y, of which the first `columns` are wanted.
  @inline(__always)
  private static func multiplyPanel(
    _ a: View, _ b: View, _ columns: Int, into y: Target, continuing: Bool,
    _ tile: UnsafeMutablePointer<Element>
  ) {
    for row in stride(from: 0, to: a.rows, by: 16) {
      let part = a.rows(row..<min(row + 16, a.rows))
      let target = y.from(row: row)
      if columns == width {
        multiplyBlock(part, b, into: target, continuing ? .goingOn : .fromZero)
      } else {
        let wide = Target(tile, rowStep: width)
        if continuing { copy(target, to: wide, part.rows, columns) }
        multiplyBlock(part, b, into: wide, continuing ? .goingOn : .fromZero)
        copy(wide, to: target, part.rows, columns)
      }
    }
  }

  @inline(__always)
  private static func copy(_ a: Target, to b: Target, _ rows: Int, _ columns: Int) {
    for i in 0..<rows {
      for j in 0..<columns { b.start[i * b.rowStep + j] = a.start[i * a.rowStep + j] }
    }
  }

  /// Up to 16 rows, one vector of columns.
  @inline(__always)
  static func multiplyBlock(_ a: View, _ b: View, into y: Target, _ sums: Sums) {
    if a.rows == 16 {
      sixteenRows(a, b, into: y, sums)
    } else {
      for row in stride(from: 0, to: a.rows, by: 4) {
        fourRows(a.rows(row..<min(row + 4, a.rows)), b, into: y.from(row: row), sums)
      }
    }
  }

  private static func sixteenRows(_ a: View, _ b: View, into y: Target, _ sums: Sums) {
    sixteenRows(a, into: y, sums) { load(b.start + $0 &* b.rowStep) }
  }

  private static func fourRows(_ a: View, _ b: View, into y: Target, _ sums: Sums) {
    fourRows(a, into: y, sums) { load(b.start + $0 &* b.rowStep) }
  }

  /// The same with b's rows at these offsets from where it begins.
  static func sixteenRows(
    _ a: View, _ b: UnsafePointer<Element>, _ offsets: UnsafePointer<Int>, into y: Target
  ) {
    sixteenRows(a, into: y, .fromZero) { load(b + offsets[$0]) }
  }

  static func fourRows(
    _ a: View, _ b: UnsafePointer<Element>, _ offsets: UnsafePointer<Int>, into y: Target
  ) {
    fourRows(a, into: y, .fromZero) { load(b + offsets[$0]) }
  }

  /// `vector` gives a row of b.
  @inline(__always)
  private static func sixteenRows(
    _ a: View, into y: Target, _ sums: Sums, _ vector: (Int) -> V
  ) {
    var (s0, s1, s2, s3) = (FourRows(), FourRows(), FourRows(), FourRows())
    if sums == .goingOn {
      s0 = FourRows(y)
      s1 = FourRows(y.from(row: 4))
      s2 = FourRows(y.from(row: 8))
      s3 = FourRows(y.from(row: 12))
    }
    var from = a.start
    let (four, step) = (4 * a.rowStep, a.rowStep)
    for l in 0..<a.columns {
      let vector = vector(l)
      s0.add(from, step, vector)
      s1.add(from + four, step, vector)
      s2.add(from + 2 * four, step, vector)
      s3.add(from + 3 * four, step, vector)
      from += a.columnStep
    }
    let isAdded = sums == .addedWhole
    s0.store(y, isAdded)
    s1.store(y.from(row: 4), isAdded)
    s2.store(y.from(row: 8), isAdded)
    s3.store(y.from(row: 12), isAdded)
  }

  /// One to four rows; the last is computed again where fewer than four are left.
  @inline(__always)
  private static func fourRows(_ a: View, into y: Target, _ sums: Sums, _ vector: (Int) -> V) {
    let last = a.rows - 1
    let (r1, r2, r3) = (min(1, last), min(2, last), min(3, last))
    let (y0, y1) = (y.start, y.start + r1 * y.rowStep)
    let (y2, y3) = (y.start + r2 * y.rowStep, y.start + r3 * y.rowStep)
    var (s0, s1, s2, s3) = (V(), V(), V(), V())
    if sums == .goingOn { (s0, s1, s2, s3) = (load(y0), load(y1), load(y2), load(y3)) }
    var from = a.start
    let (step1, step2, step3) = (r1 * a.rowStep, r2 * a.rowStep, r3 * a.rowStep)
    for l in 0..<a.columns {
      let vector = vector(l)
      s0 += from[0] * vector
      s1 += from[step1] * vector
      s2 += from[step2] * vector
      s3 += from[step3] * vector
      from += a.columnStep
    }
    if sums == .addedWhole {
      (s0, s1, s2, s3) = (load(y0) + s0, load(y1) + s1, load(y2) + s2, load(y3) + s3)
    }
    store(s0, y0)
    store(s1, y1)
    store(s2, y2)
    store(s3, y3)
  }

  /// Running sums of four rows. Each row's number is used for one vector only: then the processor
  /// spreads it over the vector while it multiplies, at no cost.
  struct FourRows {
    var (s0, s1, s2, s3) = (V(), V(), V(), V())

    @inline(__always)
    init() {}

    @inline(__always)
    init(_ y: Target) {
      s0 = load(y.start)
      s1 = load(y.start + y.rowStep)
      s2 = load(y.start + 2 * y.rowStep)
      s3 = load(y.start + 3 * y.rowStep)
    }

    @inline(__always)
    mutating func add(_ a: UnsafePointer<Element>, _ step: Int, _ b: V) {
      s0 += a[0] * b
      s1 += a[step] * b
      s2 += a[2 &* step] * b
      s3 += a[3 &* step] * b
    }

    @inline(__always)
    func store(_ y: Target, _ isAdded: Bool) {
      var rows = self
      if isAdded {
        let y = FourRows(y)
        (rows.s0, rows.s1, rows.s2, rows.s3) = (y.s0 + s0, y.s1 + s1, y.s2 + s2, y.s3 + s3)
      }
      MatrixBlocks.store(rows.s0, y.start)
      MatrixBlocks.store(rows.s1, y.start + y.rowStep)
      MatrixBlocks.store(rows.s2, y.start + 2 * y.rowStep)
      MatrixBlocks.store(rows.s3, y.start + 3 * y.rowStep)
    }
  }

  @inline(__always)
  static func load(_ p: UnsafePointer<Element>) -> V {
    UnsafeRawPointer(p).loadUnaligned(as: V.self)
  }

  @inline(__always)
  static func store(_ v: V, _ p: UnsafeMutablePointer<Element>) {
    UnsafeMutableRawPointer(p).storeBytes(of: v, as: V.self)
  }
}
