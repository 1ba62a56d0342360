import ByHand
import ChapterKit
import Dataset
import Numerics
import Walkthrough

extension Chapter4Story {
  func words(_ page: Page) {
    let (words, ids) = (grid("text.embedding"), example.ids)
    page.inventory([
      .input(
        "the caption", "tokens_of_caption", origin: "the caption of a sprite picked at random"),
      .input(
        "`table`, a row for each word", "token_embedding.weight", origin: "the text tower, frozen"),
      .input(
        "`place`, a row for each place", "positional_embedding", origin: "the text tower, frozen"),
      .output("`words`, what the picture's patches will read", "text.embedding"),
    ])
    page.section("The pair")
    page.text(
      "The towers are done. Now we train the painter, the model that turns noise into a picture while it reads a caption. This step's picture is a sprite, drawn by our own code at 4×4 pixels in three colours, and its caption is **\(example.caption)**. (It is as recognisable as 48 numbers allow; the painter later works with 16×16.) Noise x1 is mixed in as in [chapter 1](chapter1/line), at t = \(value("t").shown), and the model has to find the velocity:"
    )
    page.formula(
      #"\mathrm{x\_t} = (1-t)\,\mathrm{x0} + t\,\mathrm{x1} \qquad v = \mathrm{x1} - \mathrm{x0}"#)
    page.text(
      "The sprite, the same at 4×4, and with the noise mixed in; below, the same in numbers, with the velocity:"
    )
    let frames = [
      FilmStrip.Frame("16×16", columns: 16, channels: 3, example.sprite.picture().pixels),
      FilmStrip.Frame("4×4: x0", columns: 16, channels: 3, enlarged(grid("x0").values)),
      FilmStrip.Frame(
        "x_t, t = \(value("t").shown)", columns: 16, channels: 3,
        enlarged(grid("x_t").values)),
    ]
    page.picture(
      "pair.svg", FilmStrip.svg([("", frames)], pixel: 9).utf8,
      alt: "The sprite at 16×16, at 4×4, and the noisy picture of this step")
    page.heatMap(
      [grid("x0"), grid("x_t"), grid("velocity")], titles: ["x0", "x_t", "velocity"],
      sharesScale: true,
      alt: "The picture, the noisy picture and the velocity, each in red, green and blue")
    page.everyEntry(of: grid("one_minus_t"), grid("x_t"), grid("velocity"))
    page.section("Tokens")
    page.text(
      """
      The vocabulary is fixed: \(Vocabulary.captions.words.count) words and three marks. [BOS] starts a sentence, [EOS] ends it, and [PAD] fills up the row to
      \(Vocabulary.captionLength) places, so that sentences of all lengths have the same shape. Each word has a number:
      """)
    var table = Table(["place", "word", "token"], left: [1])
    for (p, id) in ids.enumerated() {
      table.add(["\(p)", "`\(Vocabulary.captions.tokens[id])`", "\(id)"])
    }
    page.text(table.markdown)
    page.section("Words as rows")
    page.foldedTables(
      "The table and the places", [grid("token_embedding.weight"), grid("positional_embedding")])
    page.formula(
      #"\mathrm{words}_{0,p,i} = \mathrm{table}_{\mathrm{token}_p,\,i} + \mathrm{place}_{p,i}"#)
    page.lines([words[0, 3, 2]])
    page.text(
      """
      As in [chapter 0](chapter0/embeddings), each word's row is looked up, and the row of its place is added. The rows come from a small text tower that was
      trained together with a picture tower, like the large ones of \(page.link("towers")). Now they are *frozen*: no gradient will change them. The caption, a row for each word:
      """)
    let real = ids.filter { $0 != Vocabulary.padding }.count
    page.heatMap(
      [(title: "words", values: Array(words.values.prefix(real * featureCount)))],
      rows: labels(ids),
      columns: (0..<featureCount).map(String.init),
      alt: "The caption's words as rows of eight numbers")
    page.foldedTables(
      "All of `words`, padding included",
      [Grid(name: "text.embedding", shape: [ids.count, featureCount], scalars: words.scalars)])
    page.everyEntry(of: words)
    page.section("By hand and in the core")
    page.excerpt("ByHand.words", says: "By hand")
    page.excerpt("ClipText.embed", says: "In the core")
    page.check(["text.embedding", "one_minus_t", "x_t", "velocity"])
    page.checkYourself([
      (
        "Why doesn't a word have the same row every time it occurs in a sentence?",
        "The row of its place is added, and the places differ. `a` occurs \(ids.filter { Vocabulary.captions.tokens[$0] == "a" }.count) times in this caption."
      )
    ])
    page.keep("A sentence is a table with a row for each word, and each row knows its place.")
  }

  /// A picture of 4×4 in three colours, drawn as large as one of 16×16: each pixel 4×4 times.
  private func enlarged(_ pixels: [Double]) -> [Double] {
    (0..<3 * 16 * 16).map { place in
      let (channel, row, column) = (place / 256, place / 16 % 16, place % 16)
      return pixels[channel * 16 + row / 4 * 4 + column / 4]
    }
  }
}
