import Foundation
import Numerics
import Terminal
import Testing

@testable import Dataset

@Suite struct DatasetTests {
  @Test func `the family has twelve different pictures of black and white`() {
    #expect(Set(TinyShapes.all.map(\.pixels)).count == 12)
    #expect(TinyShapes.all.allSatisfy { $0.pixels.allSatisfy { $0 == 1 || $0 == -1 } })
    let judge = Judge(of: TinyShapes.all)
    for picture in TinyShapes.all {
      let verdict = judge.verdict(on: picture.pixels.map { $0 * 0.8 })
      #expect(verdict.member == picture && (verdict.distance - 0.2).magnitude < 1e-12)
      #expect(verdict.isMember)
      var smudged = picture.pixels
      smudged[0] = -smudged[0]
      #expect(judge.verdict(on: smudged).member == picture && !judge.verdict(on: smudged).isMember)
    }
  }

  @Test func `a judge's margin is how many times as far the nearest of another name is`() {
    func picture(_ name: String, _ pixels: [Double]) -> Picture {
      Picture(name: name, rows: 1, columns: 2, pixels: pixels)
    }
    let judge = Judge(of: [picture("a", [1, 0]), picture("a", [1.5, 0]), picture("b", [4, 0])])
    let verdict = judge.verdict(on: [2, 0])
    #expect(verdict.member.pixels == [1.5, 0] && verdict.margin == 4)
    #expect((verdict.distance - 0.125.squareRoot()).magnitude < 1e-15)
    #expect(Judge(of: [picture("a", [1, 0])]).verdict(on: [2, 0]).margin == .infinity)
  }

  @Test func `digits are the same for the same seed and otherwise all different`() {
    let digits = Digits(random: NamedRandom(seed: 1))
    let first = (0..<200).map(digits.picture)
    #expect(first == (0..<200).map(Digits(random: NamedRandom(seed: 1)).picture))
    #expect(Set(first.map(\.pixels)).count == 200)
    #expect(Set(first.map(\.name)).count == 10)
    #expect(first.allSatisfy { $0.pixels.allSatisfy { (-1...1).contains($0) } })
    #expect(first.allSatisfy { ($0.pixels.max() ?? 0) > 0.5 })
  }
}

@Suite struct MNISTTests {
  /// Two pictures of 2×3 pixels.
  let bytes: [UInt8] =
    [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3] + [0, 255, 51, 102, 153, 204]
    + [255, 0, 0, 0, 0, 0]

  @Test func `pictures are read row by row, from −1 to 1`() throws {
    let pictures = try MNIST.pictures(from: bytes, called: "x")
    #expect(pictures.count == 2 && pictures[0].rows == 2 && pictures[0].columns == 3)
    #expect(pictures[0].pixels[0] == -1 && pictures[0].pixels[1] == 1)
    #expect((pictures[0].pixels[2] + 0.6).magnitude < 1e-12 && pictures[1].pixels[0] == 1)
  }

  func reason(_ bytes: [UInt8]) -> String {
    do {
      _ = try MNIST.pictures(from: bytes, called: "x")
      return "accepted"
    } catch { return (error as? Failure)?.message ?? "\(error)" }
  }

  @Test func `packed, foreign and truncated files are refused with the reason`() {
    #expect(reason([0x1f, 0x8b, 8, 0]).contains("gunzip"))
    #expect(reason([]).contains("not an IDX file"))
    #expect(reason([0, 0, 8, 1] + bytes.dropFirst(4)).contains("not an IDX file"))
    #expect(reason(bytes.dropLast()).contains("should hold 2 pictures of 2×3"))
  }

  @Test func `sizes that no Int can multiply are refused, not a crash`() {
    let most: [UInt8] = [255, 255, 255, 255]
    let sizes: [[UInt8]] = [[0, 0, 0, 0], [0, 0, 0, 2], [128, 0, 0, 0], most]
    for count in sizes {
      for rows in sizes {
        for columns in sizes {
          let header = [0, 0, 8, 3] + count + rows + columns
          #expect(reason(header + bytes.dropFirst(16)).contains("should hold"))
        }
      }
    }
  }

  @Test func `a folder is searched, and a packed file in it is named`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(throws: Failure.self) { try MNIST.pictures(in: folder) }
    let file = folder.appending(path: "train-images-idx3-ubyte")
    try Data([0x1f, 0x8b]).write(to: URL(filePath: file.path + ".gz"))
    do {
      _ = try MNIST.pictures(in: folder)
      Issue.record("accepted")
    } catch { #expect("\(error)".contains("unpack it")) }
    // Some programs unpack it under its old name, and some put it into folders below.
    try Data(bytes).write(to: URL(filePath: file.path + ".gz"))
    #expect(try MNIST.pictures(in: folder).count == 2)
    try FileManager.default.removeItem(atPath: file.path + ".gz")
    let raw = folder.appending(path: "MNIST/raw")
    try FileManager.default.createDirectory(at: raw, withIntermediateDirectories: true)
    try Data(bytes).write(to: raw.appending(path: "train-images.idx3-ubyte"))
    #expect(try MNIST.pictures(in: folder).count == 2)
    try Data(bytes).write(to: file)
    #expect(try MNIST.pictures(in: folder).count == 2)
    try Data(bytes.dropLast()).write(to: file)
    do {
      _ = try MNIST.pictures(in: folder)
      Issue.record("accepted")
    } catch { #expect((error as? Failure)?.exitCode == 65) }
  }
}

@Suite struct PictureFamilyTests {
  /// Also zeros of both signs, and NaN, which equals nothing.
  @Test func `a family gives its pictures back, to the last bit`() {
    let pictures = [[0.0, -0.0, .nan, 1.0 / 3], [1.0 / 3, .nan, 0.0, -0.0]].enumerated().map {
      Picture(name: "\($0)", channels: 2, rows: 1, columns: 2, pixels: $1)
    }
    let family = PictureFamily(pictures)
    #expect(family.map(\.name) == ["0", "1"])
    #expect(
      family.map { $0.pixels.map(\.bitPattern) } == pictures.map { $0.pixels.map(\.bitPattern) })
  }
}
