/// All that could be asked for.
extension Sprite {
  private static let moves = [-1.0, 0, 1]

  /// Every sprite at every place: moved by up to a sixteenth of the edge. Drawn as they are asked for.
  package static func family(edge: Int) -> some Sequence<Picture> {
    let isWhole = edge >= 16 && edge & (edge - 1) == 0
    return all.lazy.flatMap { sprite in
      isWhole
        ? nine(of: sprite, edge: edge)
        : moves.flatMap { x in moves.map { sprite.picture(edge: edge, right: x, down: $0) } }
    }
  }

  /// The same where a move is so many whole pixels. What a picture loses at its edge is on the one that is
  /// moved the other way, so the four that are moved both right or left and down or up hold all pixels of the
  /// nine, and only these are drawn.
  private static func nine(of sprite: Sprite, edge: Int) -> [Picture] {
    let drawn = [1.0, -1].map { y in
      [1.0, -1].map { sprite.picture(edge: edge, right: $0, down: y).pixels }
    }
    let move = edge / 16
    /// Which of two drawn pictures has a row or column of the canvas, and where.
    func source(_ n: Int) -> (picture: Int, at: Int) {
      n < edge - move ? (0, n + move) : (1, n - move)
    }
    return moves.flatMap { x in
      moves.map { y in
        let rows = (0..<edge).map { source($0 - Int(y) * move) }
        let columns = (0..<edge).map { source($0 - Int(x) * move) }
        var pixels: [Double] = []
        pixels.reserveCapacity(3 * edge * edge)
        for plane in stride(from: 0, to: 3 * edge * edge, by: edge * edge) {
          for row in rows {
            for column in columns {
              pixels.append(
                drawn[row.picture][column.picture][plane + row.at * edge + column.at])
            }
          }
        }
        return Picture(
          name: sprite.name, channels: 3, rows: edge, columns: edge, pixels: pixels)
      }
    }
  }
}
