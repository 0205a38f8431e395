# The lead's page
inbox-lead = How we keep our word
inbox-lead-about = Figures of the team; none of one person. Shares are of the last 30 days.
inbox-lead-owed = What we owe
inbox-lead-due = Promises due today
inbox-lead-risk = At risk: due within two hours
inbox-lead-late = Late
inbox-lead-silent = Silent cases
inbox-lead-untold = Settled but not told
inbox-lead-teams = By team
inbox-lead-risk-short = At risk
inbox-lead-due-short = Due today
inbox-lead-asks = Asks
inbox-lead-causes = Causes
inbox-lead-no-causes = Nothing is named that went wrong.
inbox-lead-people = { $n ->
    [one] 1 person
   *[other] { $n } people
}
inbox-lead-unmet = Needs we do not meet
inbox-lead-no-unmet = Nobody was told no in the last 30 days.
inbox-lead-asked = { $n ->
    [one] asked once
   *[other] asked { $n } times
}
inbox-lead-declined = { $n ->
    [one] declined once
   *[other] declined { $n } times
}
inbox-lead-kind = { $kind ->
    [outcome] that something is done
    [answer] an answer
    [money] money
    [delivery] a delivery
    [apology] an apology
    [heard] to be heard
    [gift] a gift
    [safety] safety
   *[other] no kind given
}
inbox-lead-declined-of = Declined: { inbox-lead-kind }
inbox-lead-given = { $amount } given
inbox-lead-went = How it went
inbox-lead-figure = What
inbox-lead-value = How much
inbox-lead-percent = { $n } %
inbox-lead-nothing-yet = nothing yet
inbox-lead-kept = Promises kept, or told anew in time
inbox-lead-span = How far ahead we promise, in the middle
inbox-lead-told = Closed because the person was told
inbox-lead-exempt = { $kind ->
    [nothing_to_tell] Closed: nothing to tell
    [unreachable] Closed: cannot be reached
    [spam] Closed: spam
   *[imported] Closed: imported
}
inbox-lead-again = Needs that came back within 7 days
inbox-lead-late-needs = Cases in which a need was found only after our first answer
inbox-lead-empty = Nothing stands on this list.
not-found-list = There is no list { $which } here.

# Merging
inbox-merge-title = Merge case { $number } into another one
inbox-merge-what = Everything of case { $number } goes along: letters, needs, promises and drafts. Its number leads to the other one. You can take the two apart for 30 days.
inbox-merge-find = Number or words of the other case
inbox-merge-find-do = Find
inbox-merge-others = Other cases of { $name }
inbox-merge-no-other = { $name } has no other case. Look for one by its number or by words.
inbox-merge-nothing = No other case was found for “{ $query }”.
inbox-merge-other-person = This is { $name }'s case, not { $other }'s. { $other } will take part in it, keep seeing only their own letters and needs, and get no copy of your replies. { $name } sees nothing of { $other }.
inbox-merge-into = Merge into #{ $number }
inbox-merge-back = Back to case { $number }

# The lists

inbox-today = Today
inbox-mine = Mine
inbox-free = Free
inbox-waiting = Waiting
inbox-later = Later
inbox-closed = Closed
inbox-silent = Silent
inbox-by-promise = by next promise
inbox-by-return = by return
inbox-by-newest = newest first
inbox-by-silence = longest silence first
inbox-late = Late
inbox-due = Due
inbox-new = New, oldest first
inbox-more = Show more
inbox-is-free = free
inbox-undelivered = never got it
inbox-empty-today = Nothing is due. Everyone who was promised word has it.
inbox-empty-mine = You have no open case.
inbox-empty-free = Every open case has somebody who looks after it.
inbox-empty-waiting = We wait for nobody.
inbox-empty-later = Nothing is parked.
inbox-empty-closed = No case is closed yet.
inbox-empty-silent = Everyone who waits for us has been given a date.
inbox-take-one = Take one from Free
inbox-thanks = { $name } says thanks:
inbox-thanks-read = Read

