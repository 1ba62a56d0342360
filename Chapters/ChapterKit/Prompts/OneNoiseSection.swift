import ByHand
import Dataset
import Numerics
import Walkthrough

extension Page {
  /// Where one noise leads when it is asked for several things, three of them by hand.
  ///
  /// - Parameters:
  ///   - walks: Their ways and ends, as pictures of three channels.
  ///   - split: What the training has shown.
  ///   - picture: The grid with the picture after so many steps, by its walk's prefix.
  package func oneNoise(
    _ walks: SmallWalks, _ split: Split, picture: (_ prefix: String, _ step: Int) -> Grid
  ) {
    let prefixes = [""] + OtherWalk.all.map(\.prefix)
    let steps = walks.prompts[0].way.count - 1
    section("One noise, several prompts")
    text(
      "What if we ask for something else, from the same noise? The first \(spelled(prefixes.count)) walks are worked by hand and in the core, the others in the core only. Each row ends with what was asked for: of all sprites that fit the prompt, the nearest one."
    )
    self.picture(
      "prompts.svg",
      FilmStrip.svg(
        walks.prompts.map { walk in
          let frames = walk.way.enumerated().map { k, pixels in
            FilmStrip.Frame(
              "t = \((1 - Double(k) / Double(steps)).fixed(2))", columns: 4, channels: 3, pixels)
          }
          let target = walk.target.map { [("asked for", $0.pixels)] } ?? []
          return (
            walk.prompt.text,
            frames + target.map { .init($0, columns: 4, channels: 3, $1) }
          )
        }, pixel: 16
      ).utf8, alt: "From one noise to \(walks.prompts.count) prompts, a row each")
    var table = Table(
      [
        "prompt", "shown in training", "nearest sprite", "distance to it",
        "distance to what was asked for",
      ],
      left: [0, 1, 2])
    for walk in walks.prompts {
      table.add([
        walk.prompt.text, split.seen.contains(where: walk.prompt.isTrue) ? "yes" : "never",
        walk.verdict.member.name, walk.verdict.distance.fixed(3),
        walk.target.map { $0.distance.fixed(3) } ?? "no such sprite",
      ])
    }
    text(table.markdown)
    let asked = walks.prompts.filter { $0.target != nil }
    let hits = asked.filter { walk in
      walk.target.map { $0.distance <= walk.verdict.distance + 1e-9 } ?? false
    }
    text(
      hits.count == asked.count
        ? "Every walk ends nearest to what was asked for."
        : hits.isEmpty
          ? "None of the \(asked.count) walks ends nearest to what was asked for."
          : "\(hits.count) of the \(asked.count) walks \(hits.count == 1 ? "ends" : "end") nearest to what was asked for: a model this small can't always do what it's asked."
    )
    text(
      "The three walks by hand start from the same numbers. After each step, how far apart are their pictures (the root of the mean squared difference)?"
    )
    let targets = walks.prompts.prefix(prefixes.count).compactMap { $0.target?.pixels }
    apart(prefixes.map { prefix in (0...steps).map { picture(prefix, $0).values } }, targets)
  }

  /// How far walks are from each other, step by step, and the sprites that they should end at, as a table.
  private func apart(_ walks: [[[Double]]], _ targets: [[Double]]) {
    let pairs = walks.indices.flatMap { a in walks.indices.dropFirst(a + 1).map { (a, $0) } }
    var table = Table(["after step"] + pairs.map { "walks \($0 + 1) and \($1 + 1)" }, left: [0])
    func add(_ name: String, _ pictures: [[Double]]) -> [Double] {
      let apart = pairs.map { a, b in distance(pictures[a], pictures[b]) }
      table.add([name] + apart.map { $0.fixed(3) })
      return apart
    }
    let steps = walks[0].indices.map { step in add("\(step)", walks.map { $0[step] }) }
    let wanted = targets.count == walks.count ? add("what was asked for", targets) : nil
    text(table.markdown)
    let end = steps[steps.count - 1]
    func order(_ distances: [Double]) -> [Int] {
      distances.indices.sorted { distances[$0] < distances[$1] }
    }
    let (near, far) = (pairs[order(end)[0]], pairs[order(end)[end.count - 1]])
    let says =
      "Walks \(near.0 + 1) and \(near.1 + 1) end closest together, walks \(far.0 + 1) and \(far.1 + 1) farthest apart"
    guard let wanted else { return text(says + ".") }
    text(
      says
        + (order(wanted) == order(end)
          ? ". The sprites that were asked for are in the same order."
          : ". The sprites that were asked for are in another order."))
  }

  /// The numbers of the walks to other prompts, as far as they differ from the worked one's in more than values.
  ///
  /// - Parameters:
  ///   - steps: Of each walk.
  ///   - trace: The chapter's recording, which also holds what these walks compute inside.
  package func otherWalks(_ steps: Int, in trace: Trace) {
    for (n, walk) in OtherWalk.all.enumerated() {
      let grids = (1...steps).flatMap { k in
        ["direction", "guided", "x"].map { grid("\(walk.prefix)step\(k).\($0)") }
      }
      foldedTables(
        "Walk \(n + 2), \(walk.prompt): what the prompt adds, the blend, and x after it, step by step",
        grids)
      check(grids.map(\.name))
    }
    let inside = trace.grids.filter { grid in
      OtherWalk.all.contains { grid.name.hasPrefix($0.prefix) }
        && !["direction", "guided", "x"].contains(
          String(grid.name.split(separator: ".").last ?? ""))
    }
    text(
      "Inside, these walks do the same sums as the worked walk, with other words. Their \(inside.reduce(0) { $0 + $1.count }.grouped) numbers are only in the trace, under \(OtherWalk.all.map { "`\($0.prefix)`" }.joined(separator: " and ")) and the same names."
    )
  }

  private func spelled(_ n: Int) -> String {
    ["no", "one", "two", "three", "four"][min(n, 4)]
  }
}
