# Word lists: the phrases by which the desk points at something.

wordlists-title = Word lists
wordlists-lead = By these words the desk points at something in a letter or a draft. They are yours to change. What they find is shown and nothing else: it is not kept, not counted, and it stops nobody.
wordlists-list = List
wordlists-language = Language
wordlists-stands = Stands
wordlists-change = Look and change
wordlists-needs = What a person may need
wordlists-needs-purpose = In a new letter up to three places are outlined that may be a need, and its kind is guessed. The name in brackets is the kind: safety, money, delivery, apology, gift, heard, outcome or answer.
wordlists-hollow = Hollow phrases
wordlists-hollow-purpose = Found in a draft of ours, they stand under it with what the line in brackets says: “name what happened”. Nobody is stopped.
wordlists-proving = Words that only prove us right
wordlists-proving-purpose = They may be true. Found in a draft, the line in brackets asks what follows for the person. Nobody is stopped.
wordlists-careful = Letters that ask for care
wordlists-careful-purpose = A letter that speaks of an injury, a lawyer, an insurer or lost data: the answer waits until a lead has looked at it, unless somebody says that it is not about that.
wordlists-ours = As it came
wordlists-yours = Your own
wordlists-off = Switched off
wordlists-by = { $name },
wordlists-words = The list
wordlists-words-help = One phrase on each line. How a line is written stands at its head.
wordlists-keep = Keep this list
wordlists-leave = Leave it
wordlists-letter = A letter to try it on
wordlists-letter-help = Nothing of it is kept.
wordlists-try = See what it finds
wordlists-finds = { $n ->
    [0] It finds nothing in this letter
    [one] It finds one place in this letter
   *[other] It finds { $n } places in this letter
    }
wordlists-switch-on = Switch it on
wordlists-switch-off = Switch it off
wordlists-back = Back to the list as it came
wordlists-not-kept = The list is not kept yet
wordlists-nothing-changed = The old one still counts. What you typed stands below.
wordlists-too-long = The list is longer than { $kilobytes } kB.
wordlists-line-nothing = Line { $line } holds no word.
wordlists-line-set = Line { $line }: no line says which words @{ $set } is. Write one like: @{ $set } = Monday Tuesday
wordlists-line-everywhere = Line { $line } is * alone, which is every word there is.
wordlists-line-long = Line { $line } has more than 12 words.
wordlists-line-many = From line { $line } on: a list has at most 1,000 phrases.
wordlists-wrong = { $said } The old list still counts.
wordlists-no-such-act = This page knows keep, try, ours, on and off. Open the list again and press one of its buttons.
not-found-wordlist = There is no word list { $which }.
wordlists-hints = Hints under this letter
