import Formats
import Testing

@Suite struct SHA256Tests {
  /// As `sha256sum` has them: nothing, the standard's own example, and texts whose last block is nearly full,
  /// too full for the length, and whole.
  @Test(arguments: [
    ("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ("a", 55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
    ("a", 56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
    ("a", 64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
    ("ä", 1000, "f02bb0d3c6e620be53d966e99864685c811c655ba66bb1c2c70b5ec2a20b9c04"),
  ])
  func `digests are those of the standard`(text: String, times: Int, digest: String) {
    #expect(SHA256.digest(of: String(repeating: text, count: times)) == digest)
  }
}
