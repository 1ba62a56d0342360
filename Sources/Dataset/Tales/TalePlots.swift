/// The grammar's plots: a wish, what comes in between, and an end to which the hat matters. The last
/// sentence of each names the hero and the whole hat once more.
enum TalePlots {
  static let rules = ["plot": plots]

  private static let plots =
    (weather + giving + losing + finding + making).map {
      $0.replacing("|\n", with: "|").replacing("\n", with: " ")
    }

  /// The wind, the rain, the snow, the dark.
  private static let weather = [
    """
    ^$he wanted to (climb the hill|fly a kite|walk to the $place). But the wind (blew hard|was wild|roared) and
    took the <hats> (over the $place|up to the clouds|across the fields). "(Stop|Come back|Give it back)!" <cried>
    the $hero. ^$he ran (over the wall|under the fence|through the mud), but the <hats> was faster. ^<atlast> it
    (hung on a branch|fell on a chimney|got stuck in a bush), and a $friend (brought|threw|carried) it down.
    "Hold it tight next time," said the $friend. ^<since> the $hero tied the $hat under $his chin with a
    (ribbon|string|piece of wool).
    """,
    """
    ^$he was on $his way to the $place when it began to rain. Under a (bush|tree|leaf) sat a $friend, (wet and
    cold|shaking with cold|wet from head to foot). "I have (no coat|no roof|nothing) to keep me dry," said the
    $friend <sadly>. The $hero (thought for a while|did not think long). "Come, there is room for two," $he
    said. They (walked|ran|danced) through the (puddles|mud|rain) side by side and (sang|laughed|told jokes).
    When the sun came out, both were dry, and the $hero hung the $hat (on a branch|on a fence|in the sun) to dry
    as well.
    """,
    """
    In the night the snow fell (deep and soft|without a sound|until morning), and the path to the $place was
    gone. The $hero wanted to visit a $friend, but $he (sank|fell) into the snow up to $his ears. Only the <hats>
    could still be seen. "What a strange (flower|mushroom|bird) grows there," said the $friend (at the
    window|at the door) and (pulled|picked) it. Out came the $hero! "(Warm yourself|Sit by the fire|Come in),"
    <cried> the $friend, and they drank hot (milk|tea|soup). Without the $hat nobody would have found the $hero.
    """,
    """
    ^$he was afraid of the dark, and the way home from the $place was long. "(Who is there?|Is that a ghost?|Do
    not eat me!)" <said> the $hero whenever (a branch cracked|a leaf moved|the wind blew). Something (white|pale)
    came closer and closer. ^$he pulled the <hats> over $his eyes and (waited|held $his breath|counted to ten).
    "Why do you hide?" asked a voice, and it was only a $friend with a (lamp|lantern|candle). They (both
    laughed|walked home together|shared a cookie). Now the $hero is brave at night, as long as $he wears the
    $hat.
    """,
    """
    The sun was so hot that (the grass turned brown|the $place was dry|nobody wanted to work). "I would love
    some shade," <said> a $friend who lay beside the road. The $hero looked at $his <hats> and (smiled|nodded).
    ^$he (put|hung) it on (two sticks|a pole|a branch), and there was shade (for one|for two|for all). Soon
    (seven ants|three snails|five beetles) came and sat there too. "It is the best (roof|house|tree) in the
    world," they said. When the sun went down, the $hero took the $hat and walked home with a cool head.
    """,
    """
    ^$he wished to see the moon from close by, so $he climbed the highest roof at the $place. (Step by step|Slowly|All
    night long) $he went up, but the moon (went up too|stayed far away|hid behind a cloud). "You look cold up
    there," <cried> the $hero and (threw|held up) the <hats>. It fell into the water, where the moon (was
    swimming|was shining|lay like a coin). "Look," said a $friend, "now the moon wears it!" They (watched|sat
    there) until (dawn|the morning). Then the $hero fished the $hat out of the water and wished the moon good
    night.
    """,
    """
    One <time> fog lay over the $place, so thick that (no one could see a hand|even the birds walked|the road
    was lost). A $friend had gone out to pick $food and did not come back. The $hero put $his <hats> on a long
    (stick|pole|branch) and (held|waved) it high. "This way!" $he <cried> (again and again|three times|until
    $his voice was gone). ^<atlast> the $friend came out of the fog with a basket full of $food. "I saw a spot
    of colour and followed it," said the $friend. That is how the $hero saved a friend with a $hat.
    """,
  ]

