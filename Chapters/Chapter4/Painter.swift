import ChapterKit
import Core
import Numerics

extension Painter {
  /// The edge of chapter 4's pictures.
  static let edge = 16

  /// Chapter 4's painter of pixels.
  init(_ trained: TrainedModels) throws {
    self.init(
      try trained.model("painter", TextDiT<Float>(Sizes.painter)),
      tower: OneHotTokens.tower)
  }
}
