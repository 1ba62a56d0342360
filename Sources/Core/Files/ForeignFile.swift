/// Files that people give in place of a safetensors file, told by how they begin.
enum ForeignFile {
  private static let beginnings: [(bytes: [UInt8], kind: String)] = [
    (
      [0x50, 0x4b, 0x03, 0x04],
      "it is a zip archive, as torch.save writes them (.pt, .pth, .bin); save its state_dict with safetensors.torch.save_file"
    ),
    (
      [0x80, 0x02],
      "it is a Python pickle, as old versions of torch.save write; save its state_dict with safetensors.torch.save_file"
    ),
    (Array("GGUF".utf8), "it is a GGUF file"),
    (
      Array("version https://git-lfs".utf8), "it is a Git LFS pointer; fetch the file: git lfs pull"
    ),
    ([0x93] + Array("NUMPY".utf8), "it is a NumPy array"),
    ([0x89] + Array("HDF".utf8), "it is an HDF5 file"),
    ([0x1f, 0x8b], "it is packed with gzip; unpack it: gunzip"),
  ]

  /// What the file is; nil where it may be a safetensors file.
  static func kind(of bytes: [UInt8]) -> String? {
    // A header's length may begin with the same two bytes; its brace then follows at byte 8.
    if bytes.count > 8, bytes[8] == UInt8(ascii: "{"), bytes[4..<8].allSatisfy({ $0 == 0 }) {
      return nil
    }
    return beginnings.first { bytes.starts(with: $0.bytes) }?.kind
  }
}