  /// Lent, given, traded, shared.
  private static let giving = [
    """
    A $friend was ill and lay in bed at the $place. "I am so cold," <said> the $friend. The $hero brought
    (warm|hot|fresh) <meal> and (sat|stayed) there all <time>. Then $he took off the <hats> and put it on $his
    friend's head. "Keep it until you are well," $he said. After (three|four|five|seven) days there was a knock
    at the door. It was the $friend, (fit|well|strong) again and with a (basket|bag|box) of <food>. The $hero
    was glad about the gift, but gladdest to have the $hat back.
    """,
    """
    ^$he was hungry and had no money. At the $place a $friend sold $food. "Give me your hat for (ten|twenty|a
    bag) of them," said the $friend. The $hero (agreed|nodded), ate them all, and (felt sorry|was sad) at once,
    for $his head was (cold|bare|empty). "I made a mistake," $he said <sadly>. So $he (swept the floor|washed
    the windows|carried water|fed the chickens) for (two|three) days. "You have earned it," said the $friend.
    And the $hero walked home, tired and proud, under the $hat.
    """,
    """
    ^$he (wished|wanted) to buy a present for a $friend, who had a birthday. But $his purse held only a (button|
    penny|stone). ^$he walked (around|up and down) the $place and thought. "I could give away my hat," $he said
    <sadly>, and (packed|wrapped) it in paper. The $friend opened the (box|parcel|present) and (laughed|
    smiled). Inside another parcel, which the $friend had for the $hero, was a (feather|flower|pin) to put on
    it! "Then we wear it in turns," they said. On Mondays it is the $hero who wears the $hat.
    """,
    """
    At the $place a bird looked for a place to build a nest. "All the (trees|branches|roofs) are taken," (sang|
    cried) the bird. The $hero (sat very still|did not move|closed $his eyes), and the bird laid (two|three|
    four) eggs in the <hats>. For (weeks|twenty days) the $hero had to (sleep standing up|walk slowly|stay
    home). "Are you not bored?" asked a $friend. "(Hush|Quiet), they are asleep," <said> the $hero. When the
    young birds had flown away, the $hero found a feather in the $hat and kept it for good.
    """,
    """
    A $friend stood at the $place and wanted to get to the other side. "The water is too (deep|wild|cold) for
    me," said the $friend. "Then we need a boat," said the $hero and laid the <hats> on the water. It (turned|
    rocked) a little, but it (floated|did not sink). They (pushed|pulled) it with a (spoon|stick|reed) and sang a song
    about (pirates|whales|the sea). On the other side they (jumped|climbed) out with dry feet. "Well done,
    captain," said the $friend, and the $hero poured the water out of the $hat.
    """,
    """
    Near the $place stood a scarecrow, (bare|lonely) and sad. "The crows laugh at me," it said. "They
    eat the (corn|seeds|wheat) and sit on my arms." The $hero felt sorry and (lent|gave) it the <hats>. The next
    <time> the crows came, looked, and (flew away|ran away|were afraid). "It works!" <cried> a $friend, who
    owned the field, and baked (a cake|a pie|two cakes). The scarecrow kept the field safe until harvest, and
    then it gave the $hero $his $hat back.
    """,
    """
    There was a feast at the $place, and all the animals wore (flowers|ribbons|feathers|bells). Only a $friend
    (stood outside|sat in a corner) and had nothing to wear. "They will laugh at me," <said> the $friend. The
    $hero went home to look for (a scarf|a ribbon|a button), but the (chest|closet|drawer) was empty. "We will share,"
    said the $hero <gladly>. First one danced with the <hats>, and then the other. No one laughed, and at (midnight|
    the end|ten o'clock) the prize for the best dance went to the $hero with the $hat.
    """,
  ]

