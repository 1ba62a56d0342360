import Walkthrough

/// A page's names, with short ones for AdamW's grids, which its page names for one parameter at a time.
struct AdamWNames {
  private let names: Names

  init(of names: Names) { self.names = names }

  private static let constants = [
    "beta1": "β₁", "beta2": "β₂", "m_old": "m_old", "v_old": "v_old", "step": "s",
    "learning_rate": "lr", "weight_decay": "wd", "no_decay": "wd", "epsilon": "ε",
  ]
  private static let grids: KeyValuePairs = [
    "adamw.m.": "m", "adamw.v.": "v", "adamw.m_hat.": "m̂", "adamw.v_hat.": "v̂", "updated.": "new",
  ]

  /// `m̂.W` for `adamw.m_hat.conv_in.weight`, where the page calls the parameter W.
  func grid(_ name: String) -> String {
    let short = names.grid(name)
    if short != name { return short }
    if let place = name.range(of: "adamw."),
      let constant = Self.constants[String(name[place.upperBound...])]
    {
      return constant
    }
    for (part, letter) in Self.grids {
      guard let place = name.range(of: part) else { continue }
      let parameter = String(name[..<place.lowerBound] + name[place.upperBound...])
      return "\(letter).\(names.grid(parameter))"
    }
    return name
  }
}
