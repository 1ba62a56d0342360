import Core
import Foundation
import TestSupport
import Testing

/// Whatever finite weights a chapter starts from: it writes its pages, or says that numbers overflow. It
/// neither crashes nor finds the two computations apart.
@Suite struct ExtremeWeightsTests {
  typealias Change =
    @Sendable (_ name: String, _ shape: [Int], _ place: Int, _ value: Double) -> Double

  private static func times(_ factor: Double) -> Change { { _, _, _, value in factor * value } }
  private static func all(_ value: Double) -> Change { { _, _, _, _ in value } }
  private static func biases(plus more: Double) -> Change {
    { name, _, _, value in name.hasSuffix("bias") ? value + more : value }
  }
  private static let subnormal: Change = { _, _, place, _ in 0x1p-1074 * Double(1 + place % 7) }
  private static let oneHot: Change = { _, shape, place, _ in
    shape.count > 1 && place % (shape[1...].reduce(1, *) + 1) == 0 ? 1 : 0
  }
  private static let constantRows: Change = { _, shape, place, _ in
    Double(place / (shape.last ?? 1) % 5) - 2
  }
  private static let cancelling: Change = { _, _, place, value in
    value + (place % 2 == 0 ? 1e5 : -1e5)
  }

  static let changes: [(name: String, change: Change)] = [
    ("all zero", all(0)), ("minus zero", all(-0.0)), ("all one", all(1)),
    ("× 1e-300", times(1e-300)), ("× 1e-160", times(1e-160)), ("× 1e-8", times(1e-8)),
    ("subnormal", subnormal), ("one-hot", oneHot), ("constant rows", constantRows),
    ("biases + 1,000", biases(plus: 1000)), ("biases + 1e6", biases(plus: 1e6)),
    ("nearly cancelling", cancelling), ("× 100", times(100)), ("× 1e4", times(1e4)),
    ("× 1e30", times(1e30)),
  ]

  /// All of them, and as many random ones, where TINYHAT_FUZZ is set; else those that broke most.
  @Test(arguments: BookChapters.numbers)
  func `a chapter bears any finite weights`(chapter: Int) throws {
    let isLong = ProcessInfo.processInfo.environment["TINYHAT_FUZZ"] != nil
    let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let start = try start(of: chapter, in: place)
    for (name, change) in Self.changes.prefix(isLong ? Self.changes.count : 1) {
      try expect(name, start.map { changed($0, change) }, chapter, place)
    }
    for n in 0..<(isLong ? 4 * Mutations.factor : 0) {
      var random = Mutations(seed: UInt64(100 * chapter + n))
      let size = random.pick([0.1, 1, 3, 10, 100])
      let tensors = start.map { tensor in
        changed(tensor) { _, _, _, _ in size * (Double(random.number(below: 2001)) / 1000 - 1) }
      }
      try expect("random \(n)", tensors, chapter, place)
    }
  }

  private typealias Named = (name: String, tensor: Tensor<Double>)

  private func changed(_ named: Named, _ change: (String, [Int], Int, Double) -> Double) -> Named {
    let values = named.tensor.values.enumerated().map {
      change(named.name, named.tensor.shape, $0, $1)
    }
    return (named.name, Tensor(named.tensor.shape, values))
  }

  /// The parameters that the book's own run starts from.
  private func start(of chapter: Int, in place: URL) throws -> [Named] {
    let result = try run(chapter, [], place)
    try #require(result.code == 0, "\(result.errors)")
    let file = try Safetensors(
      data: Data(contentsOf: place.appending(path: "out/tensors.safetensors")))
    return file.tensors.filter { file["updated.\($0.name)"] != nil }
  }

  private func expect(_ name: String, _ tensors: [Named], _ chapter: Int, _ place: URL) throws {
    let file = place.appending(path: "weights.safetensors")
    try Safetensors(tensors).encoded().write(to: file)
    let result = try run(chapter, ["--weights", file.path], place)
    let isTold = ["overflow", "is not a number"].contains { result.errors.contains($0) }
    #expect(
      result.code == 0 || (result.code == 65 && isTold),
      "chapter \(chapter), \(name): \(result.code) \(result.errors)")
    if result.code == 0 { try expectPlainNumbers(name, chapter, place) }
  }

  private func expectPlainNumbers(_ name: String, _ chapter: Int, _ place: URL) throws {
    let out = place.appending(path: "out")
    for page in try FileManager.default.contentsOfDirectory(atPath: out.path)
    where page.hasSuffix(".md") {
      let text = try String(contentsOf: out.appending(path: page), encoding: .utf8)
      let odd = text.firstMatch(of: #/(^|[^A-Za-z_])(nan|inf)($|[^A-Za-z_])/#)
      #expect(odd == nil, "chapter \(chapter), \(name): \(page)")
    }
  }

  private func run(_ chapter: Int, _ words: [String], _ place: URL) throws -> Program.Result {
    let train = chapter < 2 ? ["--train", "3"] : []
    return try Program("chapter\(chapter)").run(
      words + train + ["--quiet", "--output", "out"], in: place,
      environment: ["SWIFT_BACKTRACE": "enable=no"])
  }
}
