# What we decided to be bad at, and the honest no.

tradeoffs-why-tradeoff = we decided so
tradeoffs-why-impossible = it cannot be done
tradeoffs-why-third-party = a third party decides
tradeoffs-why-not-ours = it is not ours
tradeoffs-why-law = the law
tradeoffs-why-limit = a limit
tradeoffs-why-none = not said
tradeoffs-measure-asks = who asked for it and had it in the end
tradeoffs-measure-promises = promises kept in time
tradeoffs-measure-first-answer = first answers in the time the receipt names

# The letter
tradeoffs-slot = call-back on { $day }, { $time }
tradeoffs-draft-plain = { $no }.
tradeoffs-draft-because = { $no }, because { $because }.
tradeoffs-draft-so-that = { $no }, because { $because }, so that { $so_that }.
tradeoffs-draft-said = { $no }. { $why }.
tradeoffs-draft-no = No: { $need }. Because: { $because }.
tradeoffs-draft-blank = No: { $need }. Because: [the true reason].
tradeoffs-draft-possible = What we can do: { $ways }.
tradeoffs-draft-you-can = What you can do today: { $ways }.
tradeoffs-draft-help = Who can help: { $who }.
tradeoffs-draft-possible-gap = What we can do: [what is possible, or who can help].
tradeoffs-reason = { $because }, so that { $so_that }

# The form of a no
tradeoffs-ask = An honest no to “{ $need }”
tradeoffs-ask-leave = Leave the no
tradeoffs-find = Find an answer: two letters
tradeoffs-found = { $n ->
    [0] No answer found
    [one] One answer found
   *[other] { $n } answers found
 }
tradeoffs-find-help = What you type finds a trade-off. Enter puts it into the letter, where every word can be changed.
tradeoffs-ask-none = No trade-offs yet. Write this no once; next time it is two letters.
tradeoffs-ask-nothing = Nothing begins with “{ $letters }”. Write the no below.
tradeoffs-write-one = Write a trade-off
tradeoffs-put = Put it into the letter
tradeoffs-says-already = My letter says it already
tradeoffs-no-letter = Say it without a letter
tradeoffs-outline = Only the outline
tradeoffs-because = Because
tradeoffs-so-that = So that
tradeoffs-possible = What is possible
tradeoffs-possible-more = Something else, one a line
tradeoffs-signpost = Who else can help
tradeoffs-why = What kind of reason
tradeoffs-replaced = A need that takes its place
tradeoffs-replaced-none = None
tradeoffs-look = Look in again
tradeoffs-look-not = Not
tradeoffs-look-in = in { $n } days
tradeoffs-from-letter = From my letter …
tradeoffs-reason-from = The sentence of my letter that says why
tradeoffs-possible-from = The sentence of my letter that says what is possible
tradeoffs-take = Take the selected words
tradeoffs-letter-says = This letter says no to
tradeoffs-chip = honest no
tradeoffs-chip-off = not said
tradeoffs-panel-because = because { $because }
tradeoffs-panel-taken = an alternative was taken

# The customer's page
tradeoffs-their-because = Because { $because }.
tradeoffs-their-possible = What is possible:
tradeoffs-their-take = I take this
tradeoffs-their-taken = You chose this
tradeoffs-their-help = Who can help: { $who }

# The map
tradeoffs-title = Trade-offs
tradeoffs-lead = What we choose to be bad at, so that we can be good at the rest. Rows stand in the order in which customers care.
tradeoffs-write = Write a trade-off
tradeoffs-examples = Three examples, none of them yours
tradeoffs-examples-what = Nothing here is in force. They show how others decided.
tradeoffs-example-1 = A repair shop does not answer the phone
tradeoffs-example-1-why = Because the person with the spanner should answer, so that every letter has an answer within four hours. Instead: a call-back on Tuesday or Thursday.
tradeoffs-example-2 = A bookshop does not send overnight
tradeoffs-example-2-why = Because night freight costs more than the book, so that postage stays free. Instead: the file at once, the book in three days.
tradeoffs-example-3 = A host does not match the lowest price
tradeoffs-example-3-why = Because two people are awake when a server falls, so that nobody loses a night's work. Instead: a smaller plan, or a partner who is cheaper.
tradeoffs-decided = What we decided
tradeoffs-lived = How it was lived in the last 90 days
tradeoffs-row = What customers care about
tradeoffs-scale = Bad to great
tradeoffs-decided-short = Decided
tradeoffs-lived-short = Lived
tradeoffs-share = Asks, and their share of all needs
tradeoffs-taken = Took an alternative
tradeoffs-not-yet = “Not yet?”
tradeoffs-review = Look at it again on
tradeoffs-order = Order
tradeoffs-far = far apart
tradeoffs-instead = Instead: { $ways }
tradeoffs-up = Move “{ $title }” up
tradeoffs-down = Move “{ $title }” down
tradeoffs-plot-both = Decided { $decided } of 5, lived { $lived }
tradeoffs-plot-decided = Decided { $decided } of 5, no facts yet
tradeoffs-how-asks = Asked for { $asked ->
    [one] once
   *[other] { $asked } times
 }, had in the end { $had ->
    [one] once
   *[other] { $had } times
 }
