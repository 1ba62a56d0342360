import Dataset
import Numerics
import Testing

@Suite struct SpriteTests {
  @Test func `360 sprites, all different, in the range of pixels`() {
    #expect(Sprite.all.count == 360 && Set(Sprite.all).count == 360)
    let pictures = Sprite.all.map { $0.picture() }
    #expect(Set(pictures.map(\.pixels)).count == 360)
    for picture in pictures {
      #expect(picture.channels == 3 && picture.rows == 16 && picture.columns == 16)
      #expect(picture.pixels.allSatisfy { (-1...1).contains($0) })
    }
  }

  /// The nearest two members are still far enough apart to be told from noise of 0.03.
  @Test(arguments: [16, 32])
  func `a judge reads every sprite, moved and noisy`(edge: Int) {
    let shifts = [-1.0, 0, 1]
    let family = Sprite.all.flatMap { sprite in
      shifts.flatMap { x in shifts.map { sprite.picture(edge: edge, right: x, down: $0) } }
    }
    let (judge, noise) = (Judge(of: family), NamedRandom(seed: 5)["noise"])
    for (n, sprite) in Sprite.all.enumerated() where n % 7 == 0 {
      var picture = sprite.picture(edge: edge, right: shifts[n % 3], down: shifts[n / 3 % 3])
      let pixels = picture.pixels.count
      for i in picture.pixels.indices { picture.pixels[i] += 0.03 * noise.normal(n * pixels + i) }
      let verdict = judge.verdict(on: picture.pixels)
      #expect(verdict.member.name == sprite.name && verdict.margin > 2, "\(sprite.name)")
    }
  }

  /// The judge computes few distances in full; here all of them are.
  @Test(arguments: [0.1, 0.6, 2])
  func `a verdict is the one of a search through all members`(noise: Double) throws {
    let family = Sprite.all.flatMap { sprite in
      [-1.0, 0, 1].map { sprite.picture(edge: 16, right: $0) }
    }
    let (judge, draws) = (Judge(of: family), NamedRandom(seed: 9)["noise"])
    for n in 0..<20 {
      let pixels = family[n * 21].pixels.enumerated().map {
        $1 + noise * draws.normal(n * 768 + $0)
      }
      let all = family.map { member in
        zip(member.pixels, pixels).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }
      let nearest = try #require(all.indices.min { all[$0] < all[$1] })
      let rival = family.indices.filter { family[$0].name != family[nearest].name }
        .map { all[$0] }.min()
      let verdict = judge.verdict(on: pixels)
      #expect(verdict.member == family[nearest])
      #expect(verdict.distance == (all[nearest] / 768).squareRoot())
      #expect(verdict.margin == (try #require(rival) / all[nearest]).squareRoot())
      #expect(judge.nearest(to: pixels) == (verdict.member, verdict.distance))
    }
  }

