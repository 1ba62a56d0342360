import Foundation
import Terminal

/// Reads the pictures of MNIST's IDX files (LeCun, Cortes, Burges). They are not part of this
/// package; whoever has them points to their folder.
package enum MNIST {
  /// The pictures of `train-images-idx3-ubyte` (or `train-images.idx3-ubyte`), from −1 to 1: in a folder,
  /// or in the `raw` or `MNIST/raw` below it, where torchvision puts them.
  ///
  /// - Throws: `Failure.noInput` if the file is missing, still packed or cannot be read,
  ///   `Failure.badData` if it is too large, not IDX, or truncated.
  package static func pictures(in folder: URL) throws -> [Picture] {
    let names = ["train-images-idx3-ubyte", "train-images.idx3-ubyte"]
    let folders = [folder] + ["raw", "MNIST/raw"].map { folder.appending(path: $0) }
    let places = folders.flatMap { folder in
      names.flatMap { [$0, "\($0).gz"] }.map { folder.appending(path: $0).path }
    }
    guard let path = places.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      throw Failure.noInput("no \(names[0]) in \(folder.path), nor in raw or MNIST/raw below it")
    }
    return try pictures(from: InputFile.bytes(of: path), called: path)
  }

  static func pictures(from bytes: [UInt8], called name: String) throws -> [Picture] {
    if bytes.starts(with: [0x1f, 0x8b]) {
      let file = name.hasSuffix(".gz") ? name : "\(name), which should be called .gz"
      throw Failure.noInput("\(name) is packed with gzip; unpack it: gunzip \(file)")
    }
    func word(_ place: Int) -> Int { (0..<4).reduce(0) { $0 << 8 | Int(bytes[4 * place + $1]) } }
    // Two zero bytes, the type (8: bytes), the number of dimensions (3), then each dimension.
    guard bytes.count >= 16, word(0) == 0x0803 else {
      throw Failure.badData("\(name) is not an IDX file of pictures")
    }
    let (count, rows, columns) = (word(1), word(2), word(3))
    // Each is below 2³², so two multiplied may not fit into an Int, and three even less.
    let (size, overflow) = rows.multipliedReportingOverflow(by: columns)
    let pixels = bytes.count - 16
    guard !overflow, count > 0, size > 0, pixels % size == 0, pixels / size == count else {
      throw Failure.badData(
        "\(name) should hold \(count) pictures of \(rows)×\(columns), but has \(pixels) bytes of them"
      )
    }
    return (0..<count).map { n in
      let pixels = bytes[16 + n * size..<16 + (n + 1) * size].map { Double($0) / 127.5 - 1 }
      return Picture(name: "MNIST \(n)", rows: rows, columns: columns, pixels: pixels)
    }
  }
}
