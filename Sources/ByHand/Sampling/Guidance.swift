extension Trace {
  /// Two answers v (2, …), asked and not asked: what asking changes, and the second answer with w times that.
  package func guided(_ v: Grid, _ w: Scalar) -> (direction: Grid, guided: Grid) {
    let shape = Array(v.shape.dropFirst())
    let direction = grid("direction", shape) { i in v[[0] + i] - v[[1] + i] }
    return (
      direction, grid("guided", shape) { i in dot([w], [direction[i]], plus: v[[1] + i]) }
    )
  }
}
