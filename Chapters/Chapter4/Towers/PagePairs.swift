import ByHand
import ChapterKit
import Dataset
import Numerics
import Walkthrough

extension Chapter4Story {
  func pairsPage(_ page: Page) {
    let (words, pictures) = (grid("clip.text.embedding"), grid("clip.pictures"))
    page.inventory([
      .input("`pictures`, three sprites", pictures.name, origin: "drawn by our own code"),
      .input(
        "their captions, as token numbers", "clip.tokens_of_captions", origin: "the same code"),
      .parameters("`table`, a row for each word", "clip.token_embedding"),
      .parameters("`place`, a row for each place", "clip.positional_embedding"),
      .output("`words`, the captions as rows", words.name),
    ])
    page.section("Why")
    page.text(
      """
      How could a number know what *cat* means? Not from a dictionary: from pictures. Take many pictures, each with a caption that somebody wrote. Train
      two models at once: one reads texts, the other looks at pictures. Each turns its input into an arrow, a list of \(joint) numbers. Training turns the arrows until a picture and its own
      caption point the same way, and a picture and somebody else's caption don't. This is CLIP (Radford and others, 2021). Nobody has to label a cat:
      it's enough to know which text came with which picture.

      The two models are called *towers*. From here to \(page.link("towers-again")), we take one training step with \(WorkedPairs.count) pairs, by hand. Real training uses hundreds or thousands of pairs per step.
      \(page.sentence(page.link("contrast"))) shows why: each picture is compared with every caption of its batch.
      """)
    page.section("Three pairs")
    page.text("These are the three pictures, drawn at 16×16:")
    let sprites = pairs.sprites.map {
      FilmStrip.Frame("", columns: 16, channels: 3, $0.picture().pixels)
    }
    let frames = sprites.indices.map { n in
      FilmStrip.Frame(
        "picture \(n)", columns: 4, channels: 3, Array(pictures.values[48 * n..<48 * (n + 1)]))
    }
    page.picture(
      "sprites.svg", FilmStrip.svg([("", sprites)], pixel: 8).utf8,
      alt: "Three sprites at 16×16")
    page.text("This step sees them at 4×4, as recognisable as 48 numbers allow:")
    page.picture(
      "pairs.svg", FilmStrip.svg([("", frames)], pixel: 32).utf8,
      alt: "The same sprites at the 4×4 of this step")
    var table = Table(
      ["place"] + pairs.captions.indices.map { "caption \($0)" } + ["tokens"], left: [1, 2, 3, 4])
    for p in 0..<WorkedPairs.length {
      let ids = pairs.ids.map { $0[p] }
      table.add(
        ["\(p)"] + ids.map { "`\(Vocabulary.captions.tokens[$0])`" }
          + [ids.map(String.init).joined(separator: ", ")])
    }
    page.text(
      "The captions are \(pairs.captions.enumerated().map { "**\($0)**: \($1)" }.joined(separator: "; ")). Captions leave things out, as people do: caption 0 doesn't say the fur's colour. Each caption starts with [BOS] and ends with [EOS]; [PAD] fills up the row to \(WorkedPairs.length) places."
    )
    page.text(table.markdown)
    page.foldedTables("The pictures: channel 0 is red, 1 green, 2 blue", [pictures])
    page.foldedParameters("clip.token_embedding", "clip.positional_embedding")
    page.section("Words as rows")
    page.text(
      "As in [chapter 0](chapter0/embeddings), each word's row is looked up, and the row of its place is added:"
    )
    page.formula(
      #"\mathrm{words}_{n,p,i} = \mathrm{table}_{\mathrm{token}_{n,p},\,i} + \mathrm{place}_{p,i}"#)
    page.lines([words[1, 3, 2], words[2, 3, 2]])
    page.text(
      "So far, these rows are random: nothing in them says that a `\(token(1, 3))` is an animal and that a `\(token(2, 3))` is another one."
    )
    page.foldedTables("All of `words`", [words])
    page.everyEntry(of: words)
    page.section("By hand and in the core")
    page.excerpt("ByHand.words", says: "By hand")
    page.excerpt("ClipText.embed", says: "In the core")
    page.check([words.name])
    page.checkYourself([
      (
        "How many different rows of `table` do the three captions use?",
        "\(Set(pairs.ids.joined()).count) of \(Vocabulary.captions.tokens.count), including [BOS], [EOS] and [PAD]."
      )
    ])
    page.keep("A word will get its meaning from the pictures that it came with.")
  }

  private func token(_ n: Int, _ p: Int) -> String { Vocabulary.captions.tokens[pairs.ids[n][p]] }
}
