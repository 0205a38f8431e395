not-found-agent = There is no colleague { $which } who can be given a case. Choose somebody else.
not-found-token = There is no such token of yours; it may have been withdrawn already.

# Ways in.
team-sign-in = Sign in
team-sign-in-refused = That address and password do not belong together.
team-sign-in-again = Nothing was changed. Try again, or have a link sent to you.
team-nothing-changed = Nothing was changed.
team-address = Mail address
team-password = Password
team-password-forgotten = I do not know my password
team-back-to-sign-in = Back to sign in
team-new-password = A new password
team-new-password-for = A new password for { $name }
team-password-help = At least { $n } characters. Paste and password managers work.
team-password-too-short = A password has at least { $n } characters. A few words in a row are easy to keep in mind.
team-password-too-long = A password has at most 1024 characters.
team-keep-and-sign-in = Keep it and sign in
team-reset-how = Give your address. If you work at this desk, a link is on its way to it within a minute; it works once, for 60 minutes.
team-reset-send = Send the link
team-reset-asked = The link is on its way
team-reset-asked-how = If you work at this desk, a letter with a link arrives at your address within a minute. The link works once, for 60 minutes. If nothing comes, someone who looks after the team can give you a link.
team-reset-subject = A new password
team-reset-text = Hello { $name },

    somebody, most likely you, asked for a new password at this address. With this link you can choose one; it works once, for 60 minutes:

    { $link }

    If it was not you, nothing has to be done: the old password stays as it is.
team-sign-in-as = Sign in as { $name }
team-link-once = This link is for { $address } and works once. One press signs you in on this device, for { $days } days from the last use.
team-link-reusable = This link is for { $address }. One press signs you in on this device.
team-link-used-up = This link does not open any more
team-link-used-up-how = It works once and for 60 minutes, or a newer password has replaced it. Have another one sent to you, or ask someone who looks after the team.

# The team and its settings.
team-people = Team
team-name = Name
team-role = Role
team-way-in = Way in
team-change = Change
team-is-disabled = does not work here any more
team-by-password = password
team-by-link = no password yet
team-role-light = Reader
team-role-agent = Agent
team-role-lead = Lead
team-role-admin = Admin
team-role-light-means = reads, writes notes and drafts
team-role-agent-means = answers customers
team-role-lead-means = answers customers and leads the team
team-role-admin-means = everything, with mailboxes and people
team-add = Add a person
team-add-press = Add
team-not-added = Nobody was added yet.
team-not-kept = Not kept yet.
team-still-there = What you typed is still in the fields.
team-keep = Keep
team-kept = Kept.
team-leave = Leave as it was
team-link-means = A link lets this person choose a new password. It works once, for 60 minutes; hand it over yourself.
team-make-link = Make a password link
team-link-made = Hand this link to { $name }. It is shown only now.
team-disable = This person leaves
team-enable = This person is back
team-disabled-means = This person cannot sign in. What they did stays in their name.
team-name-missing = A name is needed: it stands below every reply.
team-name-too-long = A name has at most 100 characters.
team-address-wrong = This is no mail address yet. It needs a name, an @ and a domain.
team-address-taken = Somebody on the team has this address already.
team-zone-unknown = There is no such time zone. Write it like Europe/Berlin.
team-last-admin = This is the only admin. Make somebody else an admin first.

team-my-settings = My settings
team-language = Language
team-zone = Time zone
team-zone-help = Times are shown in it, and a promise you write is meant in it. For example Europe/Berlin.
team-undo = A letter waits before it leaves
team-undo-help = In this time you can take it back.
team-seconds = { $n ->
    [one] 1 second
   *[other] { $n } seconds
}
team-scheme = Colours
team-scheme-system = As the system
team-scheme-light = Light
team-scheme-dark = Dark
team-density = Rows
team-density-roomy = Roomy
team-density-tight = Tight
team-single-keys = Single letters act as keys
team-tokens = Programs
team-tokens-mean = A token lets a program do through the API what you may do.
team-token-nr = Token { $id }
team-token-make = Make a token
team-token-made = Keep this token where your program finds it. It is shown only now.
team-token-revoke = Withdraw
team-about-me = About you
team-my-way = How you work
team-name-and-role = Name and role

# Away
team-away = Away
team-away-means = When you are not here, your live promises and your open cases stand on the team’s list, with what the customers read. Nothing is written to anybody.
team-away-until = Back on
team-away-if-known = (if you know it)
team-away-open = Without a date it lasts until somebody says that you are back.
team-i-am-away = I am away now
team-i-am-back = I am back
team-you-are-away = You are away.
team-you-are-away-until = You are away until
team-away-stands = What you owed stands with the team.
team-taken = What fell to the team
team-taken-promises = { $n ->
    [one] one promise
   *[other] { $n } promises
}
team-taken-by = { $name } has it
team-taken-by-nobody = nobody has it yet
team-taken-yours = yours again
team-taken-closed = closed
team-away-alone = You are alone at this desk, so there is nobody to take over what you promised. Tell the people a new date before you go.
team-away-past = That day is over. Choose one that is still to come, or leave it empty.
team-away-date-wrong = Choose a date that exists, or leave it empty.