  /// Lost, stolen, forgotten.
  private static let losing = [
    """
    One <time> the <hats> was gone. The $hero looked (under the bed|behind the door|in the kitchen|in the oven) and
    (under the table|on the roof|in the cellar). "Who has (taken|stolen|seen) it?" <cried> the $hero. ^$he asked
    at the $place, and $he asked at the $other, but nobody knew. ^$he asked a $friend last. The $friend (began
    to laugh|had to grin|smiled). "Look into the (water|mirror|window)," said the $friend. There the $hero saw
    it: the $hat sat on $his own head.
    """,
    """
    ^$he took the train to the $place to see (the sea|an aunt|the circus). It was (warm|crowded|late), and $he
    fell asleep with the <hats> on $his knees. When the train (stopped|whistled), $he jumped up and ran out without
    it. "My hat!" <cried> the $hero, but the train was (gone|far away). A $friend who worked on the train found
    it under the seat. The $friend (sent|brought) it back in a box with a (letter|stamp|ticket). "It had a nice
    journey," said the letter, and the $hero never took off the $hat on a train again.
    """,
    """
    A magpie loved everything that (shone|glittered), and it liked that hat. (While|When) the $hero (slept|
    bathed|swam) at the $place, it took the <hats> and flew to its nest. "Thief!" <cried> the $hero, but $he could
    not (fly|climb). A $friend had an idea. They laid a (spoon|mirror|ring|key) in the grass, and it shone in
    the sun. The magpie came down and (picked it up|took it), and for that it let the <hats> fall. "A fair trade," said
    the $friend, and the $hero set the $hat back on $his head.
    """,
    """
    ^$he leaned over the old well at the $place, because $he wanted to see (the stars|a fish|how deep it was) in
    it. (Plop|Splash)! The hat fell in. "Oh no," <said> the $hero and looked down into the dark. A $friend
    brought a (bucket|rope|ladder), but it was too short. So they poured in water, (bucket after bucket|pot
    after pot|the whole <time>), and the water rose and rose. ^<atlast> the <hats> came up to the edge all by
    itself. Dripping and happy, the $hero put on the $hat.
    """,
    """
    ^$he washed the <hats> in the $place, for it was full of (dust|mud|soot). But the water took the colour away.
    "Now it has no colour at all," <said> the $hero <sadly>. A $friend knew (a painter|an old woman|a way) and
    took $him there. They cooked (roots|leaves|flowers|berries) in a pot and stirred (for an hour|for a day|until
    it boiled). Then they dipped the <hats> in (once|twice|three times). "As good as new," said the $friend. And
    truly, the $hero had $his $hat again.
    """,
    """
    A thread hung out of the <hats>, and a (kitten|thorn|nail) caught it. The $hero walked to the $place and did
    not notice. Step by step the <hats> became (smaller|shorter), and a long thread lay (on the road|behind $him).
    "You are losing your hat," <cried> a $friend. They turned back and (rolled up|gathered) the thread, (around
    the mill|around the tree|over the bridge), until it was a ball. Grandmother took her needles and (knitted|
    worked) all <time>. In the morning the $hero had the $hat again, and a thread was left over for a pair of
    (socks|mittens|gloves).
    """,
    """
    ^$he sailed out from the $place to catch fish, but a wave came and washed the <hats> into the sea. "(Farewell|
    Goodbye), my hat," said the $hero <sadly>. (Weeks|Months|Many days) passed. One <time> a $friend caught a
    fish as long as a (door|bench|ladder). They cut it open, and what was inside? "It smells a little," said the
    $friend. They washed it (seven times|with soap|in the rain). A little salt is still in it, but
    the $hero is proud of the $hat that came back from the sea.
    """,
  ]

