import ByHand
import ChapterKit
import Dataset
import Numerics

/// What the pages ask besides the training step.
extension HandComputation {
  /// The picture's patches as rows of four pixels, and the embedding as a linear layer on them.
  func patchesAsRows(_ x: Grid) {
    let (weight, bias) = (
      trace.parameter("patch_embed.proj.weight"), trace.parameter("patch_embed.proj.bias")
    )
    trace.grid("as_linear", 4, sizes.features) { patch, i in
      dot(pixels(of: patch, in: x), weight.row(i), plus: bias[i])
    }
  }

  /// The four pixels of a patch, row by row.
  private func pixels(of patch: Int, in x: Grid) -> [Scalar] {
    let (top, left) = (2 * (patch / 2), 2 * (patch % 2))
    return [(0, 0), (0, 1), (1, 0), (1, 1)].map { i, j in x[0, top + i, left + j] }
  }

  /// The dot products of all pairs of codes; and the code of place 1 turned by one place to place 2.
  func comparePositions() {
    let codes = trace.positions2D(features: sizes.features, grid: sizes.grid)
    trace.grid("positions.similarity", 4, 4) { p, q in dot(codes.row(p), codes.row(q)) }
    let (code, frequency) = (
      trace.recorded("positions.code"), trace.recorded("positions.frequency")
    )
    let turn = trace.grid("positions.turn", 2, frequency.count) { k, i in
      k == 0 ? sin(frequency[i]) : cos(frequency[i])
    }
    let q = frequency.count
    let straight = trace.grid("positions.straight", q) { i in code[1, q + i] * turn[1, i] }
    trace.grid("positions.turned", 2, q) { k, i in
      k == 0
        ? dot([code[1, i], code[1, q + i]], [turn[1, i], turn[0, i]])
        : minusProduct(straight[i], code[1, i], turn[0, i])
    }
    let two = trace.constant("positions.two", 2)
    let angle = trace.each("positions.next_angle", frequency) { two * $0 }
    trace.grid("positions.next", 2, q) { k, i in k == 0 ? sin(angle[i]) : cos(angle[i]) }
  }

  /// Two pictures that differ only in the order of their patches, with positions and without.
  func swapPatches(_ t: Grid) {
    let (a, b) = (WorkedExample.swapped.0, WorkedExample.swapped.1)
    for (name, picture) in [("a", a), ("b", b)] {
      let x = trace.given(.data, "swapped_\(name)", [1, 4, 4], picture.pixels)
      trace.pass("placed_\(name).") { _ = forward(x, t) }
      trace.pass("unplaced_\(name).") { _ = forward(x, t, hasPositions: false) }
    }
  }

  /// The first patch told the time by adding, and by a linear layer over both; each then normalized.
  func threeWays() {
    let (patch, e) = (trace.recorded("tokens").row(0), trace.recorded("time_embed.mlp.2"))
    let join = WorkedExample.join(chapter.common.random)
    for p in join.parameters { trace.given(.frozen, p.name, p.value.shape, p.value.values) }
    trace.pass("ways.", parameters: "ways.") {
      _ = trace.normalizedRows(
        "added_norm", trace.grid("added", e.count) { i in patch[i] + e[i] })
      let both = Grid(name: "tokens", shape: [2 * e.count], scalars: patch + e.scalars)
      _ = trace.normalizedRows("joined_norm", trace.linear("join", both))
    }
  }

  /// Three convolutions on 8×8 pixels, and one attention on its 16 patches.
  func measureReach() {
    let random = chapter.common.random
    let x = trace.given(.data, "reach.x", [1, 8, 8], WorkedExample.reachPicture(random))
    for n in 1...3 {
      trace.given(
        .frozen, "reach.conv\(n).weight", [1, 1, 3, 3], WorkedExample.reachKernel(n, random))
      trace.given(.frozen, "reach.conv\(n).bias", [1], [0])
    }
    trace.pass("reach.", parameters: "reach.") {
      _ = (1...3).reduce(x) { x, n in trace.conv2d("conv\(n)", x) }
      let rows = (0..<16).flatMap { patch in
        [(0, 0), (0, 1), (1, 0), (1, 1)].map { i, j in
          x[0, 2 * (patch / 4) + i, 2 * (patch % 4) + j]
        }
      }
      let patches = Grid(name: "reach.x", shape: [16, 4], scalars: rows)
      _ = trace.attention("attn", patches, patches, patches, heads: 1)
    }
  }

  /// The first patch through the first norm, early and late, with trained parameters.
  func earlyAndLate() {
    let tokens = trace.recorded("tokens")
    let patch = Grid(name: "tokens", shape: [1, sizes.features], scalars: tokens.row(0))
    for (prefix, time) in WorkedExample.times {
      trace.pass(prefix, parameters: "trained.") {
        let t = trace.given(.constant, "t", [], [time])
        let condition = trace.timeEmbedding("time_embed", t, features: sizes.features)
        _ = trace.adaptiveLayerNorm("blocks.0.norm1", patch, condition)
      }
    }
  }
}

/// Starts at zero.
extension HandComputation {
  /// The whole step once more with a last layer of zeros, and the gradients of the step after it.
  func zeroStart(_ x: Grid, _ t: Grid, _ velocity: Grid) {
    let names = chapter.model.parameters.map(\.name)
    let question = trace.pass("zero.") {
      [("x_t", x), ("t", t), ("velocity", velocity)].map { name, grid in
        trace.given(name == "velocity" ? .constant : .data, name, grid.shape, grid.values)
      }
    }
    for name in names {
      let old = trace.recorded(name)
      trace.given(
        .parameter, "zero.\(name)", old.shape,
        name.hasPrefix("final_proj.") ? old.values.map { _ in 0 } : old.values)
    }
    for step in 1...2 {
      trace.pass("zero\(step).", parameters: step == 1 ? "zero." : "zero.updated.") {
        let prediction = forward(question[0], question[1])
        trace.backward(
          from: trace.meanSquaredError(prediction, question[2]), as: "zero_grad\(step)")
      }
      if step == 2 { break }
      trace.adamW(
        names, prefix: "zero.", gradients: "zero_grad1", learningRate: chapter.learningRate)
    }
  }

  /// y = x + g·(W x) with a gate g that starts at 0: two steps.
  func openGate() {
    let example = WorkedExample.gate
    trace.pass("gate.") {
      let x = trace.given(.constant, "x", [2], example.x)
      let target = trace.given(.constant, "target", [2], example.target)
      var weight = trace.given(.parameter, "W", [2, 2], example.weight)
      var gate = trace.given(.parameter, "g", [1], [0])
      for step in 1...2 {
        trace.pass("gate.step\(step).") {
          let branch = trace.grid("branch", 2) { i in dot(weight.row(i), x.scalars) }
          let y = trace.grid("y", 2) { i in dot([gate[0]], [branch[i]], plus: x[i]) }
          trace.backward(from: trace.meanSquaredError(y, target), as: "gate_grad\(step)")
        }
        if step == 2 { break }
        let count = trace.constant("adamw.step", 1)
        weight =
          trace.adamW(
            "W", weight, trace.recorded("gate_grad1.gate.W"), chapter.learningRate, count
          ).theta
        gate =
          trace.adamW(
            "g", gate, trace.recorded("gate_grad1.gate.g"), chapter.learningRate, count
          ).theta
      }
    }
  }
}
