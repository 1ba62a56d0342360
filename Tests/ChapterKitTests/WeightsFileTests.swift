import Core
import Foundation
import Terminal
import Testing

@testable import ChapterKit

/// Weights that were made elsewhere.
@Suite struct WeightsFileTests {
  private struct Pair: Module, Sendable {
    var table = Parameter<Double>("table", [2, 1], .table)
    var bias = Parameter<Double>("bias", [2], .bias)

    mutating func forEachParameter(_ body: (inout Parameter<Double>) throws -> Void) rethrows {
      try body(&table)
      try body(&bias)
    }
  }

  private let table = Tensor([2, 1], [1.5, 2])
  private let bias = Tensor([2], [3.0, 4])

  /// What becomes of the model; or what is said against the file.
  private func loaded(_ tensors: [(name: String, tensor: Tensor<Double>)]) throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    try Safetensors(tensors).encoded().write(to: file)
    var model = Pair()
    do {
      try WeightsFile(file.path).load(into: &model)
      return "\(model.table.value.values + model.bias.value.values)"
    } catch let failure as Failure {
      return failure.message.replacing(file.path, with: "FILE")
    }
  }

  @Test func `prefixes of other programs are taken away`() throws {
    for prefix in ["", "module.", "_orig_mod.", "module._orig_mod.", "_orig_mod.module."] {
      let tensors = [("\(prefix)table", table), ("\(prefix)bias", bias)]
      #expect(try loaded(tensors) == "[1.5, 2.0, 3.0, 4.0]", "\(prefix)")
    }
    let half = try loaded([("module.table", table), ("bias", bias)])
    #expect(half.contains("missing: table; not in the model: module.table"))
  }

  @Test func `a tied table may be there twice, another one not`() throws {
    let right = [("table", table), ("bias", bias)]
    #expect(try loaded(right + [("head", table)]) == "[1.5, 2.0, 3.0, 4.0]")
    let other = Tensor([2, 1], [1.5, 2.5])
    #expect(try loaded(right + [("head", other)]).contains("not in the model: head"))
  }

  @Test func `what cannot be used is told in a few words`() throws {
    #expect(try loaded([]) == "--weights: FILE: it has no tensors")
    let empty = try loaded([("table", Tensor([0])), ("bias", bias)])
    #expect(empty.contains("of another shape: table [0] ≠ [2, 1]"))
    let run = [("table", table), ("bias", bias), ("updated.table", table), ("loss", bias)]
    #expect(
      try loaded(run).contains("all tensors of a run; make a file of the model's 2 parameters"))
    let many = (0..<100).map { ("extra.\($0)", Tensor(scalar: 7.0)) }
    #expect(try loaded([("table", table), ("bias", bias)] + many).contains("and 94 more"))
    #expect(
      try loaded([("table", Tensor([2, 1], [1, .nan])), ("bias", bias)])
        == "--weights: FILE: entry 1 of table is nan")
  }
}
