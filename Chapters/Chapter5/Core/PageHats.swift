import ChapterKit
import Dataset
import Numerics
import Walkthrough

/// Which hats come where the sentence leaves the colours open, on the page that measures the paintings.
extension Chapter5Story {
  func hats(_ page: Page, _ title: Reading) {
    let cats = title.read.filter { $0.animal == .cat }
    func count(_ fur: Sprite.Fur, _ colour: Sprite.Colour?) -> Int {
      cats.count { $0.fur == fur && $0.hat?.colour == colour }
    }
    page.section("Which hats come")
    page.text(
      "The title names no colour, so any fur and any hat will do. Which ones does the flow paint? Here are the \(cats.count) cats of the first table's last column at w = 3, a hat of the fur's own colour in bold:"
    )
    var table = Table(
      ["fur"] + Sprite.Colour.allCases.map { "\($0) hat" } + ["no hat", "all"], left: [0])
    for fur in Sprite.Fur.allCases {
      table.add(
        ["\(fur)"]
          + Sprite.Colour.allCases.map { colour in
            let cell = "\(count(fur, colour))"
            return colour.rawValue == fur.rawValue ? "**\(cell)**" : cell
          } + ["\(count(fur, nil))", "\(cats.count { $0.fur == fur })"])
    }
    page.text(table.markdown)
    page.text(ownColour(cats))
    page.text(leastVisible(cats))
  }

  /// How many hats have the colour of the fur, and how many would by chance.
  private func ownColour(_ cats: [Sprite]) -> String {
    let furs = Sprite.Fur.allCases.filter { Sprite.Colour(rawValue: $0.rawValue) != nil }
    func counted(_ sprites: [Sprite]) -> (own: Int, all: Int) {
      let hatted = sprites.filter { $0.hat != nil && furs.contains($0.fur) }
      return (hatted.count { $0.hat?.colour.rawValue == $0.fur.rawValue }, hatted.count)
    }
    let (painted, shown) = (counted(cats), counted(results.trained.split.seen))
    let chance = Double(painted.all) / Double(Sprite.Colour.allCases.count)
    return
      "Hats can have the colours of some furs, too: \(furs.map(\.rawValue).joined(separator: ", ")). On these furs there are \(painted.all) hats, and \(painted.own) have the fur's own colour. If all colours came equally often, it would be \(chance.fixed(0)). Training shows \(shown.all) sprites with such a fur and a hat, of any animal and size; in \(shown.own) of them the colours are the same."
  }

  /// How much a hat changes of a cat's picture, for the fur that misses its hat most often.
  private func leastVisible(_ cats: [Sprite]) -> String {
    let bare = cats.filter { $0.hat == nil }
    func misses(_ fur: Sprite.Fur) -> Int { bare.count { $0.fur == fur } }
    guard let fur = Sprite.Fur.allCases.max(by: { misses($0) < misses($1) }), misses(fur) > 0 else {
      return ""
    }
    func pixels(_ hat: Sprite.Hat?) -> [Double] {
      Sprite(.cat, fur, hat).picture(edge: LatentSystem.edge).pixels
    }
    let far = Sprite.Colour.allCases.map {
      (colour: $0, distance: distance(pixels(.init(.tiny, $0)), pixels(nil)))
    }.sorted { $0.distance < $1.distance }
    let (near, most) = (far[0], far[far.count - 1])
    return
      "The hat is missed most often on \(fur) cats. Of all tiny hats, the \(near.colour) one changes least in the picture of a bare \(fur) cat (\(near.distance.fixed(3)), measured as the judge does), and the \(most.colour) one most (\(most.distance.fixed(3))). For comparison: the VAE's reconstructions of unseen sprites lie \(results.crisp.reconstructions.distance.fixed(3)) from their sprites."
  }
}
