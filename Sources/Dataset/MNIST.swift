import Foundation

/// Reads the pictures of MNIST's IDX files (LeCun, Cortes, Burges). They are not part of this
/// package; whoever has them points to their folder.
public enum MNIST {
  public struct ReadError: Error, CustomStringConvertible, Equatable {
    public let description: String
  }

  /// The pictures of `train-images-idx3-ubyte` (or `train-images.idx3-ubyte`) in a folder, from −1
  /// to 1.
  ///
  /// - Throws: `ReadError` if the file is missing, still packed, not IDX, or truncated.
  public static func pictures(in folder: URL) throws -> [Picture] {
    let names = ["train-images-idx3-ubyte", "train-images.idx3-ubyte"]
    for name in names {
      let file = folder.appending(path: name)
      if let data = try? Data(contentsOf: file) {
        return try pictures(from: data, called: file.path)
      }
      if FileManager.default.fileExists(atPath: file.path + ".gz") {
        throw ReadError(description: "\(file.path).gz is packed; unpack it: gunzip \(file.path).gz")
      }
    }
    throw ReadError(description: "no \(names[0]) in \(folder.path)")
  }

  static func pictures(from data: Data, called name: String) throws -> [Picture] {
    let bytes = [UInt8](data)
    if bytes.starts(with: [0x1f, 0x8b]) {
      throw ReadError(description: "\(name) is packed with gzip; unpack it first: gunzip")
    }
    func word(_ place: Int) -> Int { (0..<4).reduce(0) { $0 << 8 | Int(bytes[4 * place + $1]) } }
    // Two zero bytes, the type (8: bytes), the number of dimensions (3), then each dimension.
    guard bytes.count >= 16, word(0) == 0x0803 else {
      throw ReadError(description: "\(name) is not an IDX file of pictures")
    }
    let (count, rows, columns) = (word(1), word(2), word(3))
    let size = rows * columns
    guard count > 0, size > 0, bytes.count - 16 == count * size else {
      throw ReadError(
        description: "\(name) should hold \(count) pictures of \(rows)×\(columns), but has "
          + "\(bytes.count - 16) bytes of them")
    }
    return (0..<count).map { n in
      let pixels = bytes[16 + n * size..<16 + (n + 1) * size].map { Double($0) / 127.5 - 1 }
      return Picture(name: "MNIST \(n)", rows: rows, columns: columns, pixels: pixels)
    }
  }
}
