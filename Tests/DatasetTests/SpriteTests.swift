import Dataset
import Numerics
import Testing

@Suite struct SpriteTests {
  @Test func `144 sprites, all different, in the range of pixels`() {
    #expect(Sprite.all.count == 144 && Set(Sprite.all).count == 144)
    let pictures = Sprite.all.map { $0.picture() }
    #expect(Set(pictures.map(\.pixels)).count == 144)
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
          #expect(distance(Sprite(animal, fur, tiny), Sprite(animal, fur, big)) > 0.15)
          #expect(distance(Sprite(animal, fur, tiny), Sprite(animal, fur, nil)) > 0.1)
        }
      }
    }
  }

  /// Chapter 4's weights were trained on these pixels, and its pages show them: FNV-1a of their bits.
  @Test(arguments: [(4, 577_363_633_286_364_593), (16, 17_911_760_111_915_280_570 as UInt64)])
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

  /// Soft edges alone make a difference of less than 0.4.
  @Test(arguments: Sprite.all)
  func `a large picture shows what a small one has no room for`(sprite: Sprite) {
    let (small, large) = (sprite.picture(edge: 16).pixels, sprite.picture(edge: 32).pixels)
    let differences = small.indices.map { i -> Double in
      let corner = 4 * (i / 16) * 16 + 2 * (i % 16)
      let four = [0, 1, 32, 33].reduce(0) { $0 + large[corner + $1] }
      return (four / 4 - small[i]).magnitude
    }
    #expect((differences.max() ?? 0) > 0.4)
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
    (Caption(.dog, nil, .unsaid), 36), (Caption(.dog, .black, .unsaid), 9),
    (Caption(.dog, nil, .none), 4), (Caption(.dog, .black, .none), 1),
    (Caption(.dog, nil, .some(size: nil, colour: nil)), 32),
    (Caption(.dog, nil, .some(size: .tiny, colour: nil)), 16),
    (Caption(.dog, nil, .some(size: nil, colour: .red)), 8),
    (Caption(.dog, .grey, .some(size: .big, colour: .red)), 1),
  ])
  func `a caption fits as many sprites as it leaves open`(caption: Caption, count: Int) {
    #expect(Sprite.all.filter(caption.fits).count == count, "\(caption.text())")
  }

  @Test func `what is said of a sprite fits it, in words that the vocabulary has`() throws {
    let draws = NamedRandom(seed: 2)["captions"]
    var (whole, unsaid) = (0, 0)
    for i in 0..<500 {
      let sprite = Sprite.all[draws.integer(100_000 + i, below: 144)]
      let (caption, text) = Caption.drawn(for: sprite, i, draws)
      #expect(caption.fits(sprite), "\(text): \(sprite.name)")
      let ids = try Vocabulary.captions.padded(text)
      #expect(ids.count == Vocabulary.captionLength && ids.contains(Vocabulary.end))
      if Sprite.all.filter(caption.fits).count == 1 { whole += 1 }
      if caption.hat == .unsaid { unsaid += 1 }
    }
    #expect(whole > 150 && whole < 350 && unsaid > 20 && unsaid < 90)
    let spoken = (0..<500).map { Caption.drawn(for: Sprite.all[$0 % 144], $0, draws, hatUnsaid: 0) }
    #expect(spoken.allSatisfy { $0.caption.hat != .unsaid && $0.text.contains("hat") })
    let title = try Vocabulary.captions.encode("a cat wearing a tiny hat")
    #expect(title.count == 8)
    #expect(
      Sprite.all.filter(Caption(.cat, nil, .some(size: .tiny, colour: nil)).fits).count == 16)
  }
}
