import ByHand
import Formats
import Foundation
import Numerics
import Terminal
import Testing

@testable import Walkthrough

@Suite struct PageTests {
  @Test func `a table is aligned in its source`() {
    var table = Table(["name", "x"], left: [0])
    table.add(["`a`", "−1.25"])
    table.add(["long|er", "3"])
    #expect(
      table.markdown == """
        | name     |     x |
        |----------|------:|
        | `a`      | −1.25 |
        | long\\|er |     3 |
        """)
  }

  /// y = x·w + b, and its mean square.
  func worked() -> (Worked, Grid, Grid) {
    let trace = Trace()
    let x = trace.given(.data, "x", [2], [0.5, -2])
    let w = trace.given(.parameter, "layer.w", [2], [1.25, -0.3])
    let b = trace.given(.parameter, "b", [1], [-0.1])
    let y = trace.grid("y", 1) { _ in dot(x.scalars, w.scalars, plus: b[0]) }
    let loss = trace.scalar("loss") { meanSquare(y.scalars) }
    trace.backward(from: loss)
    return (Worked(trace: trace, names: Names(["layer.w": "W"])), y, w)
  }

  @Test func `an entry is shown with names, numbers, products and result`() {
    let (worked, y, _) = worked()
    #expect(
      worked.lines(y[0]) == [
        "y[0] = x[0]·W[0] + x[1]·W[1] + b[0]",
        "     = 0.50·1.25 + (−2)·(−0.30) + (−0.10)",
        "     = 0.6250 + 0.60 + (−0.10)",
        "     = 1.1250",
      ])
    #expect(
      worked.table(y[0]).contains("| `x[1]` |    −2 | `W[1]` | −0.30 |    0.60 |      1.2250 |"))
  }

  @Test func `a gradient is shown as the sum of its terms`() {
    let (worked, y, w) = worked()
    #expect(
      worked.gradientLines(w[1]) == [
        "∂L/∂W[1] = ∂L/∂y[0]·x[1]", "         = 2.25·(−2)", "         = −4.50",
      ])
    #expect(worked.gradientLines(y[0])[0] == "∂L/∂y[0] = ∂L/∂loss·2·y[0]/1")
  }

  @Test func `long sums are broken before a plus sign and lose nothing`() {
    let trace = Trace()
    let x = trace.given(.data, "x", [40], (0..<40).map { Double($0) / 100 })
    let mean = trace.scalar("mean") { ByHand.mean(x.scalars) }
    let text = Worked(trace: trace, names: Names()).lines(mean).joined(separator: "\n")
    #expect(text.split(separator: "\n").allSatisfy { $0.count < 110 })
    #expect((0..<40).allSatisfy { text.contains("x[\($0)]") })
  }
}

@Suite struct SharedRowsTests {
  @Test func `rows that many entries share are written once, and each entry names its two`() {
    let rows = ["(−1)·", "0.50·", "0.25·"].map { $0.dropLast() }.map(String.init)
    let entries = (0..<3).flatMap { i in
      (0..<3).map { j in
        SharedRows.Entry(
          name: "y[\(i),\(j)]", left: rows + ["\(i)"], right: rows + ["\(j)"], rest: ["(−2)"],
          result: "\(i * j)")
      }
    }
    let lines = SharedRows.lines(entries)
    #expect(lines.count == 1 + 6 + 9 && lines[0] == SharedRows.legend)
    #expect(lines.contains("A1 = −1, 0.50, 0.25, 1") && lines.contains("B2 = −1, 0.50, 0.25, 2"))
    #expect(lines.last == "y[2,2] = A2·B2 + (−2) = 4")
    #expect(
      SharedRows.lines([entries[4]]) == [
        "y[1,1] = (−1)·(−1) + 0.50·0.50 + 0.25·0.25 + 1·1 + (−2) = 1"
      ])
  }

  @Test func `a softmax's sum is written once, and long lines are broken before a sign`() {
    let powers = (0..<12).map { "exp(\($0))" }
    let entries = powers.map {
      SharedRows.Entry(name: "w", rest: [$0], divisor: powers, divisorSum: " = 9", result: "1")
    }
    let lines = SharedRows.lines(entries)
    #expect(lines[0].hasPrefix("A0 = exp(0) + exp(1)") && lines[0].contains("\n  + "))
    #expect(lines[0].split(separator: "\n").allSatisfy { $0.count <= 94 })
    #expect(lines[12] == "w = exp(11) / A0 = 1")
  }
}

