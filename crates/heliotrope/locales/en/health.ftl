# How the desk is, what is safe, and what to do next.

health-title = Mail health
health-run = Run all checks
health-all-well = All is well.
health-look = { $n ->
    [one] It works. There is 1 thing to look at.
   *[other] It works. There are { $n } things to look at.
}
health-not-well = { $n ->
    [one] 1 thing does not work.
   *[other] { $n } things do not work.
}
health-asked = The DNS was asked at { $at }.
health-asking = Others are being asked. What they say appears here; a letter to ourselves takes up to a minute.
health-asking-failed = others could not be asked: { $why }. What they said last stands here with its time, and they are asked again in a minute
health-never-asked = The DNS has not been asked yet.
health-demo = This company is invented: nobody outside is asked.
health-letters = Letters that leave
health-house = The house
health-state-well = Well
health-state-look = To look at
health-state-not-well = Not well
health-publish = Publish this line in the DNS of the domain
health-copy = Copy
health-more = There are more letters than these.
health-next-page = Next page
health-first-page = First page
health-sent = { $n ->
    [0] No letter left in the last 24 hours.
    [one] 1 letter left in the last 24 hours.
   *[other] { $n } letters left in the last 24 hours.
}
health-bounced-cases = { $n ->
    [one] Its case:
   *[other] Their cases:
}