  /// Treasure, luck, and contests.
  private static let finding = [
    """
    In the <hats> there was a (hole|pocket|seam), and in it was an old map. "A cross at the $place!" <cried> the
    $hero. ^$he took a (spade|shovel) and a $friend along. They dug (until dawn|for hours|three holes) and found
    a (box|chest|pot). In it lay no gold, only (buttons|letters|marbles|a pipe) and a note. "Who finds this has
    a friend to dig with," it said. They looked at each other and (laughed|smiled). That was true, and the
    $hero put the map back into the $hat for the next (child|one|finder).
    """,
    """
    The king wanted to see the most beautiful hat in the land. To the $place came hats with (feathers|pearls|
    bells) and hats of (silk|glass|paper). A $friend wore three at once. "Yours is plain," (said|laughed) the
    others to the $hero. ^$he was about to go when the king (sneezed|began to cry|shivered), because he had a cold. "Take
    mine, it is warm," said the $hero. The king (put it on|smiled) and felt better at once. The first prize
    went to the $hero and the $hat.
    """,
    """
    ^$he wished to win the race from the $place to the $other, but $his legs were (short|slow|tired). "You will
    be last," said a $friend, who had (long legs|new shoes|won before). They ran. Halfway there (rain|hail)
    fell, and all the others hid (under trees|in a barn|in a cave). The $hero (pulled down|held) the <hats> and ran
    on. (Drip|Splash|Tap) went the drops on it, but $he did not stop. "How did you do that?" asked the $friend
    at the finish. "With this," said the $hero and took off the $hat.
    """,
    """
    ^$he played the (drum|fiddle|flute|trumpet) at the $place and laid the <hats> on the ground before $him. People
    (walked past|did not listen|were in a hurry), and the <hats> stayed empty. "Play something for dancing," said a
    $friend and began to (sing|clap|jump). Soon (a baker|a farmer|a teacher) danced, then the whole street. (Coins|
    Flowers|Pennies) rained down. They bought (<meal>|$food) and ate together until (evening|late). There was
    still a coin for tomorrow, and the $hero kept it in the $hat.
    """,
    """
    One night a star fell from the sky, right into the <hats>. It (glowed|shone|sparkled) and was (warm|light) as a
    (stone|egg|feather). "I want to go home," it <said> <sadly>. The $hero carried it to the $place, where the
    hill touches the sky. A $friend held the ladder, and (up|slowly up) they climbed. "Close your eyes," said the
    star and (jumped|flew) back to its place. Since then there is a light in the dark, for some (gold dust|
    starlight) was left in the $hat of the $hero.
    """,
    """
    ^$he met a (wizard|witch|fairy) at the $place who (looked hungry|was cold|had lost a shoe). The $hero gave
    (her|him) some <meal>. "For this your hat may grant one wish," said the stranger. All day the $hero thought:
    (a palace|a crown|a boat|a horse cart)? A $friend had broken (a leg|a toe|an ankle) and could not walk.
    "Then I wish that my friend can dance again," $he said. There was a (bang|flash), and the $friend danced.
    The $hat never did magic again, but the $hero was content.
    """,
    """
    Bees had moved into the <hats> while it hung at the $place. (Hum|Buzz), it went inside. "May I have it back?"
    asked the $hero. "(When|As soon as) you find us a better home," said the bees. A $friend knew a hollow
    (tree|log|oak), but it was full of (leaves|dirt|water). They cleaned it (from top to bottom|with brooms|for
    two days). The bees (came|moved in) and were pleased. As a gift they left the honey, and the $hero licked
    the $hat clean.
    """,
    """
    ^$he went fishing at the $place with a $friend, but the line (broke|was too short) and the worm ran away. "No supper
    today," <said> the $friend. The $hero took the <hats> and held it into the water. "Fish are not that (stupid|
    blind)," said the $friend. They waited (an hour|two hours|and waited). Something (pulled|moved|splashed):
    it was a (boot|bottle|crown|crab)! "Well, that is no supper," they laughed and ate <meal>. But the $hero
    still goes fishing with the $hat.
    """,
  ]

