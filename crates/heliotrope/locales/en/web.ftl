# Merging
web-lead = Our word
web-title-moved = It is elsewhere now
web-go-there = Go there
web-key-merge = Merge into another case
web-also-merge = merge, combine, join, duplicate
web-key-split = Give the newest letter a case of its own
web-also-split = split, separate, new case

# The door: the frame of every page, and what is refused at the door itself.

web-rail = Places
web-today = Today
web-search = Search

web-settings = Settings
web-team = Team
web-teams = Teams
web-hours = Opening hours
web-goodwill = Goodwill
web-billing = Billing
web-health = Mail health
web-words = Word lists
web-times = Promised times
web-sign-out = Sign out
web-skip-to-content = Skip to the content
web-back-to-start = Back to the start
web-request-name = In the log it is called { $id }.

web-title-sign-in = Please sign in
web-title-not-yours = Not open to you
web-title-not-here = Not here
web-title-not-yet = Not yet
web-title-too-large = Too large
web-title-too-often = One moment
web-title-failed = The desk could not do this
web-title-not-understood = Not understood

web-sign-in-first = Sign in first. With a program: send a bearer token that is still good.
web-role-needed = Your role does not open this. Someone who looks after the team can change that.
web-no-page = There is no page at this address. It may have been moved, or the address was cut short.
web-wrong-method = This address is there, but not for this kind of request.
web-too-large = This is larger than the desk takes in at once: at most { $mib } MiB. Nothing was kept of it. Send it in smaller parts.
web-cut-short = The connection broke off before everything had arrived. Nothing was changed: send it again.
web-foreign-form = This came from a page that is not part of this desk, so nothing was done. Open the desk's own page and press there.
web-form-unread = A field of this form holds something that its page does not offer, so nothing was done. Go back, where what you typed still stands, load the page again and press once more.
web-form-token = This page was opened before you last signed in, so nothing was done. Load the page again and press once more; what you typed is still in the fields.
web-too-often = That was tried many times in a short while. Try again in { $seconds ->
    [one] one second
   *[other] { $seconds } seconds
}.
web-failed = This could not be finished, and nothing of it was saved. It is not your doing. Try it once more; if it stays so, the reason stands in the desk's log.
web-failed-said = This could not be finished, and nothing of it was saved. It is not your doing. It was said: { $said }. Try it once more; if it stays so, show this to whoever looks after the desk.
web-idempotency-mismatch = The same Idempotency-Key came before with another body. Nothing was done: use a new key for a new request.
web-idempotency-key = An Idempotency-Key is 1 to 255 visible characters.
web-unknown-part = There is no such part of a page to listen to.

# What a program sends (given.rs).
web-not-json = Send this as JSON, with the header Content-Type: application/json.
web-malformed-json = This is not JSON: { $said }. Nothing was done.
web-unknown-field = There is no field “{ $field }” here. The nearest is “{ $nearest }”. Nothing was done.
web-no-fields = There is no field “{ $field }” here; nothing is asked for. Nothing was done.
web-unknown-word = “{ $word }” is not known for “{ $field }”. One of these is: { $known }.
web-missing-field = The field “{ $field }” is missing.
web-wanted-text = “{ $field }” has to be text in quotation marks.
web-wanted-yes-or-no = “{ $field }” has to be true or false.
web-wanted-number = “{ $field }” has to be a whole number.
web-wanted-list = “{ $field }” has to be a list in square brackets.
web-wanted-object = “{ $field }” has to be an object in braces.
web-wanted-body = The body has to be a JSON object in braces.
web-wrong-value = “{ $field }” could not be read: { $said }.
web-wrong-cursor = This cursor is not one this list gave. Begin without one, and take each “next” as it comes.
web-wrong-limit = A list gives at least one item and at most 100: ask for a number between them.

web-mine = Mine
web-free = Free
web-waiting = Waiting
web-later = Later
web-closed = Closed
web-people = People
web-screened = Screened
web-apologies = Apologies
web-complaints = Complaints
web-causes = Causes
web-write = Write
web-keys = Keys
web-me = Me
web-rail-small = Main
web-my-settings = My settings
web-mailboxes = Mailboxes
web-made-by = Heliotrope
web-shut = Close

web-keys-anywhere = Anywhere
web-keys-list = List
web-keys-case = Case
web-keys-writing = While writing
web-keys-on = Single letters act as keys on this device
web-key-keys = Keys
web-key-search = Search
web-key-palette = Everything you can do
web-key-today = Today
web-key-mine = Mine
web-key-free = Free
web-key-waiting = Waiting
web-key-later = Later
web-key-settings = Settings
web-key-pane = Next pane
web-key-out = Out, nothing is lost
web-key-undo = Take it back
web-key-next = Next
web-key-previous = Previous
web-key-open = Open
web-key-keep = Let in what is screened
web-key-say-no = Say no, with the reason
web-key-let-go = Let what is screened go
web-key-reply = Reply
web-key-note = Note
web-key-take = I take it
web-key-assign = Assign
web-key-tag = Tags
web-key-next-word = Give the next word a time
web-key-holding = Send the line that waits
web-key-plan = The plan
web-key-goodwill = Goodwill
web-key-close = Close
web-key-send = Send, go to the next
web-key-send-close = Send and close
web-palette-ask = What do you want to do
web-palette-list = What you can do
web-palette-none = Nothing here is called that. Enter searches for it.

web-copied = Copied
web-selected = The line is selected. Copy it with the keys of your browser
web-is-reading = { $name } is reading
web-is-writing = { $name } is writing
web-new-one = { $n } new · show
web-new-other = { $n } new · show
web-new-message = A new letter has come in this case.
web-offline = The desk cannot be reached. What you type is kept on this device.
web-not-sent = Not sent: the desk cannot be reached. Your words are kept here; press Send again.
web-kept-server = draft kept { $time }
web-kept-local = kept on this device
web-two-drafts = Another window changed this draft at the same time. Both are kept: yours is in the box, the other one stands here.
web-use-this = Use this one

web-new-message-show = New letter · show
web-sent = Sent.
web-note-kept = The note is kept.
web-signed-out = You are signed out. Your words are kept on this device; sign in again in another tab, then press Send.
web-drop-this = Drop this one
web-put-away = Put away

# Words of other desks, by which the palette finds a key too.
web-also-keys = help shortcuts
web-also-search = find
web-also-today = inbox
web-also-free = unassigned
web-also-waiting = pending
web-also-later = snooze
web-also-settings = admin
web-also-undo = undo
web-also-reply = answer
web-also-note = comment
web-also-assign = owner
web-also-tag = label category
web-also-close = resolve done
web-amount = { $said }
web-tradeoffs = Trade-offs
web-key-tradeoffs = Trade-offs
web-key-lead = How we keep our word
web-also-lead = reports, dashboard, figures
web-key-until = Settled by silence
web-also-until = bulk close, auto-close
web-key-choose = Choose
web-also-tradeoffs = macros, canned replies, policy
web-key-no = Honest no to this need
web-also-no = decline, reject
web-keys-needs = In the needs
web-key-needs = Selected words: make them a need; else to the needs
web-key-accept = Take the first outlined need
web-key-need-new = Another need
web-key-need-met = Met
web-key-need-withdrawn = Withdrawn
web-key-need-number = Met, by its number
