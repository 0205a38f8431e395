# Erasing a person, all we hold on them, and how long words are kept.

erasure-title = Erase { $name }
erasure-lead = What somebody asks to have erased goes for good. There is no undo, and nothing is kept aside.
erasure-goes = What goes
erasure-person = Their name, their addresses, what we know of their language and time zone, and their links to case pages.
erasure-alone = { $cases ->
    [one] One case that is theirs alone: everything said in it goes
   *[other] { $cases } cases that are theirs alone: everything said in them goes
    }, letters, answers, notes, needs, promises and drafts ({ $messages ->
    [one] one message
   *[other] { $messages } messages
    }, { $files ->
    [one] one file
   *[other] { $files } files
    }).
erasure-open = { $cases ->
    [one] One of these is still open. It is closed, because there is nobody left to answer.
   *[other] { $cases } of these are still open. They are closed, because there is nobody left to answer.
    }
erasure-waiting = { $letters ->
    [one] One letter to them has not left yet. It is taken back.
   *[other] { $letters } letters to them have not left yet. They are taken back.
    }
erasure-shared = { $cases ->
    [one] In one case others take part too
   *[other] In { $cases } cases others take part too
    }: there { $letters ->
    [one] one letter of theirs goes
   *[other] { $letters } letters of theirs go
    }, with what quotes them, their name and their addresses.
erasure-held = { $letters ->
    [one] One letter of theirs that is kept and stands in no case.
   *[other] { $letters } letters of theirs that are kept and stand in no case.
    }
erasure-stays = What stays, and what we cannot know
erasure-stays-numbers = Case numbers, dates and what was done, without a word of anybody. The entry that they were erased holds no name and no address.
erasure-by-others = { $n ->
    [one] One message of somebody else stands in a shared case. What it says of them in words of its own cannot be found by us: please look.
   *[other] { $n } messages of others stand in shared cases. What these say of them in words of their own cannot be found by us: please look.
    }
erasure-elsewhere = Other cases name their address. Nothing goes there by itself: please look.
erasure-copies = Backups and other copies made before hold them until they are replaced. One that is restored together with the file “erasures” is erased again.
erasure-sure = I have read what goes.
erasure-press = Erase for good
erasure-leave = Leave everything as it is
erasure-not-yet = Nothing was erased
erasure-read-first = Read what goes, then tick that you have.
erasure-is-erased = This person is erased already.
erasure-is-agent = This address belongs to somebody of the team, so nothing was erased. Take their role away under Settings, Team, and give the person another address, or talk to them first.
erasure-leaving = A letter to them is leaving right now, so nothing was erased yet. Try again in a minute.

erasure-export-title = What we hold on you
erasure-export-lead = Made on { $when }. The same stands in data.json for programs, and your files lie in the folder “files”.
erasure-export-you = You
erasure-export-since = since { $when }
erasure-export-closed = closed
erasure-export-open = open
erasure-export-with-others = Others take part in this case. Only what you wrote and what we wrote to you stands here.
erasure-export-needs = What you asked for
erasure-export-promises = What we promised
erasure-export-letter = You wrote
erasure-export-reply = We wrote
erasure-export-note = Our note
erasure-export-no = We said no: { $reason }
erasure-export-look = We look at this again on { $when }.
erasure-export-restitution = What we put right
erasure-export-repair = repair
erasure-export-offered = offered { $when }
erasure-export-accepted = accepted { $when }
erasure-export-given = given { $when }
erasure-export-gifts = What we gave beyond that
erasure-export-apology = Our letter of { $when } holds an apology.
erasure-export-complaint = This is a complaint, received { $when }.
erasure-export-final = Our final answer was given { $when }.
erasure-export-rejected = It was not accepted { $when }.
erasure-export-quotes = Quotes

erasure-keeping-title = How long { $address } keeps words
erasure-keeping-lead = Closed cases can lose what is not needed any more. Open cases, parked ones and those with a promise or a letter that has not left are never touched.
erasure-keeping-off = No rule is switched on: everything is kept.
erasure-keeping-rule = { $months ->
    [one] One month after a case was closed: { $what }.
   *[other] { $months } months after a case was closed: { $what }.
    }
erasure-keeping-on = Switched on:
erasure-keeping-switch-off = Switch off
erasure-keeping-switch-on = Switch this rule on
erasure-keeping-months = Months after closing
erasure-keeping-months-help = From 1 to 240.
erasure-keeping-takes = What goes
erasure-takes-files = files and letters as they came go, words stay
erasure-takes-words = everything that was said goes, subject and people stay
erasure-takes-everything = everything goes, and people of whom no other case speaks
erasure-keeping-try = See what it would do
erasure-keeping-would = What it would take today
erasure-keeping-counts = { $cases ->
    [one] One case
   *[other] { $cases } cases
    } with { $messages ->
    [one] one message
   *[other] { $messages } messages
    } and { $files ->
    [one] one file
   *[other] { $files } files
    }. Nothing was changed. Once switched on, the rule runs each day, and what it takes does not come back.
erasure-keeping-first = The first { $n } are shown.
erasure-keeping-not-yet = Not looked yet
erasure-keeping-nothing = Nothing was changed.
erasure-no-months = Write a number of months from 1 to 240.