# The case page
inbox-skip-list = Skip to the list
inbox-skip-conversation = Skip to the conversation
inbox-skip-reply = Skip to the reply
inbox-tabs = Show
inbox-tab-conversation = Conversation
inbox-tab-needs = Needs
inbox-tab-person = Person
inbox-time-not-understood = That day and time were not understood. Write them like 2026-11-24 12:00.
inbox-draft-kind = A draft is a reply or a note.
inbox-no-such-exemption = Choose one of: nothing_to_tell, unreachable, spam, imported.
inbox-no-such-act = Choose one of: met, withdrawn, declined, open, phone, in_person, post.
inbox-teams = Lists of teams and views
inbox-on-duty = On duty:
inbox-empty-team = Nothing is due in this team.
inbox-causes-more = { $n ->
    [one] One more question about a cause
   *[other] { $n } more questions about causes
}
inbox-review = “{ $title }” asks whether it still holds: keep, change, drop
inbox-safety = Safety first

# Silence settles several at once
inbox-until = Settled by silence
inbox-until-about = Cases in which it is their move, the longest silence first. Each of the chosen gets one letter that says the day; on that day what is open there is settled and the case closes. “Not yet?” stays for ever.
inbox-until-none = Nobody has the next move but us.
inbox-until-which = Which cases
inbox-until-at = If nothing is heard by
inbox-until-text = What stands above that sentence
inbox-until-text-help = May stay empty. The sentence itself is written in the language of each case; words of yours go only to cases of one language.
inbox-until-do = Tell those I chose
inbox-until-chosen = The cases you chose. Each gets one letter that says the day; on that day what is open there is settled and the case closes. “Not yet?” stays for ever.
inbox-until-all = All cases in which it is their move
inbox-until-untold = settled, not told: { $need }
inbox-chosen = Chosen cases
inbox-chosen-none = Choose none
inbox-until-told = told already:
inbox-until-sent = { $n ->
    [one] { $n } letter is written.
   *[other] { $n } letters are written.
}
inbox-until-take-back = Take all of them back
inbox-until-back = { $n ->
    [one] { $n } letter is taken back.
   *[other] { $n } letters are taken back.
}
inbox-until-late = { $n ->
    [one] { $n } had left already.
   *[other] { $n } had left already.
}
inbox-until-left = { $n ->
    [one] { $n } case was left out:
   *[other] { $n } cases were left out:
}
inbox-until-because = { $why ->
    [gone] it leads to another case now
    [closed] it is closed
    [promised] we owe something there by a day
    [wrote] somebody wrote since you chose it
    [draft] a letter of yours waits there
    [looks] a named person looks at letters of this case first
    [no_server] its mailbox has no sending server
    [no_address] this person has no address
   *[language] they write in a language this desk does not speak
}
inbox-all-views = All views
inbox-every-open = every open case
inbox-no-date = No date given, oldest first

# Several at once
inbox-bulk = Change several cases
inbox-bulk-go = Change
inbox-bulk-none = No case is chosen. Choose rows on a list with x, then press b.
inbox-bulk-untag = Take a tag away
inbox-bulk-undo = Take all of it back
inbox-bulk-done = { $n ->
    [0] No case is changed.
    [one] { $n } case is changed.
   *[other] { $n } cases are changed.
}
inbox-bulk-back = { $n ->
    [one] { $n } case is as it was before.
   *[other] { $n } cases are as they were before.
}
inbox-bulk-late = Something happened since, so these stay as they are:
inbox-bulk-because = { $why ->
    [gone] it leads to another case now
    [closed] it is closed
    [untold] something there is open or not told
    [promised] we owe a word there by a day
   *[same] it was so already
}
inbox-see-waiting = See who we wait for
inbox-go-today = Go to Today
inbox-bulk-about = { $n ->
    [one] What you choose here happens to this case. One press takes it back.
   *[other] What you choose here happens to all { $n } of them. One press takes it back.
}
inbox-bulk-not-done = Not changed yet
inbox-bulk-still-there = What you chose and typed is still there.
inbox-empty-new = No letter has come yet. What is written to { $address } stands here.
inbox-see-form = See the public form
