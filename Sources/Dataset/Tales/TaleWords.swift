/// The grammar's words: who, which hat, where.
package enum TaleWords {
  package static let animals = [
    "cat", "dog", "fox", "owl", "bear", "mouse", "rabbit", "frog", "duck", "goat", "hen", "pig",
    "sheep", "horse", "cow", "goose", "mole", "badger", "otter", "squirrel", "hedgehog", "turtle",
    "wolf", "donkey",
  ]
  package static let sizes = ["tiny", "small", "little", "big", "large", "huge", "tall", "wide"]
  package static let colours = [
    "red", "blue", "green", "yellow", "purple", "orange", "pink", "brown", "black", "white",
    "grey", "golden",
  ]

  /// Parts of a rule that is remembered: which one, and which part between its slashes.
  static let pronouns: [String: (of: String, part: Int)] = [
    "he": ("hero'self", 0), "him": ("hero'self", 1), "his": ("hero'self", 2),
  ]
  /// What must not be the same in one story.
  static let differs = ["friend": "hero", "other": "place"]

  static let rules: [String: [String]] = [
    "hero": animals, "friend": animals, "size": sizes, "colour": colours,
    "hero'self": ["he/him/his", "she/her/her"],
    "hat": ["$size $colour hat"],
    "hats": ["hat", "$hat", "$hat"],
    "place": places, "other": places,
    "time": ["morning", "evening", "afternoon", "day", "night", "winter", "summer", "spring"],
    "food": [
      "apples", "pears", "cherries", "nuts", "carrots", "plums", "mushrooms", "berries", "beans",
      "cakes", "cookies", "potatoes",
    ],
    "meal": ["soup", "bread", "cheese", "honey", "jam", "porridge", "pie", "milk"],
    "cried": ["cried", "shouted", "called"],
    "said": ["said", "whispered", "sighed"],
    "sadly": ["sadly", "quietly", "in a low voice", "with a tear in one eye"],
    "gladly": ["happily", "proudly", "with a smile", "merrily"],
    "since": ["from that day on", "ever since", "after that", "and from then on"],
    "atlast": ["at last", "in the end", "finally", "after a long time"],
    "opening": [
      "Once there was a $hero with a $hat.",
      "There once lived a $hero who had a $hat.",
      "The $hero had a $hat.",
      "The $hero had a $size hat, and it was $colour.",
      "A $hero lived (near|beside|behind) the $other and wore a $hat.",
      "A $hero in a $hat came to the $other.",
      "A $hero wearing a $hat (walked|went|hurried) to the $other.",
      "One <time> a $hero put on a $hat.",
      "Long ago a $hero (owned|had|wore) a $hat.",
      "In a (house|hut|cottage) by the $other lived a $hero with a $hat.",
      "Everybody at the $other knew the $hero with the $hat.",
      "The $hero loved $his $hat more than (cake|sunshine|anything|gold).",
    ],
  ]

  private static let places = [
    "river", "market", "barn", "bridge", "beach", "pond", "mill", "harbour", "lake", "school",
    "tower", "station", "castle", "windmill", "farm", "inn", "bakery", "fair", "ferry",
    "waterfall", "lighthouse", "library", "crossroads", "smithy",
  ]
}
