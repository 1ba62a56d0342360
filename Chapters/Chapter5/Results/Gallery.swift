import ChapterKit
import Core
import Dataset
import Numerics

/// A dozen prompts, the first painting of each.
struct Gallery: Sendable {
  static let prompts = [
    "a cat wearing a tiny hat", "a black cat wearing a white hat",
    "a white cat wearing a black hat",
    "a dog in a big blue hat", "a white rabbit", "an owl with a tiny yellow hat",
    "a tiny green hat on a grey bird", "a brown bear in a big red hat",
    "the white bear has a tiny brown hat", "a black owl without a hat",
    "a grey rabbit with a big yellow hat", "cat, tiny hat",
  ]
  /// How many stand in a row.
  static let perRow = 4

  /// In the order of the prompts: channel after channel.
  let pictures: [[Double]]
  let verdicts: [Judge.Verdict]

  /// - Throws: `UnknownWord` if the vocabulary lacks a word of a prompt.
  init(by system: LatentSystem, _ judge: Judge, _ random: NamedRandom) throws {
    let ids = try Self.prompts.map(Vocabulary.captions.padded)
    let noise = system.painter.noise(ids.count, random["gallery"])
    let end = system.painter.trajectory(ids, from: noise, guidance: 3)[Painter.steps]
    pictures = system.paint(end).pictures
    verdicts = pictures.concurrentMap(judge.verdict)
  }
}
