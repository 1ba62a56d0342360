import Core
import Foundation
import Numerics
import Testing

/// PyTorch's numbers, from Tests/Fixtures/pytorch and the folder that TINYHAT_FIXTURES names.
@Suite struct FixtureTests {
  static func folders() -> [URL] {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let named = ProcessInfo.processInfo.environment["TINYHAT_FIXTURES"].map { URL(filePath: $0) }
    return [tests.appending(path: "Fixtures/pytorch")] + (named.map { [$0] } ?? [])
  }

  @Test func `no kind of case has lost its file`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folders()[0].path)
    let kinds = Set(files.map { $0.split(separator: ".").prefix(2).joined(separator: ".") })
    #expect(kinds == Set(FixtureCases.all.keys))
  }

  @Test func `every case in the fixture folders reproduces PyTorch`() throws {
    var cases = 0
    for folder in Self.folders() {
      let files = try FileManager.default.contentsOfDirectory(
        at: folder, includingPropertiesForKeys: nil
      ).filter { $0.pathExtension == "safetensors" }
      #expect(!files.isEmpty, "no fixtures in \(folder.path)")
      for file in files.sorted(by: { $0.path < $1.path }) {
        let name = file.deletingPathExtension().lastPathComponent
        let fixture = try Fixture(name: name, file: file)
        // A variant may follow the kind: op.conv2d.wide is a case of op.conv2d.
        let kind = name.split(separator: ".").prefix(2).joined(separator: ".")
        guard let check = FixtureCases.all[kind] else {
          Issue.record("no test knows the case \(name)")
          continue
        }
        try check(fixture)
        cases += 1
      }
    }
    print("\(cases) fixture cases ran")
  }
}

/// One file of PyTorch's numbers.
struct Fixture {
  let name: String
  let file: Safetensors
  let config: [String: Any]

  init(name: String, file: URL) throws {
    self.name = name
    self.file = try Safetensors(data: Data(contentsOf: file))
    let json = self.file.metadata["config"] ?? "{}"
    config = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any] ?? [:]
  }

  func tensor(_ name: String) throws -> Tensor<Double> {
    try #require(file[name], "\(self.name) has no \(name)")
  }

  /// `input.mask`: for each batch entry, which keys are real.
  func mask() throws -> [[Bool]] {
    let mask = try tensor("input.mask")
    return (0..<mask.shape[0]).map { n in (0..<mask.shape[1]).map { mask[n, $0] != 0 } }
  }

  func integer(_ key: String) throws -> Int {
    try #require((config[key] as? NSNumber)?.intValue, "\(name) has no \(key)")
  }

  func number(_ key: String, in part: String? = nil) throws -> Double {
    let place = part.flatMap { config[$0] as? [String: Any] } ?? config
    return try #require((place[key] as? NSNumber)?.doubleValue, "\(name) has no \(key)")
  }

  /// The optimizer of a model's case.
  func adamW() throws -> AdamW<Double> {
    AdamW(
      learningRate: try number("lr", in: "adamw"), beta1: try betas(in: "adamw")[0],
      beta2: try betas(in: "adamw")[1], epsilon: try number("eps", in: "adamw"),
      weightDecay: try number("weight_decay", in: "adamw"))
  }

  func betas(in part: String? = nil) throws -> [Double] {
    let place = part.flatMap { config[$0] as? [String: Any] } ?? config
    let betas = try #require(place["betas"] as? [NSNumber], "\(name) has no betas")
    try #require(betas.count == 2)
    return betas.map(\.doubleValue)
  }

  /// All tensors whose names start with a prefix, under the rest of their names.
  func tensors(_ prefix: String) -> [String: Tensor<Double>] {
    Dictionary(
      uniqueKeysWithValues: file.tensors.filter { $0.name.hasPrefix(prefix) }
        .map { (String($0.name.dropFirst(prefix.count)), $0.tensor) })
  }

  /// Compares with a stored tensor, relative to its largest entry, and prints the difference.
  func expect(_ stored: String, equals ours: Tensor<Double>, within tolerance: Double) throws {
    let theirs = try tensor(stored)
    try #require(theirs.count == ours.count, "\(name) \(stored): \(theirs.shape), \(ours.shape)")
    let largest = theirs.values.map(\.magnitude).max() ?? 0
    let difference = zip(theirs.values, ours.values).map { ($0 - $1).magnitude }.max() ?? 0
    let relative = difference == 0 ? 0 : difference / max(largest, .leastNormalMagnitude)
    print("\(name)  \(stored)  \(relative)")
    #expect(relative <= tolerance, "\(name) \(stored)")
  }

  func expectForward(_ stored: String, _ ours: Tensor<Double>) throws {
    try expect("output." + stored, equals: ours, within: 1e-13)
  }

  func expectGradient(_ stored: String, _ ours: Tensor<Double>) throws {
    if let noise = noise(in: stored, ours) {
      // Zero in mathematics (a key's bias, say: softmax ignores it). What PyTorch and we have is
      // rounding noise, which has no relative error to speak of; ours must be as small as theirs.
      print("\(name)  grad.\(stored)  vanishes: \(noise)")
      return
    }
    try expect("grad." + stored, equals: ours, within: 1e-12)
  }

  /// Where a gradient is zero but for rounding, on both sides: how large the two are together.
  private func noise(in stored: String, _ ours: Tensor<Double>) -> Double? {
    func size(_ values: [Double]) -> Double { values.map(\.magnitude).max() ?? 0 }
    let theirs = size(file["grad." + stored]?.values ?? [.infinity])
    let scale = size(tensors("grad.").flatMap(\.value.values))
    let limit = 1e-15 * scale
    return max(theirs, size(ours.values)) <= limit ? theirs + size(ours.values) : nil
  }

  /// Compares every parameter after one AdamW step from PyTorch's own gradients. From ours, an entry
  /// whose gradient is only noise g would move by lr·g / (|g| + ε): by noise as well.
  func expectUpdates(of model: some Module<Double>) throws {
    var (model, optimizer) = (model, try adamW())
    let gradients = tensors("grad.param.")
    for p in model.parameters {
      try #require(gradients[p.name] != nil, "\(name) grad of \(p.name)")
    }
    model.forEachParameter { $0.gradient = gradients[$0.name] ?? $0.gradient }
    optimizer.update(&model)
    for p in model.parameters {
      try expect("updated.\(p.name)", equals: p.value, within: 1e-15)
    }
  }
}
