extension Trace {
  // excerpt ByHand.clip
  /// The joint length of all these gradients, and the factor that shortens it to `limit`; all gradients
  /// times that factor, as `clipped.…`, where the length is over the limit.
  package func clip(_ names: [String], limit: Double) {
    clip(names.map { ($0, recorded("grad.\($0)")) }, limit: limit)
  }

  /// The same for any gradients, with the names of what they are the gradients of.
  package func clip(_ gradients: [(name: String, grid: Grid)], limit: Double) {
    let all = gradients.flatMap(\.grid.scalars)
    let (limit, tiny) = (constant("clip.limit", limit), constant("clip.tiny", 1e-6))
    let square = scalar("clip.square") { dot(all, all) }
    let length = scalar("clip.length") { apply(.squareRoot, square) }
    let divisor = scalar("clip.divisor") { length + tiny }
    let factor = scalar("clip.factor") { limit / divisor }
    if factor.value >= 1 { return }
    for (name, grid) in gradients { each("clipped.\(name)", grid) { factor * $0 } }
  }
  // end excerpt
}
