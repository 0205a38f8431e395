causes-title = Causes
causes-about = What went wrong, by the people it touched. A cause is a thing, never a person; it has somebody who looks after it, and when it is mended everybody can be told.
causes-none = No cause has been set yet. Set one on a case, or write one here.
causes-open = Not mended
causes-mended-list = Mended
causes-more = More causes
causes-add = Write a cause
causes-add-do = Keep the cause
causes-name = What went wrong
causes-name-help = A thing, in a few words: “no link on payment page”.
causes-cases = Cases
causes-n-cases = { $n ->
    [one] { $n } case
   *[other] { $n } cases
}
causes-apologised = Apologies
causes-none-said = no apology yet
causes-said = { $n } said, { $lately } this month
causes-owner = Looked after by
causes-nobody = nobody yet
causes-change = What changes
causes-change-none = nothing yet
causes-by = by
causes-mended = mended
causes-not-mended = not mended
causes-touched = { $cases ->
    [one] { $cases } case
   *[other] { $cases } cases
} of { $people ->
    [one] { $people } person
   *[other] { $people } people
}
causes-mend = It is mended
causes-unmend = It is not mended after all
causes-newest-cases = The newest cases
causes-case-ours = our turn
causes-case-waiting = waiting for them
causes-case-later = later
causes-case-closed = closed
causes-case-merged = part of another case
causes-no-subject = No subject
causes-name-and-owner = Name and who looks after it
causes-keep = Keep
causes-team = Who is asked while nobody looks after it
causes-team-house = whoever leads the house
causes-asked-of-you = Asked of you
causes-asked-now = { $name } is asked about it now.
causes-asks-owner = Nobody looks after it. Say who does.
causes-asks-change = What changes, and by when?
causes-asks-doer = Nobody does what is planned. Say who does:
causes-asks-overdue = Its day is past. Is it done?

# The panel of a case
causes-panel = What went wrong
causes-set = What went wrong? Two letters will do
causes-set-do = Set the cause
causes-not-this = It was not “{ $name }”

# Telling everybody
causes-news = Tell everybody it touched
causes-news-letter = The letter
causes-news-letter-in = { $n ->
    [one] The letter in { $language }, to { $n } person
   *[other] The letter in { $language }, to { $n } people
}
causes-news-help-languages = Whoever it touched reads it in the language they wrote in. A language you leave empty is held: nobody gets it in another one, and you can write to them later.
causes-news-help = You write it once. { $mark } stands for what each person wrote to us about; each of them reads their own, and each person gets one letter. A case that is open stays open.
causes-news-start = Hello,

    you wrote to us about { $mark }. [What was wrong, and what is different now.]
causes-news-tell = { $n ->
    [one] Tell { $n } person
   *[other] Tell { $n } people
}
causes-news-undo = Nothing leaves in the first { $n } seconds.
causes-news-by-lead = { $n ->
    [one] { $n } person has not been told yet. A lead writes the letter.
   *[other] { $n } people have not been told yet. A lead writes the letter.
}
causes-news-all-told = Everybody it touched has been told.
causes-news-begins = { $n ->
    [one] The letter to { $n } person begins to leave at
   *[other] The letter to { $n } people begins to leave at
}
causes-news-take-back = Take it back
causes-news-runs = { $sent } of { $n } are written. Who was told of another cause today reads it tomorrow. You may leave this page.
causes-news-stop = Stop here
causes-news-done = { $n ->
    [one] { $n } person was told,
   *[other] { $n } people were told,
}
causes-news-taken-back = Taken back before anything left,
causes-news-stopped = Stopped: { $sent } of { $n } were told,
causes-aside-no-server = its mailbox has no sending server
causes-aside-no-address = this person has no address
causes-aside-no-text = held: there is no letter in its language yet
causes-aside-waits = waits until somebody has looked at it: facts and help
causes-aside-given-back = was looked at and not sent; it is its writer’s draft

# What changes
causes-changes = What we change
causes-changes-none = Nobody has said yet what changes.
causes-change-what = What changes, so that it does not happen again
causes-change-due = By when
causes-change-add = Add the change
causes-change-ask = Ask who looks after it for a date
causes-change-asked = asked for, not known yet
causes-change-planned = planned
causes-change-done = done
causes-change-dropped = dropped
causes-change-is-done = It is done
causes-change-drop = Drop it

# Refusals
not-found-cause = There is no cause { $which }.
not-found-change = There is no change { $which }.
causes-empty = Write what went wrong.
causes-too-long = A cause is named in at most { $most } characters.
causes-person = { $name } works here. A cause names the thing that went wrong, not a person.
causes-taken = There is a cause “{ $name }” already.
causes-none-begins = No cause begins with “{ $typed }”. Write its whole name to make a new one.
causes-several = Several causes begin with “{ $typed }”: { $names }. Write one of them out.
causes-change-empty = Write what changes.
causes-day-not-understood = This day could not be understood. Write it as 2026-11-30.
causes-change-long = That is longer than { $most } characters. Say it in one sentence.
causes-day-over = This day is over. Give one that is to come, or leave it empty.
causes-not-fixed = This cause is not mended yet, so there is nothing to tell.
causes-news-empty = The letter has no words yet.
causes-news-languages = The people it touched write in several languages: { $languages }. Write the letter once for each; a language without one is held.
causes-news-no-matter = Put { $mark } where each person is to read what they wrote about.
causes-news-unfilled = Something is still to be written: { $gap }
causes-news-under-way = This letter is on its way already. Nothing was sent twice.
causes-news-nobody = Everybody it touched has been told. Nothing was sent.
causes-undo-seconds = The letter can be held back for 0 to { $most } seconds.
causes-set-short = Two letters will do
