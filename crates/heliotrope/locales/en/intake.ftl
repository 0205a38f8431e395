# What comes in: the public form, the API, and what is held back.

intake-no-mailbox = This desk has no mailbox yet, so nobody could answer. Add one under Settings, Mailboxes.
intake-no-such-mailbox = There is no mailbox { $address } here.
intake-wrong-address = An address looks like name@example.org.
intake-no-address = Your mail address is missing: without it our answer finds no way to you.
intake-empty = Say in a few words what happened.
intake-files-again = Please choose these files once more, they could not be kept: { $names }.
intake-files-too-large = { $names }: too large. All files of one form together may have { $mib } MiB. Leave it out, or send it in parts.
intake-files-gone = The files you had chosen were kept for an hour, and that is over. Please choose them once more.
intake-kept-files = Files that are kept with these words
intake-kept-without = do not send
intake-not-kept = We could not keep your words just now. They are all still here: please press Send again in a minute.
not-found-arrival = There is no arrival { $which }.

intake-form-title = Write to us
intake-form-lead = Say what happened, in your own words. A person reads it.
intake-form-errors = Not sent yet. Everything you wrote is still here.
intake-form-text = What happened?
intake-form-from = Your mail address
intake-form-name = Your name
intake-form-order = Order number
intake-form-files = Files
intake-form-optional = (if any)
intake-form-trap = Leave this empty
intake-form-no-limit = No time limit.
intake-form-kept = Your words are kept on this device until we have them.
intake-form-send = Send
intake-order-line = Order: { $order }

intake-received-title = We have your words
intake-case-number = Case { $number }
intake-received-even-without = You will hear by then even if we have no answer.
intake-received-copy = A copy is on its way to { $address }.
intake-received-answer = Our answer goes to { $address }.
intake-what-you-wrote = What you wrote
intake-see-case = See the case

intake-screened-title = Screened: kept, not shown yet
intake-screened-lead = Nothing here is deleted. “Keep” opens a case with the time at which it came.
intake-screened-empty = Nothing is held back.
intake-screened-older = Older
intake-screened-no-subject = Without a subject
intake-screened-words = Read the words
intake-screened-large = It is too large to be shown here. Save it to look inside.
intake-screened-keep = Keep
intake-screened-raw = Save as it came
intake-why-honeypot = a field was filled that only programs see
intake-why-too-often = many forms came from one place in a short while
intake-why-no-mailbox = there was no mailbox for it
intake-why-unjudged = waiting to be read again
intake-why-not-understood = it could not be put into a case; a person has to look
intake-why-screened = held back

intake-belongs = This answers a letter of another case, but its writer is not part of that one.
intake-belongs-look = Look at #{ $number }.
intake-belongs-press = Belongs to #{ $number }