  @Test func `a tiny hat and a big one are further apart than two whose colours are alike`() {
    func distance(_ a: Sprite, _ b: Sprite) -> Double {
      let (x, y) = (a.picture(edge: 32).pixels, b.picture(edge: 32).pixels)
      let sum = zip(x, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      return (sum / Double(x.count)).squareRoot()
    }
    for animal in Sprite.Animal.allCases {
      for fur in Sprite.Fur.allCases {
        for colour in Sprite.Colour.allCases {
          let (tiny, big) = (Sprite.Hat(.tiny, colour), Sprite.Hat(.big, colour))
          #expect(distance(Sprite(animal, fur, tiny), Sprite(animal, fur, big)) > 0.1)
          #expect(distance(Sprite(animal, fur, tiny), Sprite(animal, fur, nil)) > 0.06)
        }
      }
    }
  }

  /// Chapter 4's weights were trained on these pixels, and its pages show them: FNV-1a of their bits.
  @Test(arguments: [
    (4, 13_162_255_681_340_975_382 as UInt64), (16, 9_024_512_590_802_821_183 as UInt64),
  ])
  func `small pictures stay as they were when they were learned`(edge: Int, known: UInt64) {
    var sum: UInt64 = 0xcbf2_9ce4_8422_2325
    for sprite in Sprite.all {
      for x in [-1.0, 0, 1] {
        for pixel in sprite.picture(edge: edge, right: x, down: -x).pixels {
          sum = (sum ^ pixel.bitPattern) &* 0x100_0000_01b3
        }
      }
    }
    #expect(sum == known)
  }

  /// Soft edges alone make a difference of less than 0.4; a bear has the line under its nose, and no more.
  @Test(arguments: Sprite.all)
  func `a large picture shows what a small one has no room for`(sprite: Sprite) {
    let (small, large) = (sprite.picture(edge: 16).pixels, sprite.picture(edge: 32).pixels)
    let differences = small.indices.map { i -> Double in
      let corner = 4 * (i / 16) * 16 + 2 * (i % 16)
      let four = [0, 1, 32, 33].reduce(0) { $0 + large[corner + $1] }
      return (four / 4 - small[i]).magnitude
    }
    #expect((differences.max() ?? 0) > (sprite.animal == .bear ? 0.15 : 0.4))
  }

  @Test func `twice the edge is the same drawing, apart from details`() {
    let sprite = Sprite(.dog, .brown, .init(.big, .green))
    let (small, large) = (sprite.picture(edge: 16), sprite.picture(edge: 32))
    for place in [(0, 4, 4), (1, 10, 8), (2, 5, 8)] {
      let (c, r, q) = place
      let mean = [(0, 0), (0, 1), (1, 0), (1, 1)].reduce(0.0) { sum, d in
        sum + large.pixels[(c * 32 + 2 * r + d.0) * 32 + 2 * q + d.1] / 4
      }
      #expect((mean - small.pixels[(c * 16 + r) * 16 + q]).magnitude < 0.2)
    }
  }

  @Test(arguments: [
    (Caption(.dog, nil, nil), 4), (Caption(.dog, .black, nil), 1),
    (Caption(.dog, nil, .init()), 56), (Caption(.dog, nil, .init(.tiny)), 28),
    (Caption(.dog, nil, .init(nil, .red)), 8), (Caption(.dog, .black, .init(nil, .black)), 2),
    (Caption(.dog, .grey, .init(.big, .red)), 1),
  ])
  func `a caption fits as many sprites as it leaves open`(caption: Caption, count: Int) {
    #expect(Sprite.all.filter(caption.fits).count == count, "\(caption.text())")
  }

  @Test func `what is said of a sprite fits it, in words that the vocabulary has`() throws {
    let draws = NamedRandom(seed: 2)["captions"]
    var (whole, bare) = (0, 0)
    for i in 0..<500 {
      let sprite = Sprite.all[draws.integer(100_000 + i, below: Sprite.all.count)]
      let (caption, text) = Caption.drawn(for: sprite, i, draws)
      #expect(caption.fits(sprite), "\(text): \(sprite.name)")
      let ids = try Vocabulary.captions.padded(text)
      #expect(ids.count == Vocabulary.captionLength && ids.contains(Vocabulary.end))
      if Sprite.all.filter(caption.fits).count == 1 { whole += 1 }
      if caption.hat == nil { bare += 1 }
      #expect((caption.hat == nil) == (sprite.hat == nil))
    }
    #expect(whole > 150 && whole < 350 && bare > 20 && bare < 90)
    let title = try Vocabulary.captions.encode("a cat wearing a tiny hat")
    #expect(title.count == 8)
    #expect(
      Sprite.all.filter(Caption(.cat, nil, .init(.tiny)).fits).count == 28)
  }

  @Test(arguments: [
    ("A Cat wearing a tiny hat.", ["a", "cat", "wearing", "a", "tiny", "hat"]),
    ("  cat,tiny\that\n", ["cat", "tiny", "hat"]), ("an OWL!", ["an", "owl"]), ("…", []),
    ("3 cats", ["3", "cats"]),
  ])
  func `a sentence is split into small words without punctuation`(sentence: String, words: [String])
  {
    #expect(Vocabulary.words(of: sentence) == words)
  }

  @Test func `every phrasing says the same, and those of training and the new ones differ`() throws
  {
    for sprite in [Sprite(.owl, .white, nil), Sprite(.bear, .brown, .init(.tiny, .white))] {
      let caption = Caption(whole: sprite)
      let said = (0..<Caption.phrasings).map(caption.text)
      let new = (0..<Caption.newPhrasings).map(caption.newText)
      #expect(Set(said + new).count >= Caption.phrasings + Caption.newPhrasings - 1)
      #expect(Set(said).isDisjoint(with: new.filter { !$0.contains("wearing no hat") }))
      for text in said + new {
        let length = try Vocabulary.captions.padded(text).count
        #expect(length == Vocabulary.captionLength, "\(text)")
      }
    }
  }

  @Test
  func
    `exchanged colours are another sprite with both colours, and exchanging is its own way back`()
  {
    let swappable = Sprite.all.filter { $0.swapped != nil }
    // 6 animals, 2 sizes, 3 shared colours with 2 others each.
    #expect(swappable.count == 6 * 2 * 3 * 2)
    for sprite in swappable {
      #expect(sprite.swapped?.swapped == sprite && sprite.swapped != sprite)
      #expect(sprite.swapped?.fur.rawValue == sprite.hat?.colour.rawValue)
    }
  }
}

@Suite struct PaletteTests {
  @Test func `a family's own colours are none of them foreign, and a lime pixel is`() {
    let family = Sprite.all.map { $0.picture(edge: 32) }
    let palette = Palette(of: family)
    for n in stride(from: 0, to: family.count, by: 50) {
      var pixels = family[n].pixels
      #expect(palette.foreign(in: pixels) == 0)
      for (channel, value) in [0.2, 1, -0.9].enumerated() { pixels[channel * 1024 + 5] = value }
      #expect(palette.foreign(in: pixels) == 1)
    }
  }
}
