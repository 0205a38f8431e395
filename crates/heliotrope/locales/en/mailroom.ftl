# Letters that leave, and what we say about them.

mailroom-case-link = Your page for case { $case }: everything we wrote to each other, and how it stands
mailroom-receipt-subject = Your letter, case { $case }
mailroom-you-wrote = You wrote:
mailroom-not-yet = Not yet?
mailroom-needs = What you need from us, and how it stands:
mailroom-need-open = Working on it: { $need }
mailroom-need-met = Done: { $need }
mailroom-need-withdrawn = Not needed any more: { $need }
mailroom-need-declined = We cannot: { $need }. What we can: { $possible }
mailroom-need-elsewhere = We cannot: { $need }. Who can help: { $help }
mailroom-need-no = We cannot: { $need }
mailroom-files-linked = The files are too large for a letter. You find them on your page: { $files }

mailroom-cut = { $server } closed the connection before it had answered
mailroom-slow = { $server } did not answer within { $seconds } seconds
mailroom-no-starttls = { $server } offers no encryption (STARTTLS), and this mailbox asks for it
mailroom-no-sign-in = { $server } offers no way to sign in that is known here
mailroom-no-server = There is no sending server for this mailbox
mailroom-no-mailbox = There is no mailbox this letter could leave from
mailroom-sealed = The password for { $server } could not be opened: { $why }
mailroom-not-written = The letter could not be written: { $why }

mailroom-trouble = Letters from { $mailbox } do not leave.
mailroom-trouble-since = Since { $since } the server says:
mailroom-trouble-waiting = { $n ->
    [0] No letter waits. What you write now is kept and leaves as soon as the server takes letters again.
    [one] 1 letter waits. It is kept and leaves as soon as the server takes letters again.
   *[other] { $n } letters wait. They are kept and leave as soon as the server takes letters again.
}
mailroom-test-subject = A test letter from { $address }
mailroom-test-text = This letter left your desk through { $server }. When you read it, sending works.

mailroom-trip-subject = Does this letter come back?
mailroom-trip-text = Your desk sent this letter to itself to see whether letters leave and come in. It takes it away again; nothing needs to be done.

mailroom-paused = { $n ->
    [one] 1 letter is paused.
   *[other] { $n } letters are paused.
}
mailroom-paused-link = Say whether they leave
mailroom-paused-title = Paused letters
mailroom-paused-empty = No letter is paused.
mailroom-paused-why = This desk was brought back from a backup. These letters waited when the backup was made. Some of them may have left since, so none leaves by itself: look into the sent folder of your mail server, then say what is so.
mailroom-paused-to = To
mailroom-paused-case = Case { $case }
mailroom-paused-since = was to leave
mailroom-paused-leave = Let it leave
mailroom-paused-left = It has left already
mailroom-paused-all-leave = { $n ->
    [one] Let the letter shown leave
   *[other] Let all { $n } leave
}
mailroom-paused-all-left = { $n ->
    [one] The letter shown has left
   *[other] All { $n } have left already
}
mailroom-paused-more = { $n ->
    [one] 1 more comes after these.
   *[other] { $n } more come after these.
}
mailroom-times-in = Times in this letter are { $zone }.
mailroom-habit = Our habit, and no promise: four of five letters that come now are answered by { $time }, { $day }.