@Suite struct PagePartsTests {
  private func page(_ trace: Trace, _ names: Names = Names()) throws -> Page {
    let book = Book(
      Outline([]), trace: trace, origin: "", excerpts: try Excerpts(package: Package.root),
      check: { _ in "" }
    )
    return Page("01-page", "Page", in: book, names)
  }

  @Test func `what is folded keeps its order and leaves nothing outside`() throws {
    let page = try page(Trace())
    page.text("before")
    page.fold("more") {
      page.text("one")
      page.fold("deeper") { page.text("two") }
    }
    page.text("after")
    #expect(
      page.body == [
        "before",
        "<details>\n<summary>more</summary>\n\none\n\n<details>\n<summary>deeper</summary>\n\ntwo\n\n</details>\n\n</details>",
        "after",
      ])
  }

  @Test(arguments: [(24, false), (25, true)])
  func `a worked sum of more than 24 products is folded, with its value above`(
    count: Int, isFolded: Bool
  ) throws {
    let trace = Trace()
    let x = trace.given(.data, "x", [count], (0..<count).map { Double($0) / 100 })
    let y = trace.grid("y", 1) { _ in dot(x.scalars, x.scalars) }
    let page = try page(trace)
    page.entry(y[0])
    #expect(page.body.contains { $0.hasPrefix("<details>") } == isFolded)
    #expect(page.body.joined().contains("**\(y[0].value.shown)**"))
    #expect(page.body.joined().contains("`x[\(count - 1)]`"))
  }

  @Test func `pictures frame, and say that they frame, only cells that are shown`() throws {
    let trace = Trace()
    let x = trace.given(.data, "x", [2], [0.5, -2])
    let w = trace.given(.parameter, "w", [2], [1.25, -0.3])
    let y = trace.grid("y", 1) { _ in dot(x.scalars, w.scalars) }
    for (grids, words, frames) in [
      ([x, w, y], "the worked entry, and the 4 numbers here that made it", 5),
      ([x, y], "the worked entry, and the 2 numbers here that made it", 3),
      ([y], "the worked entry", 1),
    ] {
      let page = try page(trace)
      page.heatMap(grids, worked: y[0], alt: "numbers")
      #expect(page.body == ["![numbers (framed: \(words))](01-page.svg)"])
      let svg = String(decoding: page.pictures[0].bytes, as: UTF8.self)
      #expect(svg.components(separatedBy: "class=\"f\"").count - 1 == frames)
    }
  }

  @Test func `the glossary takes no name for the end of a longer one`() {
    let names = Names(["block.k": "k", "block.w": "w", "table": "tok"])
    let used = names.used(in: "tok[0,1] = w[2] + 1, kept[3], x.k[1]").map(\.short)
    #expect(used == ["tok", "w"])
    #expect(names.used(in: "k[0]").map(\.short) == ["k"])
    #expect(names.used(in: "(`k`)").map(\.short) == ["k"])
  }
}