tradeoffs-how-promises = { $asked ->
    [one] One promise
   *[other] { $asked } promises
 } fell due, { $had } kept in time
tradeoffs-how-first-answer = { $asked ->
    [one] One first answer was
   *[other] { $asked } first answers were
 } promised, { $had } came in time
tradeoffs-team-figure = Of { $settled ->
    [one] one need
   *[other] { $settled } needs
} settled in the last 90 days { $declined ->
    [one] one was
   *[other] { $declined } were
} declined. These are figures of the team; nobody is counted.
tradeoffs-lived-how = Lived is the share of the times it was asked for in which we gave it: 1 for never, 5 for always. Without asks there is no dot.
tradeoffs-public-page = What everybody may read: what we do not do, and why
tradeoffs-review-asks = asks { $owner } whether it still holds.
tradeoffs-keep = Keep it for a year
tradeoffs-change = Change it
tradeoffs-drop = Drop it
tradeoffs-is-dropped = This trade-off holds no longer. It was dropped
tradeoffs-asks-behind = Who asked for it
tradeoffs-nobody-asked = Nobody has asked for it yet.
tradeoffs-ask-taken = took an alternative
tradeoffs-ask-not-yet = opened it again
tradeoffs-ask-met = met in the end
tradeoffs-history = Who changed it
tradeoffs-the-desk = The desk
tradeoffs-did-make = { $name } wrote it
tradeoffs-did-keep = { $name } kept it for another year
tradeoffs-did-drop = { $name } dropped it
tradeoffs-did-change = { $name } changed: { $fields }

# The form of a trade-off
tradeoffs-new-title = Write a trade-off
tradeoffs-change-title = Change a trade-off
tradeoffs-name = What customers care about
tradeoffs-name-help = Short, as the team calls it: “No phone line”.
tradeoffs-bad-at = The no, as a letter begins with it
tradeoffs-bad-at-help = Left empty, it is the line above.
tradeoffs-possible-help = What a customer can have instead, one thing a line. Each can be taken with one press.
tradeoffs-slots = Call-back times
tradeoffs-slots-help = A day and a time, one a line: tue 10:00. Days are { $days }. A letter offers the next two as links.
tradeoffs-slot-link = Where a call-back is booked
tradeoffs-slot-link-help = A link, { "{slot}" } standing for day and time. Left empty, it is booked on the customer's own page.
tradeoffs-owner = Who answers for it
tradeoffs-owner-none = Choose a person
tradeoffs-review-help = On this day it asks whether it still holds.
tradeoffs-bad = 1 bad
tradeoffs-great = 5 great
tradeoffs-decided-help = From 4 on it is something we want to be good at: no reason for a no, and never on the public page.
tradeoffs-measure = Lived is read from
tradeoffs-for-whom = For whom we decided so
tradeoffs-public = Shown to everybody on “What we do not do, and why”
tradeoffs-save = Keep the trade-off
tradeoffs-leave = Leave without keeping
tradeoffs-not-kept = It was not kept.
tradeoffs-nothing-changed = Everything you typed stands below.
tradeoffs-wrong-title = Say in a few words what it is about.
tradeoffs-wrong-long = That is longer than 1,000 characters. Say it shorter: it is read in a letter.
tradeoffs-wrong-owner = Choose who answers for it. Without an owner a trade-off is nobody's.
tradeoffs-wrong-review = Name the day on which it is looked at again.
tradeoffs-wrong-review-past = The day on which it is looked at again has to lie ahead.
tradeoffs-wrong-decided = Choose a number from 1 (bad) to 5 (great).
tradeoffs-wrong-because = Say why. A decision without a reason is a wall.
tradeoffs-wrong-so-that = Say what it makes possible.
tradeoffs-wrong-slots = Write each time as a day and a time: tue 10:00.
tradeoffs-wrong-link = Write a link that begins with https://, http:// or mailto:.
tradeoffs-changed-since = Somebody changed it while you were writing. Look at their words, then keep yours.
tradeoffs-keep-or-drop = Say whether it is kept or dropped.
not-found-tradeoff = There is no trade-off { $which }.

# The public page
tradeoffs-not-title = What we do not do, and why
tradeoffs-not-lead = Nobody is good at everything. This is what we decided to leave, and what is possible instead.
tradeoffs-not-empty = Nothing stands here yet.
tradeoffs-not-because = Because { $because }
tradeoffs-not-so-that = So that { $so_that }
tradeoffs-not-instead = What is possible instead:
tradeoffs-not-write = Write to us
