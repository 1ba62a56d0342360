import ChapterKit
import Core
import Dataset
import Foundation
import Numerics
import Terminal
import TestSupport
import Testing

@testable import chapter3

/// The chapter as a user runs it, and what its numbers stand on.
@Suite struct CommandTests {
  @Test func `a class is asked for by name or number, and a wrong one lists them`() throws {
    #expect(try Chapter3.parse(["--class", "diagonal"]).label == 3)
    #expect(try Chapter3.parse(["--class", "0"]).label == 0)
    #expect(try Chapter3.parse([]).label == 2)
    for wrong in ["4", "-1", "cat", ""] {
      do {
        _ = try Chapter3.parse(["--class=\(wrong)"])
        Issue.record("'\(wrong)' was taken")
      } catch {
        let failure = try #require(error as? Failure)
        #expect(failure.exitCode == 64)
        if wrong == "cat" {
          #expect(failure.message.contains("row (0), column (1), block (2), diagonal (3)"))
        }
      }
    }
    #expect(try Chapter3.parse(["--guidance", "0"]).guidance == 0)
    #expect(throws: Failure.self) { try Chapter3.parse(["--guidance", "-1"]) }
  }

  @Test func `bad input gets one line and an exit code, and nothing is written`() throws {
    let failures = try Program("chapter3").failures(toRefuse: [
      (64, "no class 'cat'", ["--class", "cat"]), (64, "--guidance", ["--guidance", "much"]),
      (66, "cannot read", ["--weights", "/nowhere/w.safetensors"]),
    ])
    #expect(failures == [])
  }

  @Test func `the sixteen pictures are different, and every class has four`() {
    let all = ShapeClasses.all
    #expect(Set(all.map(\.pixels)).count == 16 && Set(all.map(\.name)).count == 16)
    for (i, picture) in all.enumerated() {
      #expect(ShapeClasses.label(of: picture) == i / 4)
      #expect(picture.name.hasPrefix(ShapeClasses.names[i / 4]))
      #expect(picture.pixels.filter { $0 == 1 }.count == 4)
    }
  }

  @Test func `the kept models are those of the chapter`() throws {
    let kept = try TrainedModels.saved(chapter: 3)
    #expect(kept.steps == 20_000)
    for kind in ShapesModel.allCases {
      _ = try kept.model(kind.rawValue, DiT<Double>(kind.sizes))
      #expect(try kept.losses(kind.rawValue).count == 100)
    }
  }

  @Test func `cells count what a plain loop counts`() {
    // Asked class after class: members of the class, one of another class, one with a wrong pixel.
    var pictures = (0..<80).map { ShapeClasses.all[4 * ($0 % 4) + $0 % 3].pixels }
    pictures[5] = ShapeClasses.all[0].pixels
    pictures[8][15] = 0.5
    let cell = Measurements.Cell(of: Tensor([80, 1, 4, 4], pictures.flatMap { $0 }))
    #expect(cell.asked == 79.0 / 80 && cell.clean == 78.0 / 80)
    #expect(cell.distinct == 12)
    #expect(cell.variety > 0.5 && cell.variety < 1.5)
  }
}
