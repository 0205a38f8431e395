# Letters brought from another server by IMAP.

fetch-unknown-host = There is no server of the name { $server }: { $said }
fetch-refused = { $server } takes no connection there: { $said }
fetch-unreachable = { $server } cannot be reached: { $said }
fetch-timeout = { $server } does not answer. { $said }
fetch-certificate = { $server } shows a certificate that is not trusted: { $said }
fetch-tls = { $server } and we could not agree on an encrypted connection: { $said }
fetch-no-starttls = { $server } offers no encryption (STARTTLS), and this mailbox asks for it.
fetch-no-sign-in = { $server } offers no way to sign in that is known here.
fetch-sign-in = { $server } does not let us in with this name and password. It says: { $said }
fetch-consent = We are not let in any more: { $said }
fetch-folder = { $server } does not open this folder. It says: { $said }
fetch-cut = { $server } closed the connection before it had answered.
fetch-bye = { $server } said goodbye: { $said }
fetch-protocol = { $server } says something that is not IMAP. { $said }
fetch-too-much = { $server } sent more than it had announced.
fetch-not-back = The letter has not come back yet.
fetch-sealed = The kept password could not be opened: { $said }
fetch-not-kept = A letter could not be written down here: { $said }
fetch-no = { $server } says: { $said }
