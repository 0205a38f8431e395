# From an empty folder to the first answered letter.

setup-title = Setting up your desk
setup-steps = The three steps
setup-step-you = You
setup-step-mailbox = Mailbox
setup-step-word = Our word
setup-step-done = Done:
setup-continue = Continue
setup-to-sign-in = Sign in
setup-not-yet = Not yet
setup-all-kept = Everything you typed is still here.
setup-password-kept = What you typed is kept. Type only to change it.

setup-link-used-up = This link is used up. Each start of the desk prints a new one while there is something to set up; it is good for an hour.
setup-other-browser = Somebody began with this link in another browser, and only they can go on. Start the desk again for a new link.
setup-already = This desk is set up already. Sign in, or ask somebody here to add you.

setup-you = Who are you?
setup-you-how = You will look after this desk. Others can be added at any time.
setup-name = Your name
setup-address = Your mail address
setup-password = Password for this desk
setup-url = Public address
setup-url-help = How a customer’s browser reaches this desk, such as https://desk.example.org. It stands in letters; the desk calls itself there now to see whether it leads here.
setup-url-configured = Customers reach this desk at { $url }, as the configuration says.
setup-no-url = Write it like https://desk.example.org, without anything behind the name.
setup-led-nowhere = Nothing answered at that address:
setup-led-elsewhere = Something answers at that address, and it is not this desk.
setup-led-safe = No letter has left, and everything you typed is still here.
setup-anyway = Keep this address; it will lead here later
setup-reach-machine = This desk answers on this machine only. Links in letters lead customers nowhere until a public address is set (web.public_url).
setup-reach-network = This address works in your own network only. Customers elsewhere cannot follow the links in letters until the desk has a public address (web.public_url).

setup-mailbox = Which mailbox do customers write to?
setup-mailbox-how = Its letters become cases here and stay where they are as well. Nothing is sent to anybody before one of you presses Send.
setup-mail-address = Mail address
setup-mail-address-help = For example help@example.org.
setup-mail-password = Password of this mailbox
setup-mail-password-help = At Google and Microsoft leave it empty.
setup-servers = Servers
setup-servers-help = Leave this empty: the desk looks for them by the address.
setup-comes-in = Letters come in (IMAP)
setup-goes-out = Letters go out (SMTP)
setup-smtp-house = Empty: the house’s own server.
setup-house-server = the house’s server
setup-tls-tls = TLS from the start
setup-tls-starttls = STARTTLS
setup-bring = Older letters to bring
setup-bring-help = Empty: from now on. Or how many of the last ones, such as 50.
setup-takes-a-minute = The desk signs in and sends one letter to this mailbox itself. That can take a minute.
setup-no-password = The password of the mailbox is missing.
setup-no-count = Write how many, at most 10000, or nothing.
setup-no-server = Which server? The desk could not find it by itself.
setup-look = These servers were found. They belong to another house than the address: look whether that is right, then continue.
setup-not-found = Not every server was found. Fill in what is missing below; your provider’s help pages name them.
setup-provider = { $provider } takes mail for this address and lets programs in by consent. Sign in with { $provider }, or type an app password and continue with it.
setup-by-password = Continue with the password
setup-by-consent = The mailbox is opened by consent. Type a password only to use it instead.
setup-tried = Almost
setup-tried-safe = Everything you typed is still here. Change what is wrong and try again.
setup-try-again = Try again
setup-keep-anyway = Keep it although

setup-tick-found = Found { $imap } and { $smtp }
setup-tick-mailbox = Found the servers of { $address }
setup-tick-signed-in = Signed in
setup-tick-sent = Sent a letter to myself
setup-tick-not-sent = The letter to myself was not taken: { $said }
setup-tick-back = { $seconds ->
    [one] It came back within a second
   *[other] It came back in { $seconds } seconds
}

setup-word = What may customers count on?
setup-word-how = A receipt is the only letter that this desk sends by itself. With a time here, it promises the first answer by then.
setup-within = First answer within (hours)
setup-within-help = Counted in your opening hours. Empty: the receipt gives no time.
setup-finish = Open the desk
setup-skip = Skip this: no receipts