@Suite struct PNGTests {
  /// Undoes PNG.encode: enough of inflate for one block of fixed codes.
  func decode(_ file: [UInt8], width: Int) -> [UInt8] {
    let at = file.indices.first { Array(file[$0..<min($0 + 4, file.count)]) == Array("IDAT".utf8) }!
    var position = (at + 6) * 8 + 3
    func bit() -> Int {
      defer { position += 1 }
      return Int(file[position / 8] >> UInt8(position % 8)) & 1
    }
    func low(_ n: Int) -> Int { (0..<n).reduce(0) { $0 | bit() << $1 } }
    func high(_ n: Int) -> Int { (0..<n).reduce(0) { value, _ in value << 1 | bit() } }
    var raw: [UInt8] = []
    while true {
      var code = high(7)
      if code == 0 { break }
      if code <= 23 {
        code += 256
      } else {
        code = code << 1 | bit()
        if code >= 0xc8 {
          code = (code << 1 | bit()) - 0x190 + 144
        } else {
          code = code >= 0xc0 ? code - 0xc0 + 280 : code - 0x30
        }
      }
      if code < 256 {
        raw.append(UInt8(code))
        continue
      }
      let extra = code < 265 || code == 285 ? 0 : (code - 261) / 4
      var base = code == 285 ? 258 : 3
      if code < 285 {
        for c in 257..<code { base += 1 << (c < 265 ? 0 : (c - 261) / 4) }
      }
      let length = base + low(extra)
      let symbol = high(5)
      let more = symbol < 4 ? 0 : symbol / 2 - 1
      let distance = (symbol < 4 ? symbol : (2 + symbol % 2) << more) + low(more) + 1
      for _ in 0..<length { raw.append(raw[raw.count - distance]) }
    }
    var pixels: [UInt8] = []
    for (i, byte) in raw.enumerated() where i % (width + 1) > 0 {
      pixels.append(byte &+ (pixels.count >= width ? pixels[pixels.count - width] : 0))
    }
    return pixels
  }

  @Test func `a picture is packed without loss`() {
    let draws = NamedRandom(seed: 1)["png"]
    let noise = (0..<37 * 20).map { UInt8(draws.integer($0, below: 256)) }
    #expect(decode(PNG.encode(noise, width: 37, height: 20), width: 37) == noise)
    let flat = [UInt8](repeating: 9, count: 700 * 3) + [1, 2, 3]
    #expect(decode(PNG.encode(flat, width: 701, height: 3), width: 701) == flat)
    #expect(PNG.encode(flat, width: 701, height: 3).count < 200)
  }

  @Test func `a colour picture has three samples a pixel, channel after channel`() {
    // One pixel of red, one of blue.
    let pixels = Pixels([1, -1, -1, -1, -1, 1], columns: 2, channels: 3)
    let sheet = PNG.sheet([pixels], perRow: 1, scale: 1, gap: 0)
    #expect(decode(sheet, width: 6) == [255, 0, 0, 0, 0, 255])
    #expect(sheet[25] == 2)  // colour type: red, green, blue
    let film = FilmStrip.svg([("", [.init("", columns: 2, channels: 3, [1, -1, -1, -1, -1, 1])])])
    #expect(film.contains("#ff0000") && film.contains("#0000ff"))
  }

  @Test func `a moving picture is its frames in order, each with its time`() {
    let draws = NamedRandom(seed: 2)["film"]
    let frames = (0..<3).map { n in
      (bytes: (0..<12).map { UInt8(draws.integer(20 * n + $0, below: 256)) }, milliseconds: 80 + n)
    }
    let file = PNG.animation(frames, width: 4, height: 3, samples: 1)
    var (at, names, sequence, delays): (Int, [String], [UInt8], [UInt8]) = (8, [], [], [])
    while at < file.count {
      let length = file[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
      let name = String(decoding: file[at + 4..<at + 8], as: UTF8.self)
      names.append(name)
      if name == "fcTL" { delays.append(file[at + 8 + 21]) }
      if name == "fcTL" || name == "fdAT" { sequence.append(file[at + 11]) }
      at += 12 + length
    }
    #expect(
      names == ["IHDR", "acTL", "fcTL", "IDAT", "fcTL", "fdAT", "fcTL", "fdAT", "IEND"])
    #expect(sequence == [0, 1, 2, 3, 4] && delays == [80, 81, 82])
    #expect(decode(file, width: 4) == frames[0].bytes)
  }

  @Test func `the check sum is the standard's`() {
    // The published CRC-32 of the bytes IEND.
    #expect(PNG.encode([0], width: 1, height: 1).suffix(4) == [0xae, 0x42, 0x60, 0x82])
  }
}
