promises-next-word-by = Next word from us by { $when }.
promises-not-told = A time counts when the person has heard it. Name the letter that says it (told_message), or how they heard it (told_how).
promises-ended = This promise has ended already. Look at the case again.
promises-kept-untold = Nobody has heard of it yet: “{ $promise }” Write to the person, or say that you told them by phone, in person or by post.
promises-late = Its time is over, so it is late: “{ $promise }” Write to the person now; the letter can promise a new time.
promises-state-or-due = Say how the promise ends (state), or give its new time (due): one of the two.
promises-third-party-needs-one = Nobody waits without a date. Tell the person when they hear from us next, then wait on somebody else.
not-found-promise = There is no promise { $which } in this case.
promises-did-break = The time we gave passed without a word from us
promises-did-renegotiate = { $name } gave a new time before the old one was due
promises-did-release = { $name } needs no further word
promises-until = If I hear nothing by { $when } I take this as settled.
promises-not-in-letter = The letter does not say it any more: “{ $promise }” Look at the promise once more, then send.
promises-until-not-said = The letter has to say it once, with its day: “If I hear nothing by Friday I take this as settled.”
promises-did-close-until = Nothing was heard until the day that was told: settled
promises-did-until = Closes by itself if nothing is heard until { $when }

promises-title = Promises
promises-kind-update = update
promises-kind-action = deed
promises-kind-callback = call
promises-kind-money = money
promises-acts = What about “{ $promise }”?
promises-kept = Kept
promises-kept-phone = Kept, told by phone
promises-released = They need no word
promises-later = New time
promises-later-phone = Told by phone: new time
promises-n-kept = { $n } kept
promises-n-broken = { $n } broken
promises-n-released = { $n } released
promises-was-kept = kept
promises-was-renegotiated = new time, told before it was due
promises-was-released = no word needed
promises-was-broken = { $span } late

# While a letter is typed
promises-chips = Times in this letter
promises-chip = Promise: { $kind }, { $when }
promises-chip-until = Settled by silence: { $when }
promises-chip-accept = Accept
promises-chip-drop = No promise
promises-chip-accepted = Promised with this letter. { $label }
promises-chip-offered = { $label }. Ctrl Space accepts, Escape drops it.
promises-chip-gone = The letter does not say it any more. { $label }
promises-chip-muted = You are not asked about such times any more. { $label }
promises-chip-again = Ask again

# Nearly due and no news
promises-holding-title = A line while there is no news
promises-holding = Word is due { $when }. No news? This line keeps your word:
promises-holding-late = Word was due { $when }. This line goes now:
promises-holding-line = No news yet: we are still waiting for an answer. I will write to you again by { $when }.
promises-holding-line-first = There is no answer to your letter yet. I will write to you by { $when }.
promises-holding-send = Send this line
promises-no-time-said = This line names no time that can be read. Say by when you write again, as in “I will write to you by Friday 12:00.”

# On the person’s page
promises-release = I need no further word on this
promises-done-released = Thank you. We keep no date for this any more.
promises-third-party = Waiting on somebody else
promises-turn-us = It is our move
promises-wait-third-party = Waiting on somebody else
promises-until-choice = silence settles it…
promises-parked = Parked until { $when }.

# Behind the slash
promises-slash = What can be written
promises-slash-said = { $n } to choose from. Arrows move, Enter takes one.
promises-slash-promise = Say when they hear from you next
promises-slash-until = Close by itself if nothing is heard
promises-say-by = I will write to you by |.
promises-say-until = If I hear nothing by | I take this as settled.
promises-slash-plan = A plan for this case
promises-slash-give = Give something, out of goodwill

# Settings
promises-times = Times you are not asked about
promises-times-lead = When a letter of yours names a time, the desk asks whether it is a promise. Escape twice ends that for times of one shape. Here it begins again.
promises-times-none = You are asked about every time that can be read.
promises-no-such-phrase = Send the phrase as a chip names it: one to 60 characters.