health-database = the database opens ({ $engine })
health-whole = every row, index and file is whole
health-broken = { $found }. Keep a copy of the data folder as it is, then bring back a backup
health-ledger = { $arrivals ->
    [one] 1 arrival, with its ending
   *[other] { $arrivals } arrivals, each with its ending
}
health-ledger-unjudged = { $arrivals } arrivals, each with its ending; { $unjudged } of them wait to be judged again
health-ledger-off = the endings do not sum up to { $arrivals } arrivals. Nothing received is deleted by this; keep a copy of the data folder and report it
health-ledger-lost = { $lost ->
    [one] 1 arrival ended in a case that is not there. Its letter is kept; report it
   *[other] { $lost } arrivals ended in a case that is not there. Their letters are kept; report it
}
health-arrivals-none = no letter waits for a person to read it
health-arrivals = { $n ->
    [one] 1 letter waits for a person under Screened. It is kept
   *[other] { $n } letters wait for a person under Screened. They are kept
}
health-sends = no server refuses letters from { $address }
health-no-server = no sending server for { $address }: replies stay drafts until it has one, or smtp.host is set
health-shut-out = letters from { $address } do not leave since { $since }; the server says: { $said }. { $n ->
    [0] No letter waits
    [one] 1 letter waits and is kept
   *[other] { $n } letters wait and are kept
}; `heliotrope mailbox test` tries the way
health-outbox-empty = no letter waits to leave
health-outbox-quick = { $n ->
    [one] 1 letter is about to leave
   *[other] { $n } letters are about to leave
}
health-outbox-slow = { $n ->
    [one] 1 letter waits, since { $since }. It is kept and tried again by itself
   *[other] { $n } letters wait, the longest since { $since }. They are kept and tried again by themselves
}
health-lost = { $n ->
    [one] 1 letter did not arrive and nobody has seen to it; it stands on its case
   *[other] { $n } letters did not arrive and nobody has seen to them; each stands on its case
}
health-paused = { $n ->
    [one] 1 letter is paused since a backup was brought back; the page /paused asks what becomes of it
   *[other] { $n } letters are paused since a backup was brought back; the page /paused asks what becomes of them
}
health-fetched = letters for { $address } were last fetched at { $at }
health-compared = the { $all ->
    [one] one letter that lies
   *[other] { $all } letters that lie
} on the server of { $address } and should be here are here; compared at { $at }
health-compared-lacked = { $n ->
    [one] one letter lay
   *[other] { $n } letters lay
} on the server of { $address } and not here, when all { $all } were compared at { $at }. What was missing has been brought and stands in its case
health-compared-unheard = { $n ->
    [one] one letter lies
   *[other] { $n } letters lie
} on the server of { $address } and not here, and the server does not hand over what is asked for; all { $all } were compared at { $at }. Look for it with another mail program
health-folder-followed = the folder { $from } of { $address } is called { $to } on its server; it is fetched under that name since { $at }, on from the last letter that is here
health-copies = what leaves { $address } is put into the folder of sent letters as well
health-copies-nowhere = { $n ->
    [one] one letter that left { $address } has
   *[other] { $n } letters that left { $address } have
} no copy among the sent ones: no folder there is marked or called so. Name it on the page of the mailbox
health-copies-folder = { $n ->
    [one] one letter that left { $address } has
   *[other] { $n } letters that left { $address } have
} no copy among the sent ones; the server says: { $said }. Give the folder’s name on the page of the mailbox, or leave it empty
health-copies-wait = { $n ->
    [one] one letter that left { $address } has
   *[other] { $n } letters that left { $address } have
} no copy among the sent ones yet; the server says: { $said }. It is tried again by itself, until copies are switched off on the page of the mailbox
health-fetch-never = letters for { $address } have not been fetched yet
health-fetch-silent = letters for { $address } were last fetched at { $since }. They wait on their server; nothing is lost. A running `heliotrope serve` fetches them
health-consent-ended = { $provider } lets this desk into { $address } no more, since { $since }; it says: { $said }. Somebody who looks after the desk has to sign in again at { $again }. Until then letters wait, there and here; nothing is lost
health-consent-again = Sign in again
health-fetch-program = letters for { $address } cannot be fetched since { $since }: the provider does not know this desk any more, and its client ID or secret has to be entered again. It says: { $said }. What waits there stays there
health-fetch-elsewhere = letters for { $address } cannot be fetched since { $since }: no password is kept for { $server }, and the consent for this mailbox is not for that server
health-fetch-fails = letters for { $address } cannot be fetched since { $since }; { $server } says: { $said }. { $n ->
    [0] What comes meanwhile waits on that server; nothing is lost
    [one] 1 letter waits on that server; nothing is lost
   *[other] { $n } letters wait on that server; nothing is lost
}
health-bounces-none = no letter from { $address } came back in the last 24 hours
health-bounces = { $n ->
    [one] 1 letter from { $address } came back in the last 24 hours; its case is open again
   *[other] { $n } letters from { $address } came back in the last 24 hours; their cases are open again
}
health-bounces-many = { $n } of { $left } letters from { $address } came back in the last 24 hours. Their cases are open again; look what the other servers say before more leave
health-url = { $url }
health-url-unset = web.public_url is not set: links work on this machine only
health-url-local = { $url } leads nowhere from other machines: set web.public_url before customers write
health-key = only its owner may read { $file }
health-key-open = others on this machine may read { $file }; `chmod 600 { $file }` mends it
health-password-shut = the password of { $mailbox } was sealed with another key: put that key back, or enter the password again under Settings, Mailboxes
health-key-gone = { $file }: { $why }
health-backups = the newest backup is of { $at } and was read back whole
health-backups-off = backup.off is set: somebody else sees to the backups
health-backups-young = no backup yet; `serve` makes the first one tonight
health-backups-none = there is no backup; `serve` makes one every night while it runs; `heliotrope backup FILE` makes one now
health-backups-old = the newest backup is of { $at }; `serve` makes one every night while it runs; `heliotrope backup FILE` makes one now
health-backups-failed = the backup of { $at } failed: { $why }. Older ones stay, and it is tried again within the hour
health-certificate = the certificate holds for { $days } days
health-certificate-none-yet = no certificate yet: `heliotrope serve` asks for one
health-certificate-ending = the certificate holds for { $days } days and goes on until then; renewing it said: { $said }
health-certificate-over = the certificate has ended, so browsers warn of the desk; renewing it said: { $said }
health-certificate-missing = there is no certificate, so nobody is answered by https; asking for one said: { $said }
health-disk = { $percent } % free under { $place }
health-disk-low = only { $percent } % ({ $mib } MiB) free under { $place }. What is kept is safe, but soon nothing more can be taken in: make room
health-disk-gone = nobody can say how full the disk under { $place } is: { $why }
health-disk-unwritable = nothing can be written under { $place }: { $why }. What was confirmed is safe, and letters wait on their servers. Mend the disk, then start the desk again
health-clock = the clock agrees with the newest letters
health-clock-unknown = too few letters came by SMTP to compare the clock with
health-clock-ahead = { $n ->
    [one] your clock is 1 minute ahead of the letters that come. Promises fall due too early: set the clock of this machine
   *[other] your clock is { $n } minutes ahead of the letters that come. Promises fall due too early: set the clock of this machine
}
health-clock-behind = { $n ->
    [one] your clock is 1 minute behind the letters that come. Promises fall due too late: set the clock of this machine
   *[other] your clock is { $n } minutes behind the letters that come. Promises fall due too late: set the clock of this machine
}
health-trip-back = { $seconds ->
    [one] a letter from { $address } to itself came back in 1 second
   *[other] a letter from { $address } to itself came back in { $seconds } seconds
}
health-trip-lost = a letter from { $address } to itself did not come back: { $said }. Letters of customers are not touched by this