  /// Grown, painted, told.
  private static let making = [
    """
    A seed (fell|flew|rolled) into the <hats>, and because of the rain it began to grow. First came a leaf, then a
    (bud|stem), then a (rose|daisy|tulip|sunflower). "Take it out, it is only a weed," said a $friend. "No, it
    lives here now," said the $hero and (watered|fed) it every <time>. People came from the $place and even
    from the $other to (smell|see) it. In autumn it gave (ten|forty|a hundred) seeds. Now every friend has a
    flower, but only the $hero has a garden on a $hat.
    """,
    """
    It was the first day of school, and the $hero was (shy|nervous|afraid). "Take off your hat," said the
    teacher. "I can not, my (ears are too big|hair is a mess|courage is in it)," <said> the $hero. The children
    (laughed|giggled), all but a $friend. The $friend put on a (pot|box|bucket), and then the others put on (bags|bowls|
    baskets). ^<atlast> the teacher put on a flower pot. They (counted|read|wrote) until noon, and no one was
    shy. At the $place they still tell of the $hero who came to school in a $hat.
    """,
    """
    A painter came to the $place and looked for a face to paint. "Sit still," said the painter. That was hard
    for the $hero: $his (nose|ear|back) itched, and a (fly|wasp) (sat|landed) on $his knee. A $friend told (a
    story|stories|jokes) to make it easier. After (two|three) hours the picture was done. "But that is not me," <cried> the
    $hero, for the face was (crooked|upside down|too long). Then $he saw what the painter had done well, and
    everybody knew at once: this was the $hero, because of the $hat.
    """,
    """
    ^$he wanted to fly like a bird. So $he tied (ten|twenty|thirty) balloons to the <hats> and (held on|waited for
    wind). Up it went, over the $place and over the $other! "(Help|Let me down)!" <cried> the $hero, for it was
    (high|cold|windy) up there. A $friend took a (needle|thorn|pin) and climbed the highest tree. (Pop|Bang), went the
    balloons, one by one, and down they came on a (haystack|soft bed of moss). "Once is enough," said the $hero. Now there is
    only one balloon, and it hangs at home with the $hat of the $hero.
    """,
    """
    On the beach the $hero built a castle with (a gate|two towers|a bridge), and a $friend dug a ditch. "It
    needs a (flag|roof)," said the $friend. The $hero put the <hats> on the highest tower. But the sea came nearer,
    (wave after wave|higher and higher). First the ditch was gone, then the wall. "Save it!" <cried> the $friend, and
    the $hero ran (into the foam|through the water). The castle (fell|melted), yet they did not mind, for they
    could build it again with the $hat, the spade and the $hero.
    """,
    """
    ^$he could not sleep. (The clock ticked|The bed creaked|The moon was bright|The neighbours sang). ^$he counted
    (sheep|stars|beans) up to a hundred and drank warm milk. "Try it outside," said a $friend. So they lay down at the
    $place and listened to the (crickets|leaves|waves). "Tell me a story," <said> the $hero. The $friend began,
    "Once upon a time," and did not get far. Both slept until noon, and over the eyes of the $hero lay the $hat.
    """,
    """
    ^$he had a secret and did not want to forget it, so $he wrote it on (a leaf|paper|bark) and put it under the
    hat. "What do you hide there?" asked a $friend at the $place. "Nothing," <said> the $hero and turned (red|
    pale). The $friend (asked|begged) (every day|again and again), and <atlast> the $hero took off the <hats>. On
    the note stood: you are my best friend. The $friend was silent and then (hugged|kissed) $him. It is no secret
    now, but the note is still under the $hat of the $hero.
    """,
    """
    ^$he carried <food> from the $place in the <hats>, for $he had no basket. At the (gate|corner|crossing) sat a
    $friend and looked hungry. "Have one," said the $hero. Behind the $other sat (two|three|four) children. "Have one,"
    $he said again. So it went on, and when $he came home the <hats> was empty. ^$he (sat down|sighed) and ate dry
    bread. But in the evening there was a knock, and all of them brought something: one <meal>, one <food>.
    It was so much that it did not fit into the $hat of the $hero.
    """,
  ]
}
