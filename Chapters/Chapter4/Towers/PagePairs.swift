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
      .input("their captions", "clip.tokens_of_captions", origin: "their captions"),
      .parameters("`table`, a row for each word", "clip.token_embedding"),
      .parameters("`place`, a row for each place", "clip.positional_embedding"),
      .output("`words`, the captions as rows", words.name),
    ])
    page.section("Why")
    page.text(
      """
      How could a number know what *cat* means? Not from a dictionary: from pictures. Take a heap of pictures, each with a caption that somebody wrote, and train
      two models at once, one that reads texts and one that looks at pictures. Each ends in an arrow of \(joint) numbers, and training turns the arrows until a picture and its own
      caption point the same way, and a picture and another's caption do not. This is CLIP (Radford and others, 2021). Nobody labels a cat; it is
      enough to know which text came with which picture.

      The two models are called *towers*. We take one training step with \(WorkedPairs.count) pairs, by hand. Real training takes hundreds or thousands of pairs a step, for a reason that
      \(page.link("contrast")) shows: each picture is compared with every caption of its batch.
      """)
    page.section("Three pairs")
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
      "\(pairs.captions.enumerated().map { "**\($0)**: \($1)" }.joined(separator: "; ")). The captions leave out what they like, hats for example, as people do. A caption begins with [BOS] and ends with [EOS]; [PAD] fills the row up to \(WorkedPairs.length) places."
    )
    page.text(table.markdown)
    page.foldedTables("The pictures: channel 0 is red, 1 green, 2 blue", [pictures])
    page.section("Words as rows")
    page.text(
      "As in [chapter 0](chapter0/embeddings), a word's row is looked up, and its place's row is added:"
    )
    page.formula(
      #"\mathrm{words}_{n,p,i} = \mathrm{table}_{\mathrm{token}_{n,p},\,i} + \mathrm{place}_{p,i}"#)
    page.lines([words[1, 3, 2], words[2, 3, 2]])
    page.text(
      "These rows are chance so far: nothing in them says that a `\(token(1, 3))` is an animal and a `\(token(2, 3))` another one."
    )
    page.foldedTables("All of `words`", [words])
    page.everyEntry(of: words)
    page.foldedParameters("clip.token_embedding", "clip.positional_embedding")
    page.section("By hand and in the core")
    page.excerpt("ByHand.words", says: "By hand")
    page.excerpt("ClipText.embed", says: "In the core")
    page.check([words.name])
    page.checkYourself([
      (
        "How many different rows of `table` do the three captions use?",
        "\(Set(pairs.ids.joined()).count) of \(Vocabulary.captions.tokens.count), [BOS], [EOS] and [PAD] among them."
      )
    ])
    page.keep("Meaning will come from company: which text came with which picture.")
  }

  private func token(_ n: Int, _ p: Int) -> String { Vocabulary.captions.tokens[pairs.ids[n][p]] }
}