health-dns-silent = the DNS could not say: { $why }
health-mx = MX: letters for { $domain } go to { $servers }
health-mx-none = MX: { $domain } names no server that takes its letters, so customers cannot write to it
health-mx-refused = MX: { $domain } says that it takes no letters at all
health-spf = SPF: { $record }
health-spf-none = SPF: { $domain } does not say who may send for it; other servers may put our letters aside
health-spf-many = SPF: { $domain } publishes several policies, and other servers then follow none. Keep one
health-spf-anybody = SPF: { $domain } lets anybody send in its name. End it with ~all
health-dkim = DKIM: a key of { $domain } stands under { $selectors }
health-dkim-none = DKIM: no key of { $domain } under the usual names. The server that sends for you signs the letters and names the line to publish
health-dkim-signed = DKIM: our letters are signed with the key that stands at { $at }
health-dkim-gone = DKIM: our letters are signed, but no key stands at { $at }, so other servers cannot check it. The server that sends for you names the line to publish there
health-dkim-other = DKIM: letters of { $domain } are signed by { $signer } only, which does not speak for your domain. The server that sends for you can sign in your name
health-dmarc = DMARC: { $record }
health-dmarc-none = DMARC: { $domain } does not say what becomes of letters that only pretend to come from it

health-waits = waits since { $since }
health-came-back = came back at { $at }
health-given-up = did not arrive, { $at }
health-owner = { $owner } owns the case
health-no-owner = nobody owns the case
health-reset = a way in for one of us
health-said = The server said:
health-again = Send again
health-told = I told them by phone
health-correct = Correct the address
health-correct-press = Send to this address
health-address = Address
health-letter-left = This letter is leaving right now, or has left already. Look at the page again in a moment
health-letter-of-another = This letter belongs to a case of somebody else. Whoever has the case, or a lead, decides about it. Take the case, and it is yours.
health-queue = Letters on their way
health-queue-own = What waits or did not arrive in your cases. Send it again, correct the address, or say that you told them by phone.
health-queue-all = What waits or did not arrive, in all cases. Send it again, correct the address, or say that they were told by phone.
health-queue-none = Every letter of yours has left.
health-no-address = This does not look like an address. Write it as name@domain
health-address-fixed = The address of this letter stays as it is. Send it again, or write a new one
health-address-of-another = { $address } belongs to somebody else here. Write to them in a case of their own

health-banner-consent = { $provider } lets this desk into { $mailbox } no more, since { $since }.
health-banner-consent-safe = Letters wait, there and here; nothing is lost.
health-banner-consent-who = Somebody who looks after the desk has to sign in there again.
health-banner-fetch = Letters to { $mailbox } cannot be fetched since { $since }.
health-banner-says = { $server } says:
health-banner-safe = They wait on that server; nothing is lost.
health-banner-disk-low = The disk of this desk is nearly full.
health-banner-disk-unwritable = The disk of this desk takes nothing in: what is new cannot be kept.
health-banner-disk-gone = Nobody can say how full the disk of this desk is.
health-banner-disk-safe = What was confirmed is safe, and letters wait on their servers. What you send now may come back to you.
health-banner-look = Look
