import ByHand
import Numerics

extension Page {
  /// A picture under a name that stays when pages are added, for pages that others link to.
  public func picture(named name: String, _ bytes: some Sequence<UInt8>, alt: String) {
    pictures.append((name, Array(bytes)))
    text("![\(alt)](\(name))")
  }

  /// A picture of this page: `loss.svg` on page 26-training is written as `26-training-loss.svg`.
  public func picture(_ name: String, _ bytes: some Sequence<UInt8>, alt: String) {
    picture(named: "\(slug)-\(name)", bytes, alt: alt)
  }

  /// Grids as heat maps beside each other, under the page's names for them or under `titles`.
  public func heatMap(
    _ grids: [Grid], titles: [String]? = nil, rows: [String]? = nil, columns: [String]? = nil,
    alt: String
  ) {
    let titles = titles ?? grids.map { names.grid($0.name) }
    let panels = zip(grids, titles).flatMap {
      HeatMap.panels(of: $0, called: $1, rows: rows, columns: columns)
    }
    heatMaps += 1
    let number = heatMaps == 1 ? "" : "-\(heatMaps)"
    picture(named: "\(slug)\(number).svg", HeatMap.svg(panels).utf8, alt: alt)
  }
}
